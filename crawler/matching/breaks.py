"""Where a name must end: commas, bars and brackets between words."""

from __future__ import annotations

import re
from bisect import bisect_right

from crawler.matching.folding import Folded

_BREAK = re.compile(r"[|;:()\[\]{},!?•/\\+\n]")


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
