"""Which words belong together: breaks between them, letters that spell one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from crawler.matching.folding import Folded

LEAST_SPELT_OUT = 4
"""Single letters in a row that may spell a word."""
_BREAK = re.compile(r"[&|;:()\[\]{},!?•/\\+\n]")


def breaks(folded: Folded, starts: list[int], ends: list[int]) -> set[int]:
    """Give the words that do not belong to one name with the word before them."""
    marks = [found.start() for found in _BREAK.finditer(folded.source)]
    if not marks:
        return set()
    if folded.offsets is not None:
        places = [folded.span(start, start + 1)[0] for start in starts]
        before = [folded.span(end - 1, end)[1] for end in ends]
    else:
        places, before = starts, ends
    found = set()
    for mark in marks:
        place = bisect_right(places, mark)
        if 0 < place < len(places) and before[place - 1] <= mark:
            found.add(place)
    return found


def spelt_out(texts: list[str]) -> Iterator[tuple[int, int]]:
    """Give the runs of single letters that may spell a word: `i v o r y`."""
    first = 0
    for place in range(len(texts) + 1):
        if place < len(texts) and len(texts[place]) == 1 and texts[place].isalpha():
            continue
        if place - first >= LEAST_SPELT_OUT:
            yield first, place
        first = place + 1
