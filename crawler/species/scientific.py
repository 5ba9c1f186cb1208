"""Scientific names as the official lists print them: authors, lists of synonyms."""

from __future__ import annotations

import re
import unicodedata

PARTICLES = frozenset(
    """
    af al and auct bis d da das de dei del den der des di do dos du e emend et ex f
    fil hort in la le les nec nom nomen non not of or pro publ sensu ssp subsp supp
    syn t ten ter und van var von vom y zu zum zur
    """.split()  # noqa: SIM905
)
"""Lower-case words that stand in authors' names, never an epithet."""

RANK_MARKS = {
    "var.": "var.",
    "subsp.": "subsp.",
    "ssp.": "subsp.",
    "f.": "f.",
    "fa.": "f.",
    "forma": "f.",
}
_GENUS = re.compile(r"^[A-ZÆŒ][a-zæœëïöü]+(?:-[A-Z]?[a-zæœëïöü]+)?$")
_EPITHET = re.compile(r"^(?:[do]['’])?[a-zæœëïöüçé]{2,}(?:-[a-zæœëïöüçé]+)*$")
_BREAK = re.compile(r",\s+(?=[A-ZÆŒ][a-zæœëïöü-]+\s+(?:[×x]\s*)?([a-zæœëïöüçé-]+))")


def split_synonyms(text: str) -> list[str]:
    """Split the `SynonymsWithAuthors` cell of an official list.

    Synonyms and the authors of one synonym are both set apart by ", ". A new
    synonym begins only where a capitalised word and a lower-case epithet follow.
    """
    text = unicodedata.normalize("NFC", text)
    pieces, start = [], 0
    for match in _BREAK.finditer(text):
        if match[1] in PARTICLES:
            continue
        pieces.append(text[start : match.start()])
        start = match.end()
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def without_author(text: str) -> str:
    """Give the name in *text* without its author; "" if there is none to be seen.

    >>> without_author("Lama vicugna (Molina, 1782)")
    'Lama vicugna'
    >>> without_author("Euphorbia decaryi var. robinsonii Cremers")
    'Euphorbia decaryi var. robinsonii'
    """
    words = re.sub(r"[_\"“”]", " ", unicodedata.normalize("NFC", text)).split()
    if not words or not _GENUS.match(words[0]):
        return ""
    name, rest = [words[0]], words[1:]
    if rest and rest[0] in {"×", "x", "X"}:
        name.append("×")
        rest = rest[1:]
    rest = _take_subgenus(rest)
    while rest and _is_epithet(rest[0]) and len(name) < 4:
        name.append(rest.pop(0))
    return " ".join(name + _infraspecific(rest)) if len(name) > 1 else name[0]


def rank_of(name: str) -> str:
    """Give the rank that the form of a name shows: genus, species, subspecies, variety.

    >>> rank_of("Apalone spinifera atra")
    'subspecies'
    """
    words = [word for word in name.split() if word != "×"]
    if any(mark in words for mark in ("var.", "f.")):
        return "variety"
    return {1: "genus", 2: "species"}.get(len(words), "subspecies")


def _take_subgenus(words: list[str]) -> list[str]:
    """Pass over "(Subgenus)" when an epithet follows it."""
    if re.fullmatch(r"\([A-Za-z]+\)", " ".join(words[:1])) and _is_epithet(
        " ".join(words[1:2])
    ):
        return words[1:]
    return words


def _infraspecific(words: list[str]) -> list[str]:
    for index, word in enumerate(words[:-1]):
        mark = RANK_MARKS.get(word)
        if mark and _is_epithet(words[index + 1]):
            return [mark, words[index + 1]]
    return []


def _is_epithet(word: str) -> bool:
    return bool(_EPITHET.match(word)) and word not in PARTICLES
