"""Candidates that share words with one of them, found without trying every pair."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from crawler.matching.candidates import Candidate


class Overlaps:
    """Candidates by where they begin."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._all = sorted(candidates, key=lambda one: one.start)
        self._starts = [one.start for one in self._all]
        self._longest = max((one.end - one.start for one in candidates), default=0)

    def of(self, one: Candidate) -> Iterator[Candidate]:
        """Give those that share words with *one*, where each has words of its own."""
        first = bisect_right(self._starts, one.start - self._longest)
        last = bisect_left(self._starts, one.end)
        for other in self._all[first:last]:
            if (
                one.start < other.start < one.end < other.end
                or other.start < one.start < other.end < one.end
            ):
                yield other
