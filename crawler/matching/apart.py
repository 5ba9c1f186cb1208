"""Names whose letters are set apart: `i v o r y`, `tu.s.k`, `象.牙`, `ง.า.ช้.า.ง`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from crawler.matching.folding import Folded, fold

LEAST_SPELT_OUT = 4
"""Single letters in a row that may spell a word."""
LEAST_SPELT_OUT_SHORT = 3
"""The same in Arabic, which writes no short vowels: `ع ا ج`."""
_FIRST_ARABIC = "\u0600"
_LONGEST = 24
_SHORT_PART = 2
_LENGTHENED = "\u0640"
"""The stroke that lengthens Arabic letters: `عـ.ـاج`."""
DOT_SIGNS = frozenset(".·•*_~^+@-'’/|")
# A sign comes first in the pattern, so that texts without one take no time.
_DOTS = re.compile(
    r"[.·•*_~^+@'’/|-](?=\w)(?<=\w.)(?:(?<=[.·•*_~^+@])"
    # `iv-ory` and `t'usk`, but not `men's`, `12-inch`, `red-blue` and `w/o`
    r"|(?:(?<=\b[^\W\d_]-)|(?<=\b[^\W\d_]{2}.))(?=[^\W\d_]{2})"
    r"|(?<=[^\W\d_].)(?!s\b)(?=[^\W\d_]{1,2}\b))"
)
_SIGNS = re.compile(r"[.·•*_~^+@'’/|-]")
_DOTTED_RUN = re.compile(r"[^\W_]+(?:[.·•*_~^+@'’/|-][^\W_]+)+")
_PIECE = (
    "(?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\u0e00-\u0eff]{1,3}"
    "|[\u2600-\u27bf\U0001f300-\U0001faff])"
)
_ANY = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U0001f300-\U0001faff"
_STAR_INSIDE = re.compile(
    f"([\u0900-\u0dff{_ANY} ]{{1,14}})(\\*)(?=([\u0900-\u0dff{_ANY} ]{{1,14}}))"
)
_MOST_STARS = 2
# What is left out between two such letters: blanks, or one sign. A star may hide one.
# The sign comes first in the pattern, for most places of a text hold none.
_BETWEEN_UNSPACED = re.compile(
    f" (?<=[{_ANY}] ) ?(?=[{_ANY}])"
    f"|[*●○◯](?<=[{_ANY}].)(?=[{_ANY}])"
    "|[ *](?<=[\u0900-\u0dff].)(?=[\u0900-\u0dff])"
)
_ONLY_BLANKS = re.compile(r"[\s、，,/・|｜()（）「」【】!！]+")
_UNSPACED_RUN = re.compile(
    rf"(?<![{_ANY}]){_PIECE}(?:[ *○●◯〇]{{1,2}}{_PIECE})+(?![{_ANY}])"
)


def spelt_out(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Give the runs of single letters that may spell a word: `i v o r y`."""
    first = 0
    for place in range(len(texts) + 1):
        if place < len(texts) and len(texts[place]) == 1 and texts[place].isalpha():
            continue
        short = place > first and texts[first] >= _FIRST_ARABIC
        if place - first >= (LEAST_SPELT_OUT_SHORT if short else LEAST_SPELT_OUT):
            yield first, place
        first = place + 1


def has_dots(folded: Folded) -> bool:
    """Say whether a dot or a star stands between two letters."""
    return _DOTS.search(folded.source) is not None


def dotted_words(folded: Folded) -> Iterator[str]:
    """Give what is left of `tu.s.k` without its dots: quickly, and rather too much."""
    for run in _DOTTED_RUN.finditer(folded.source):
        pieces = _SIGNS.split(run.group())
        if min(map(len, pieces)) <= _SHORT_PART:
            yield fold("".join(pieces)).text


def dotted(
    folded: Folded, starts: list[int], ends: list[int]
) -> Iterator[tuple[int, int]]:
    """Give the runs of words that only dots part, some of them short: `tu.s.k`."""
    if not has_dots(folded):
        return
    first = 0
    for place in range(1, len(starts) + 1):
        if place < len(starts) and _is_linked(folded, ends[place - 1], starts[place]):
            continue
        lengths = [ends[at] - starts[at] for at in range(first, place)]
        if (
            len(lengths) > 1
            and min(lengths) <= _SHORT_PART
            and sum(lengths) <= _LONGEST
        ):
            yield first, place
        first = place


def _is_linked(folded: Folded, end: int, start: int) -> bool:
    if start - end != 1:
        return False
    _, after = folded.span(end - 1, end)
    before, _ = folded.span(start, start + 1)
    return folded.source[after:before].strip(_LENGTHENED) in DOT_SIGNS


def unspaced_runs(text: str) -> Iterator[tuple[str, list[int]]]:
    """Give characters of scripts without blanks that stand one by one: `象 牙`.

    Each run without what parts it, and the place of each of its characters.
    """
    for run in _UNSPACED_RUN.finditer(text):
        yield _without(text, run.start(), run.end(), " *○●◯〇")


class Closed(NamedTuple):
    """A text in scripts without blanks, without what parts their letters.

    `places` is where each of its characters stands; `signs` are the places before
    which a sign was left out that nobody writes inside a word: `象.牙`.
    """

    text: str
    places: list[int]
    signs: frozenset[int]


def closed_up(folded: Folded) -> Closed | None:
    """Leave out the blanks and signs between letters of scripts without blanks.

    `볼 파이톤` and `볼파이톤` are one name. None where there is nothing to leave out.
    """
    found = list(_BETWEEN_UNSPACED.finditer(folded.text))
    if not found:
        return None
    text: list[str] = []
    places: list[int] = []
    signs: set[int] = set()
    last = 0
    for gap in found:
        start, end = gap.span()
        sign = not _ONLY_BLANKS.fullmatch(_source(folded, start, end))
        if not sign and "\u0900" <= folded.text[end] <= "\u0dff":
            continue  # Indic words are parted by blanks
        text.append(folded.text[last:start])
        places += range(last, start)
        last = end
        if sign:
            signs.add(last)
    text.append(folded.text[last:])
    places += range(last, len(folded.text))
    return Closed("".join(text), places, frozenset(signs))


def _source(folded: Folded, start: int, end: int) -> str:
    first, last = folded.span(start, end)
    return folded.source[first:last]


def starred(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the stars inside words of scripts without blanks, with what is around.

    `穿*甲`, `เส*อ`: the place, the letters before it and those behind it.
    """
    for found in islice(_STAR_INSIDE.finditer(text), _MOST_STARS):
        yield found.start(2), found.group(1), found.group(3)


def _without(text: str, start: int, end: int, left_out: str) -> tuple[str, list[int]]:
    places = [place for place in range(start, end) if text[place] not in left_out]
    return "".join(text[place] for place in places), places
