"""Finding the phrases of the index in a folded text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from crawler.matching.apart import dotted, spelt_out
from crawler.matching.beginnings import Beginnings
from crawler.matching.breaks import breaks
from crawler.matching.budget import Budget
from crawler.matching.folding import Folded
from crawler.matching.gate import Gate
from crawler.matching.index import (
    CONTEXT_SHIFT,
    EPITHET,
    TRIGGER_BITS,
    Index,
)
from crawler.matching.readings import APART, Reading, Spelt, is_believed
from crawler.matching.shortened import ShortenedNames
from crawler.matching.spelling import Speller
from crawler.matching.together import Line
from crawler.matching.tokens import FILLERS, LEAST_JOINED, Hit, Step, Tokens, Words
from crawler.matching.turned import turned_names
from crawler.matching.unspaced import Unspaced
from crawler.matching.words import (
    has_unspaced,
    word_texts,
    words_with_places,
)

MOST_HITS = 300


class Finder:
    """Finds every phrase in a text, however it is written."""

    def __init__(self, index: Index, unspaced: Unspaced) -> None:
        self._index = index
        self._numbers = index.phrase_numbers
        self.speller = Speller(index)
        self._unspaced = unspaced
        known = Beginnings(index)
        self._goes_on = known.goes_on
        self._gate = Gate(index, self.speller, self._unspaced, known)
        self._shortened = ShortenedNames(index)

    def words(self, folded: Folded, budget: Budget) -> Words | None:
        """Read the words of a text; None, quickly, for one that holds no name."""
        return self._gate.words(folded, budget)

    def read_ahead(self, texts: Iterable[str]) -> Iterator[tuple[Line, Words | None]]:
        """Read the words of many texts as `words` does; long ones are left out."""
        return self._gate.read_ahead(texts)

    def all_words(self, folded: Folded, budget: Budget) -> Words:
        """Read the words of a text, whatever they are."""
        texts = word_texts(folded.text)
        return Words(texts, self.speller.read_all(texts, budget))

    def tokens(self, folded: Folded, words: Words) -> Tokens:
        """Place the words of a text, and find the ways from one to the next."""
        starts, ends, texts, spelt = [], [], [], []
        whole: list[tuple[int, int, Spelt]] = []
        placed = words_with_places(folded.text)
        for (text, start, end), found in zip(placed, words.spelt, strict=True):
            if not found.splits:
                starts.append(start)
                ends.append(end)
                texts.append(text)
                spelt.append(found)
                continue
            cuts = [start, *(start + split for split in found.splits), end]
            whole.append((len(texts), len(texts) + len(cuts) - 1, found))
            for first, last in pairwise(cuts):
                starts.append(first)
                ends.append(last)
                texts.append(folded.text[first:last])
                spelt.append(self.speller.read(texts[-1]))
        parted = breaks(folded, starts, ends)
        steps = self._steps(texts, spelt, parted)
        for first, last, found in whole:
            if found.readings:  # `petalochilus` is a genus, and no pet aloe
                steps[first].append(Step(found.readings, last))
        for first, last in [*spelt_out(texts), *dotted(folded, starts, ends)]:
            self._add_spelt(steps, texts, first, last)
        for place, reading in self._gate.hidden_beside(texts, spelt):
            steps[place].append(Step((reading,), place + 1))
        return Tokens(starts, ends, texts, steps, parted)

    def _steps(
        self, texts: list[str], spelt: list[Spelt], breaks: set[int]
    ) -> list[list[Step]]:
        steps = [[Step(found.readings, place + 1)] for place, found in enumerate(spelt)]
        for place in range(len(texts) - 1):
            if place + 1 in breaks:
                continue
            joined = texts[place] + texts[place + 1]
            if len(joined) >= LEAST_JOINED and joined in self._index.masks:
                readings = self.speller.read(joined).readings
                steps[place].append(Step(readings, place + 2))
        return steps

    def _add_spelt(
        self, steps: list[list[Step]], texts: list[str], first: int, last: int
    ) -> None:
        """Add the word that parted letters spell, or the words of one that falls apart."""
        spelt = self._gate.spelt_word(texts, first, last)
        if spelt is None:
            return
        if spelt.readings:
            steps[first].append(Step(_apart(spelt.readings), last))
        if spelt.splits and last - first == sum(map(len, texts[first:last])):
            word = "".join(texts[first:last])
            for start, end in pairwise((0, *spelt.splits, len(word))):
                readings = _apart(self.speller.read(word[start:end]).readings)
                steps[first + start].append(Step(readings, first + end))

    def hits(self, folded: Folded, tokens: Tokens) -> list[Hit]:
        """Find all phrases, names and context, those of scripts without blanks too."""
        found: dict[tuple[int, int, int], Hit] = {}
        for hit in self._all_hits(folded, tokens):
            key = hit.start, hit.end, hit.phrase
            if key not in found or hit.cost < found[key].cost:
                found[key] = hit
            if len(found) >= MOST_HITS:
                break
        return list(found.values())

    def _all_hits(self, folded: Folded, tokens: Tokens) -> Iterator[Hit]:
        if has_unspaced(folded.text):
            yield from self._unspaced.hits(folded)
        for place, steps in enumerate(tokens.steps):
            for step in steps:
                for reading in step.readings:
                    mask = reading.mask & ~EPITHET
                    lengths = mask | mask >> CONTEXT_SHIFT
                    if lengths & TRIGGER_BITS:
                        most = (lengths & TRIGGER_BITS).bit_length()
                        yield from self._from(tokens, place, step, reading, most)
        yield from turned_names(self._index, tokens)
        yield from self._shortened.hits(folded, tokens)

    def _from(
        self, tokens: Tokens, place: int, step: Step, reading: Reading, most: int
    ) -> Iterator[Hit]:
        """Follow every way through the words from *place*, up to *most* words."""
        start = tokens.starts[place]
        ways = [(reading.word, reading.cost, reading.how, 1, step.to, step.to)]
        while ways:
            text, cost, how, words, end, at = ways.pop()
            phrase = self._numbers.get(text) if end == at else None
            if phrase is not None and is_believed(text, words, cost, how):
                yield Hit(start, tokens.ends[at - 1], phrase, words, cost, how)
            if words >= most or at >= len(tokens.texts) or at in tokens.breaks:
                continue
            if not self._goes_on(text):
                continue
            if tokens.texts[at] in FILLERS and at + 1 < len(tokens.texts):
                ways.append((text, cost, how, words, end, at + 1))
            for onward in tokens.steps[at]:
                for other in onward.readings:
                    total = cost + other.cost
                    if total <= 4:
                        ways.append(
                            (
                                f"{text} {other.word}",
                                total,
                                how or other.how,
                                words + 1,
                                onward.to,
                                onward.to,
                            )
                        )


def _apart(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    return tuple(
        reading._replace(cost=1, how=APART) for reading in readings if not reading.cost
    )
