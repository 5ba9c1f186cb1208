"""What a seller claims of an offer: bred in captivity, old, with papers, without.

A claim is a fact about the text, never a proof of what it says: it neither raises
nor lowers a match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from ahocorasick_rs import AhoCorasick, MatchKind

from crawler.matching.folding import Folded, fold
from crawler.matching.words import has_unspaced, is_inside_word
from crawler.species.reading import fail, read_rows

ClaimKind = Literal[
    "captive-bred",
    "wild-caught",
    "pre-Convention",
    "antique",
    "permit",
    "papers",
    "no papers",
    "discreet",
]
FILE = "claims.csv"
COLUMNS = ("text", "language", "claim", "source")
MOST_CLAIMS = 30
"""Of one text."""

_CENTURY = r"(?P<value>(?:1[4-9]|20|x[ivx]+)(?:st|nd|rd|th|e|eme|ieme)?)"
# On the folded text: no accents, no punctuation, small letters.
_PATTERNS: tuple[tuple[ClaimKind, re.Pattern[str]], ...] = tuple(
    (cast(ClaimKind, kind), re.compile(rf"(?<![^\W_]){pattern}(?![^\W_])"))
    for kind, pattern in (
        ("captive-bred", r"(?:us ?)?(?:cbb?|dnz|nz|nc|hb) ?(?P<value>(?:20)?[012]\d)"),
        (
            "captive-bred",
            r"(?P<value>f[1-5]) (?:generation|generatie|nachzucht|nz|cbb?)",
        ),
        ("wild-caught", r"(?:wc|ltc)(?: ?(?P<value>(?:20)?[012]\d))?"),
        (
            "pre-Convention",
            r"(?:pre|before|avant|vor|anterior a|ante|prima del|voor|sprzed|до|до г) ?"
            r"(?P<value>1[89]\d\d)",
        ),
        (
            "antique",
            r"(?:c|ca|circa|um|vers|dated|datiert|date|hacia|anno|ano|около|от)"
            r" {1,2}(?P<value>1[5-9]\d\d)s?",
        ),
        ("antique", r"(?P<value>1(?:[5-8]\d\d|9[0-4]\d))s?"),
        (
            "antique",
            _CENTURY
            + r" (?:century|cent|c|siecle|jahrhundert|jh|век|в|eeuw|wiek|yuzyil)",
        ),
        ("antique", r"(?:siglo|seculo|secolo|sec) (?P<value>x[ivx]+|1[4-9])"),
    )
)
_PAPER = (
    r"cites|permit|permis|permiso|licen[cs]e|certificate|certificat|certificado|"
    r"certificato|zertifikat|certyfikat|article 10|a10|cic|bescheinigung|"
    r"genehmigung|сертификат|разрешение|сайтес|许可证|証明書|登録票|証|허가"
)
# On the text as published: numbers keep their signs.
_NUMBER = re.compile(
    rf"(?:{_PAPER})(?:\s*(?:permit|certificate|cert|bescheinigung))?"
    r"[\s:.#]*(?:number|num|no|nr|n°|nº|№|号|番号|第)?[\s:.#°]*"
    r"(?P<value>(?=[A-Z0-9/-]*\d{3})[A-Z0-9][A-Z0-9/-]{3,24})(?![\w])",
    re.IGNORECASE,
)
_ROMAN = {"xv": "15", "xvi": "16", "xvii": "17", "xviii": "18", "xix": "19", "xx": "20"}
_MERE_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that claim something: `value` is the year, number or generation, if any.

    `words` is exactly the slice `start`:`end` of the field as published.
    """

    kind: ClaimKind
    value: str
    words: str
    start: int
    end: int
    field: str = "title"

    def as_dict(self) -> dict[str, Any]:
        """Give the claim as plain JSON-ready values."""
        return asdict(self)


class ClaimReader:
    """Finds claims by the words of a `claims.csv` and by patterns."""

    def __init__(self, terms: list[tuple[str, ClaimKind]]) -> None:
        folded = {" ".join(fold(text).text.split()): kind for text, kind in terms}
        self._kinds = list(folded.values())
        self._automaton = AhoCorasick(list(folded), matchkind=MatchKind.Standard)

    @classmethod
    def load(cls, folder: Path) -> ClaimReader:
        """Read the words of the folder's list; a list without them has none.

        Raises:
            SpeciesFileError: the file is wrong; file, line and mend are named.
        """
        path = folder / FILE
        terms: list[tuple[str, ClaimKind]] = []
        if path.is_file():
            for index, (text, _, kind, _) in enumerate(read_rows(path, COLUMNS)):
                if kind not in get_args(ClaimKind):
                    known = ", ".join(get_args(ClaimKind))
                    fail(path, index, f'claim "{kind}" is unknown', f"Write {known}")
                terms.append((text, cast(ClaimKind, kind)))
        return cls(terms)

    def read(self, text: str, field: str = "title") -> list[Claim]:
        """Give the claims of a text in their order; of overlapping ones the longest."""
        folded = fold(text)
        found = sorted(
            {*self._by_words(folded, field), *_by_patterns(folded, field)},
            key=lambda one: (
                -(one.end - one.start),
                one.start,
                not one.value,
                one.kind,
            ),
        )
        kept: list[Claim] = []
        for claim in found:
            if all(claim.end <= one.start or one.end <= claim.start for one in kept):
                kept.append(claim)
            if len(kept) == MOST_CLAIMS:
                break
        return sorted(kept, key=lambda one: one.start)

    def _by_words(self, folded: Folded, field: str) -> Iterator[Claim]:
        text = folded.text
        for number, start, end in self._automaton.find_matches_as_indexes(
            text, overlapping=True
        ):
            if _is_whole(text, start, end):
                yield _claim(self._kinds[number], "", folded, (start, end), field)


def _by_patterns(folded: Folded, field: str) -> Iterator[Claim]:
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(folded.text):
            value = _normal(found.groupdict().get("value") or "", kind)
            yield _claim(kind, value, folded, found.span(), field)
    for found in _NUMBER.finditer(folded.source):
        value = found["value"]
        if not _MERE_YEAR.fullmatch(value):
            start, end = found.span()
            yield Claim("permit", value, found.group(), start, end, field)


def _normal(value: str, kind: ClaimKind) -> str:
    """Write a year in four digits, a century in words, a generation as F2."""
    if (kind == "antique" and not value.isdigit()) or (
        kind == "antique" and len(value) < 4
    ):
        number = re.match(r"[\divx]+", value)
        century = _ROMAN.get(number.group(), number.group()) if number else value
        return f"{century}th century"
    if value.isdigit() and len(value) == 2:
        return f"20{value}"
    return value.upper()


def _claim(
    kind: ClaimKind, value: str, folded: Folded, place: tuple[int, int], field: str
) -> Claim:
    start, end = folded.span(*place)
    return Claim(kind, value, folded.source[start:end], start, end, field)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Say whether a stretch is made of whole words, in scripts that have them."""
    if has_unspaced(text[start:end]):
        return not is_inside_word(text, start, end)
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())


def told_claims(claims: Iterable[Mapping[str, Any]]) -> str:
    """Tell stored claims in one line: `papers: "with CITES papers"; antique 1890: …`."""
    return "; ".join(
        f'{" ".join(filter(None, (claim["kind"], claim["value"])))}: "{claim["words"]}"'
        for claim in claims
    )
