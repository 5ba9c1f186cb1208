"""Finding the patterns of the index: names in scripts without blanks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from crawler.matching.apart import Closed, closed_up, starred, unspaced_runs
from crawler.matching.disguises import drawn_letters, hidden_at
from crawler.matching.folding import Folded
from crawler.matching.index import Index
from crawler.matching.readings import APART, DRAWN, EXACT, HIDDEN
from crawler.matching.tokens import Hit
from crawler.matching.words import is_inside_word, least_parted

_MOST_LETTERS = 500
"""Letters of which the patterns that hold them are remembered."""


class Unspaced:
    """Finds patterns with an automaton, also where something parts their letters."""

    def __init__(self, index: Index) -> None:
        self._patterns = index.patterns
        self._first = len(index.phrases)
        self._holding = lru_cache(_MOST_LETTERS)(self._patterns_with)
        self._names = index.phrase_names
        self._automaton = (
            AhoCorasick(index.patterns, matchkind=MatchKind.Standard)
            if index.patterns
            else None
        )

    def _patterns_with(self, letter: str) -> list[int]:
        return [number for number, text in enumerate(self._patterns) if letter in text]

    def names(self, folded: Folded) -> bool:
        """Say whether a text holds a pattern that can name a taxon."""
        return any(self._names[hit.phrase] for hit in self.hits(folded))

    def hits(self, folded: Folded) -> Iterator[Hit]:
        """Find every pattern of a text."""
        text = folded.text
        written = []
        for number, start, end in self._found(text):
            if not is_inside_word(text, start, end):
                written.append((start, end))
                yield Hit(start, end, self._first + number, 1)
        for run, places in unspaced_runs(text):
            yield from self._apart(run, places)
        if closed := closed_up(folded):
            for hit in self._closed(closed):
                if hit.cost or not _cuts_one(hit, written):
                    yield hit
        if "*" in text:
            yield from self._starred(text)
        if drawn := drawn_letters(text):
            yield from self._drawn(*drawn)

    def _found(self, text: str) -> Iterator[tuple[int, int, int]]:
        if self._automaton is not None:
            yield from self._automaton.find_matches_as_indexes(text, overlapping=True)

    def _apart(self, run: str, places: list[int]) -> Iterator[Hit]:
        """Find patterns in characters that something parts, as they stand in the text."""
        for number, start, end in self._found(run):
            first, last = places[start], places[end - 1] + 1
            parted = last - first > end - start > 1
            if parted and not is_inside_word(run, start, end):
                yield Hit(first, last, self._first + number, 1, 1, APART)

    def _closed(self, closed: Closed) -> Iterator[Hit]:
        """Find patterns that a blank or a sign parts: `해머 산호`, `天然象.牙手串`."""
        text, places, signs = closed
        for number, start, end in self._found(text):
            first, last = places[start], places[end - 1] + 1
            if last - first == end - start or is_inside_word(text, start, end):
                continue
            sign = any(place in signs for place in places[start + 1 : end])
            if end - start >= least_parted(text[start], sign):
                how = (1, APART) if sign else (0, EXACT)
                yield Hit(first, last, self._first + number, 1, *how)

    def _drawn(self, text: str, emoji: list[int]) -> Iterator[Hit]:
        """Find patterns of which an emoji stands for a character: `豹纹陆🐢`."""
        for number, start, end in self._found(text):
            if any(start <= place < end for place in emoji) and end - start > 1:
                yield Hit(start, end, self._first + number, 1, 1, DRAWN)

    def _starred(self, text: str) -> Iterator[Hit]:
        """Find patterns of which a star hides one character: `穿*甲`."""
        for star, before, after in starred(text):
            for number in self._holding(before[-1]):
                pattern = self._patterns[number]
                place = hidden_at(pattern, before, after)
                if place:
                    start, end = star - place, star - place + len(pattern)
                    yield Hit(start, end, self._first + number, 1, 1, HIDDEN)


def _cuts_one(hit: Hit, written: list[tuple[int, int]]) -> bool:
    """Say whether a name over a blank begins inside one as written: `黑熊爪 吊坠`."""
    return any(
        start < hit.start < end < hit.end or hit.start < start < hit.end < end
        for start, end in written
    )
