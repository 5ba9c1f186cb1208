"""Names whose letters are set apart: `i v o r y`, `tu.s.k`, `象.牙`, `ง.า.ช้.า.ง`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.matching.folding import Folded

LEAST_SPELT_OUT = 4
"""Single letters in a row that may spell a word."""
_LONGEST = 24
_SHORT_PART = 2
_DOT_SIGNS = frozenset(".·•*_~^")
_DOTS = re.compile(r"(?<=\w)[.·•*_~^](?=\w)")
_PIECE = (
    "(?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[\u0e00-\u0eff]{1,3}"
    "|[\u2600-\u27bf\U0001f300-\U0001faff])"
)
_ANY = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U0001f300-\U0001faff"
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
        places = [
            place
            for place in range(run.start(), run.end())
            if text[place] not in " *○●◯〇"
        ]
        yield "".join(text[place] for place in places), places
