"""Names whose letters are set apart: `i v o r y`, `tu.s.k`, `象.牙`, `ง.า.ช้.า.ง`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawler.matching.folding import Folded, fold

LEAST_SPELT_OUT = 4
"""Single letters in a row that may spell a word."""
_LONGEST = 24
_SHORT_PART = 2
_DOT_SIGNS = frozenset(".·•*_~^-'’/|")
# A sign comes first in the pattern, so that texts without one take no time.
_DOTS = re.compile(
    r"[.·•*_~^'’/|-](?=\w)(?<=\w.)(?:(?<=[.·•*_~^])"
    # `iv-ory` and `t'usk`, but not `men's`, `12-inch`, `red-blue` and `w/o`
    r"|(?:(?<=\b[^\W\d_]-)|(?<=\b[^\W\d_]{2}.))(?=[^\W\d_]{2})"
    r"|(?<=[^\W\d_].)(?!s\b)(?=[^\W\d_]{1,2}\b))"
)
_SIGNS = re.compile(r"[.·•*_~^'’/|-]")
_DOTTED_RUN = re.compile(r"[^\W_]+(?:[.·•*_~^'’/|-][^\W_]+)+")
_PIECE = (
    "(?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\u0e00-\u0eff]{1,3}"
    "|[\u2600-\u27bf\U0001f300-\U0001faff])"
)
_ANY = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U0001f300-\U0001faff"
_INDIC_DOT = re.compile("(?<=[\u0900-\u0dff])[.·•*_~^](?=[\u0900-\u0dff])")
_STAR_INSIDE = re.compile(
    f"([\u0900-\u0dff{_ANY}]{{1,10}})(\\*)(?=([\u0900-\u0dff{_ANY}]{{1,10}}))"
)
_MOST_STARS = 2
_UNSPACED_RUN = re.compile(
    rf"(?<![{_ANY}]){_PIECE}(?:[ *○●◯〇]{{1,2}}{_PIECE})+(?![{_ANY}])"
)


def spelt_out(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Give the runs of single letters that may spell a word: `i v o r y`."""
    first = 0
    for place in range(len(texts) + 1):
        if place < len(texts) and len(texts[place]) == 1 and texts[place].isalpha():
            continue
        if place - first >= LEAST_SPELT_OUT:
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
    return folded.source[after:before] in _DOT_SIGNS


def unspaced_runs(text: str) -> Iterator[tuple[str, list[int]]]:
    """Give characters of scripts without blanks that stand one by one: `象 牙`.

    Each run without what parts it, and the place of each of its characters.
    """
    for run in _UNSPACED_RUN.finditer(text):
        yield _without(text, run.start(), run.end(), " *○●◯〇")


def undotted(folded: Folded) -> tuple[str, list[int]] | None:
    """Give an Indic text without the dots inside its words: `हा.थी दां.त`.

    With the place of each of its characters; None when there are none.
    """
    if folded.offsets is not None or not _INDIC_DOT.search(folded.source):
        return None
    dots = {found.start() for found in _INDIC_DOT.finditer(folded.source)}
    places = [place for place in range(len(folded.text)) if place not in dots]
    return "".join(folded.text[place] for place in places), places


def starred(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the stars inside words of scripts without blanks, with what is around.

    `穿*甲`, `เส*อ`: the place, the letters before it and those behind it.
    """
    for found in islice(_STAR_INSIDE.finditer(text), _MOST_STARS):
        yield found.start(2), found.group(1), found.group(3)


def _without(text: str, start: int, end: int, left_out: str) -> tuple[str, list[int]]:
    places = [place for place in range(start, end) if text[place] not in left_out]
    return "".join(text[place] for place in places), places
