"""Finding the phrases of the index in a folded text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from operator import add

from crawler.matching.apart import (
    LEAST_SPELT_OUT,
    LEAST_SPELT_OUT_SHORT,
    dotted,
    dotted_words,
    has_dots,
    spelt_out,
)
from crawler.matching.breaks import breaks
from crawler.matching.budget import Budget
from crawler.matching.disguises import fitting_words
from crawler.matching.folding import Folded
from crawler.matching.index import (
    CONTEXT_SHIFT,
    EPITHET,
    LONGEST_ABBREVIATION,
    TRIGGER_BITS,
    Index,
)
from crawler.matching.readings import APART, HIDDEN, Reading, Spelt
from crawler.matching.shortened import ShortenedNames
from crawler.matching.spelling import Speller, is_believed
from crawler.matching.tokens import FILLERS, Hit, Step, Tokens, Words
from crawler.matching.turned import turned_names
from crawler.matching.unspaced import Unspaced
from crawler.matching.words import (
    has_unspaced,
    word_texts,
    words_with_places,
)

MOST_HITS = 300
_FIRST_CYRILLIC = "\u0400"
_MOST_PAIRS = 100_000
"""Pairs of words that are remembered."""


class Finder:
    """Finds every phrase in a text, however it is written."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._numbers = index.phrase_numbers
        self.speller = Speller(index)
        self._begins = lru_cache(_MOST_PAIRS)(self._names_or_goes_on)
        self._unspaced = Unspaced(index)
        self._shortened = ShortenedNames(index)

    def words(self, folded: Folded, budget: Budget) -> Words | None:
        """Read the words of a text; None, quickly, for one that holds no name."""
        texts = word_texts(folded.text)
        speller = self.speller
        if len(folded.text) >= 2 * budget.searches:  # it may not do for all words
            spelt = speller.read_all(texts, budget)
        elif speller.quiet.issuperset(texts):
            spelt = []
        else:
            spelt = speller.read_few(texts)
        if (
            self._begins_a_name(texts, spelt)
            or self._joins_a_name(texts, spelt)
            or self._spells_a_name(texts)
            or (has_dots(folded) and self._hides_a_name(folded))
            or (has_unspaced(folded.text) and self._unspaced.names(folded))
            or ("*" in folded.text and spelt and any(self._hidden_beside(texts, spelt)))
        ):
            return Words(texts, spelt or speller.read_few(texts))
        return None

    def all_words(self, folded: Folded, budget: Budget) -> Words:
        """Read the words of a text, whatever they are."""
        texts = word_texts(folded.text)
        return Words(texts, self.speller.read_all(texts, budget))

    def _begins_a_name(self, texts: list[str], spelt: list[Spelt]) -> bool:
        """Say whether a word is a name, or two that stand together begin one.

        *spelt* is empty where no word begins one.
        """
        last = len(texts) - 1
        for place, found in enumerate(spelt):
            gate = found.gate
            if not gate:
                continue
            if gate & 1:
                return True
            if (
                gate & EPITHET
                and place
                and len(texts[place - 1]) <= LONGEST_ABBREVIATION
            ):
                return True  # `P. regius`
            if (
                gate & TRIGGER_BITS
                and place
                and texts[place] >= _FIRST_CYRILLIC
                and self._goes_on_with(found, spelt[place - 1])
            ):
                return True  # `шкура медвежья`
            if gate & TRIGGER_BITS and place < last:
                onward = place + 1
                while texts[onward] in FILLERS and onward < last:
                    if self._goes_on_with(found, spelt[onward]):
                        return True
                    onward += 1
                if self._goes_on_with(found, spelt[onward]):
                    return True
        return False

    def _goes_on_with(self, first: Spelt, second: Spelt) -> bool:
        if second.splits:
            return True
        if not second.readings:
            return False
        for one in first.readings:
            if one.mask & TRIGGER_BITS:
                for other in second.readings:
                    if self._begins(f"{one.word} {other.word}"):
                        return True
        return False

    def _names_or_goes_on(self, text: str) -> bool:
        phrase = self._numbers.get(text)
        if phrase is not None and self._index.phrase_names[phrase]:
            return True
        return self._goes_on(text)

    def _joins_a_name(self, texts: list[str], spelt: list[Spelt]) -> bool:
        """Say whether two words make one that is a name or goes on with one."""
        masks = self._index.masks
        if masks.keys().isdisjoint(map(add, texts, texts[1:])):
            return False
        return any(
            masks.get(first + second, 0) & TRIGGER_BITS
            or (
                spelt
                and place
                and first + second in masks
                and spelt[place - 1].gate & TRIGGER_BITS
            )
            for place, (first, second) in enumerate(pairwise(texts))
        )

    def _spells_a_name(self, texts: list[str]) -> bool:
        single = list(map(len, texts)).count(1)
        if single < LEAST_SPELT_OUT and (
            single < LEAST_SPELT_OUT_SHORT or max(texts).isascii()
        ):
            return False
        return any(
            self._spelt_word(texts, first, last) for first, last in spelt_out(texts)
        )

    def _hides_a_name(self, folded: Folded) -> bool:
        for word in dotted_words(folded):
            spelt = self.speller.read_as_written(word)
            if spelt is not None and spelt.gate & TRIGGER_BITS:
                return True
        return False

    def _spelt_word(self, texts: list[str], first: int, last: int) -> Spelt | None:
        """Read the word that letters spell; None for one that is not on the list."""
        return self.speller.read_as_written("".join(texts[first:last]))

    def _hidden_beside(
        self, texts: list[str], spelt: list[Spelt]
    ) -> Iterator[tuple[int, Reading]]:
        """Read short words with stars by the word beside them: `t* giác`, `ngà v*i`."""
        shapes = self._index.all_by_shape
        for place, text in enumerate(texts):
            if "*" not in text or spelt[place].readings:
                continue
            before = spelt[place - 1].readings if place else ()
            after = spelt[place + 1].readings if place + 1 < len(texts) else ()
            cost = text.count("*")
            for word in fitting_words(shapes, text):
                if any(self._is_phrase(f"{one.word} {word}") for one in before) or any(
                    self._is_phrase(f"{word} {one.word}") for one in after
                ):
                    mask = self._index.masks[word]
                    yield place, Reading(word, cost, HIDDEN, mask)

    def _is_phrase(self, text: str) -> bool:
        """Say whether a text is a name, or begins one."""
        number = self._numbers.get(text)
        if number is not None and self._index.phrase_names[number]:
            return True
        return self._goes_on(text)

    def tokens(self, folded: Folded, words: Words) -> Tokens:
        """Place the words of a text, and find the ways from one to the next."""
        starts, ends, texts, spelt = [], [], [], []
        placed = words_with_places(folded.text)
        for (text, start, end), found in zip(placed, words.spelt, strict=True):
            if not found.splits:
                starts.append(start)
                ends.append(end)
                texts.append(text)
                spelt.append(found)
                continue
            cuts = [start, *(start + split for split in found.splits), end]
            for first, last in pairwise(cuts):
                starts.append(first)
                ends.append(last)
                texts.append(folded.text[first:last])
                spelt.append(self.speller.read(texts[-1]))
        parted = breaks(folded, starts, ends)
        steps = self._steps(texts, spelt, parted)
        for first, last in [*spelt_out(texts), *dotted(folded, starts, ends)]:
            self._add_spelt(steps, texts, first, last)
        if "*" in folded.text:
            for place, reading in self._hidden_beside(texts, spelt):
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
            if len(joined) > 5 and joined in self._index.masks:
                readings = self.speller.read(joined).readings
                steps[place].append(Step(readings, place + 2))
        return steps

    def _add_spelt(
        self, steps: list[list[Step]], texts: list[str], first: int, last: int
    ) -> None:
        """Add the word that parted letters spell, or the words of one that falls apart."""
        spelt = self._spelt_word(texts, first, last)
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

    def _goes_on(self, text: str) -> bool:
        """Say whether some phrase begins with this text and a further word."""
        phrases, beginning = self._index.phrases, text + " "
        place = bisect_left(phrases, beginning)
        return place < len(phrases) and phrases[place].startswith(beginning)


def _apart(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    return tuple(
        reading._replace(cost=1, how=APART) for reading in readings if not reading.cost
    )
