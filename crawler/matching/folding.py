"""Folding: one spelling for the many ways to write a word, with the way back.

`fold` gives a text in which case, width, accents, punctuation and invisible
characters no longer matter, and remembers for each character where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat

from crawler.matching.hangul import LOOSE, is_loose, syllables
from crawler.matching.letters import SIGN_LETTERS, fold_letter

# Characters that fold to none or to several are first mapped to one code of the
# private use area, so that most texts keep their length and need no offset map.
FIRST_CODE, LAST_CODE = 0xE000, 0xF8FF
_CODED = re.compile("[\ue000-\uf8ff]")

_POSSESSIVE = re.compile(r"'s(?![^\W_])")
_LOOSE_STAR = re.compile(
    "(?<![^\\W_])(?<![\u0900-\u0eff*])\\*+|\\*++(?![^\\W_]|[\u0900-\u0eff])"
)
# Signs that stand for a Latin or Cyrillic letter; in other scripts they part letters.
_ALPHABETIC = r"(?:(?![\W\d_])[\0-\u058f\u1e00-\u1fff])"
_SIGN_IN_WORD = re.compile(
    rf"[@$!|€](?<={_ALPHABETIC}.)(?={_ALPHABETIC})|[$](?<!\S.)(?={_ALPHABETIC}{{3}})"
)
# Signs that hide one letter, as a star does; an x only where no letter is Latin.
UNSPACED = "\u0900-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_HIDES = re.compile(
    rf"[#%?○◯〇⭕](?:(?<=[^\W\d_].)|(?<=[{UNSPACED}].))(?=[^\W\d_])"
    rf"|[×xX✕✖❌](?<=[{UNSPACED}].)(?=[{UNSPACED}])"
)
# Conjoining Hangul and loose Kana voicing marks belong to the letter before them.
_JOINING = re.compile(f"[ᄀ-ᇿ]+|.[゙゚ﾞﾟ]|{LOOSE.pattern}")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with the way back to the text it came from.

    `offsets[i]` is the place in `source` of the folded character i; None when
    both have the same places.
    """

    text: str
    source: str
    offsets: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the place in the source of a stretch of folded text.

        Marks that were folded away belong to the letter before them.
        """
        if start >= end:
            raise ValueError(f"empty stretch {start}:{end}")
        source = self.source
        if self.offsets is not None:
            after = self.offsets[end] if end < len(self.offsets) else len(source)
            start, end = self.offsets[start], self.offsets[end - 1] + 1
            while end < after and is_loose(source[end]):
                end += 1
        while end < len(source) and unicodedata.category(source[end])[0] == "M":
            end += 1
        return start, end


class _Table(dict[int, str]):
    """The folding of each character, worked out when first met."""

    def __init__(self) -> None:
        super().__init__()
        self.meanings: dict[str, str] = {}
        """What each code stands for."""
        self._codes: dict[str, str] = {}

    def __missing__(self, code: int) -> str:
        folded = fold_letter(chr(code))
        if len(folded) != 1:
            folded = self._code_for(folded)
        self[code] = folded
        return folded

    def _code_for(self, meaning: str) -> str:
        code = self._codes.get(meaning)
        if code is None:
            place = FIRST_CODE + len(self._codes)
            code = chr(place) if place <= LAST_CODE else " "
            self._codes[meaning] = code
            if place <= LAST_CODE:
                self.meanings[code] = meaning
        return code


TABLE = _Table()
"""Has the one character that each folds to, or a code where it is none or several."""
_ASCII = {
    code: chr(code).lower() if chr(code).isalnum() or chr(code) in "'*" else " "
    for code in range(128)
}
# What a star, an apostrophe or a sign means depends on its neighbours.
NEEDS_NEIGHBOURS = re.compile(r"['*@$!|€’‘ʼ`´ʻ＇′＊⁎∗#%?○◯〇⭕×✕✖❌]")
_X_BETWEEN = re.compile(rf"[xX](?<=[{UNSPACED}].)(?=[{UNSPACED}])")


def fold(source: str) -> Folded:
    """Fold a text; the result is empty only for an empty text."""
    if source.isascii():
        text, offsets = source.translate(_ASCII), None
    else:
        text, offsets = _fold_unicode(source)
    if NEEDS_NEIGHBOURS.search(source) or (
        not source.isascii() and _X_BETWEEN.search(source)
    ):
        text = _settle_signs(text, source, offsets)
    return Folded(text, source, offsets)


def signs_read(folded: Folded) -> frozenset[int]:
    """Give where signs of a folded text were read as letters: `p@ngolin`, `$kin`."""
    if folded.offsets is not None or not NEEDS_NEIGHBOURS.search(folded.source):
        return frozenset()
    return frozenset(at.start() for at in _SIGN_IN_WORD.finditer(folded.source))


def _fold_unicode(source: str) -> tuple[str, list[int] | None]:
    joined = _JOINING.search(source)
    text = source.translate(TABLE)
    if not joined and not _CODED.search(text):
        return text, None
    return _expand(source, text)


def _expand(source: str, text: str) -> tuple[str, list[int]]:
    """Write out the coded characters, keeping where each came from."""
    pieces: list[str] = []
    offsets: list[int] = []
    place = 0
    for match in _JOINING.finditer(source):
        _expand_stretch(text, place, match.start(), pieces, offsets)
        for composed, at in _composed(match.group()):
            for letter in "".join(map(fold_letter, composed)):
                pieces.append(letter)
                offsets.append(match.start() + at)
        place = match.end()
    _expand_stretch(text, place, len(text), pieces, offsets)
    if source and not offsets:
        return " ", [0]
    return "".join(pieces), offsets


def _composed(run: str) -> Iterator[tuple[str, int]]:
    """Give the letters that parts of letters make, with the place of each."""
    if LOOSE.match(run):
        return syllables(run)
    return iter([(unicodedata.normalize("NFKC", run), 0)])


def _expand_stretch(
    text: str, start: int, end: int, pieces: list[str], offsets: list[int]
) -> None:
    stretch = text[start:end]
    written = list(map(TABLE.meanings.get, stretch, stretch))
    pieces += written
    places = map(repeat, range(start, end), map(len, written))
    offsets += chain.from_iterable(places)


def _settle_signs(text: str, source: str, offsets: list[int] | None) -> str:
    """Drop possessives, keep stars inside words, read signs inside words as letters.

    Every step keeps the length of the text.
    """
    if offsets is None:
        text = _read_signs(text, source)
    text = _POSSESSIVE.sub("  ", text).replace("'", " ")
    return _LOOSE_STAR.sub(lambda match: " " * len(match.group()), text)


def _read_signs(text: str, source: str) -> str:
    """Read `p@ngolin` as letters, and `iv#ry` and `玳○` as `iv*ry`; not `#a#b`."""
    found = [
        (at.start(), SIGN_LETTERS[at.group()]) for at in _SIGN_IN_WORD.finditer(source)
    ]
    hidden = [at.start() for at in _HIDES.finditer(source)]
    if hidden and source.count("#") > 1:
        hidden = [place for place in hidden if source[place] != "#"]
    if not found and not hidden:
        return text
    letters = list(text)
    for place, letter in found:
        letters[place] = letter
    for place in hidden:
        letters[place] = "*"
    return "".join(letters)
