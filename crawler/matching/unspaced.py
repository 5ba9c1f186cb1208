"""Finding the patterns of the index: names in scripts without blanks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from crawler.matching.apart import Closed, closed_up, starred, unspaced_runs
from crawler.matching.disguises import drawn_letters, hidden_at
from crawler.matching.folding import Folded
from crawler.matching.index import Index
from crawler.matching.readings import APART, DRAWN, EXACT, HIDDEN
from crawler.matching.tokens import Hit
from crawler.matching.words import (
    has_indic,
    has_unspaced,
    is_inside_word,
    least_length,
    least_parted,
)

_MOST_LETTERS = 500
"""Letters of which the patterns that hold them are remembered."""
_SHORT = 4
"""Letters from which a pattern is long enough in every script."""
# What may follow `皮` in `雪豹皮一张`; anything else makes another word of it: `皮带`.
_COUNTED = frozenset("一二两三四五六七八九十半整全张只个对副块根颗枚大小老の")
_FIRST_THAI, _LAST_THAI = "\u0e00", "\u0eff"


class Unspaced:
    """Finds patterns with an automaton, also where something parts their letters."""

    def __init__(self, index: Index) -> None:
        self._patterns = index.patterns
        self._names = index.phrase_names
        self._first = len(index.phrases)
        self._holding = lru_cache(_MOST_LETTERS)(self._patterns_with)

    # Made for the first text in such a script: who has none waits for none of them.

    @cached_property
    def _short(self) -> frozenset[int]:
        return frozenset(
            number
            for number, text in enumerate(self._patterns)
            if len(text) < _SHORT and len(text) < least_length(text)
        )

    @cached_property
    def _automaton(self) -> AhoCorasick | None:
        if not self._patterns:
            return None
        return AhoCorasick(self._patterns, matchkind=MatchKind.Standard)

    def _patterns_with(self, letter: str) -> list[int]:
        return [
            number
            for number, text in enumerate(self._patterns)
            if letter in text and number not in self._short
        ]

    def names(self, folded: Folded) -> bool:
        """Say whether a text holds a pattern that can name a taxon."""
        return self._names_as_written(folded.text) or any(
            self._names[hit.phrase] for hit in self.hits(folded)
        )

    def _names_as_written(self, text: str) -> bool:
        """Stop at the first name; a text may hold it ten thousand times."""
        return any(
            self._names[self._first + number]
            and number not in self._short
            and not is_inside_word(text, start, end)
            for number, start, end in self._found(text)
        )

    def hits(self, folded: Folded) -> Iterator[Hit]:
        """Find every pattern of a text."""
        text = folded.text
        written = self._written(text)
        yield from written
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

    def _written(self, text: str) -> list[Hit]:
        """Find the patterns as they are written, the shortest only beside a name."""
        found: list[Hit] = []
        short: list[tuple[int, int, int]] = []
        may_cut = has_indic(text)
        for number, start, end in self._found(text):
            if may_cut and is_inside_word(text, start, end):
                continue
            if number in self._short:
                short.append((number, start, end))
            else:
                found.append(Hit(start, end, self._first + number, 1))
        if short and found:
            found += self._beside_names(text, short, found)
        return found

    def _beside_names(
        self, text: str, short: list[tuple[int, int, int]], written: list[Hit]
    ) -> Iterator[Hit]:
        """Keep terms of a letter or two that stand by a name: `猞猁皮`, `ワシの爪`."""
        names = [hit for hit in written if self._names[hit.phrase]]
        starts = {hit.start for hit in written}
        first, last = {hit.start for hit in names}, {hit.end for hit in names}
        for number, start, at in short:
            before = start - (text[start - 1 : start] == " ")
            if before not in last and at not in first:
                continue
            if text[at : at + 1] == text[at - 1]:
                continue  # `河马皮皮` is a nickname
            ends = at == len(text) or at in starts or not has_unspaced(text[at])
            if ends or text[at] in _COUNTED:
                stands = before in last
            else:
                stands = _FIRST_THAI <= text[at] <= _LAST_THAI and at in first
            if stands:
                yield Hit(start, at, self._first + number, 1)

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


def _cuts_one(hit: Hit, written: list[Hit]) -> bool:
    """Say whether a name over a blank begins inside one as written: `黑熊爪 吊坠`."""
    return any(
        one.start < hit.start < one.end < hit.end
        or hit.start < one.start < hit.end < one.end
        for one in written
    )
