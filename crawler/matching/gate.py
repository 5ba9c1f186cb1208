"""Whether a text may hold a name: a quick look that lets most ordinary texts go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, pairwise
from operator import add, ne

from crawler.matching.apart import (
    LEAST_SPELT_OUT,
    LEAST_SPELT_OUT_SHORT,
    dotted_words,
    has_dots,
    spelt_out,
)
from crawler.matching.beginnings import Beginnings
from crawler.matching.budget import MOST_SEARCHES, Budget
from crawler.matching.disguises import digit_spellings, fitting_words
from crawler.matching.folding import Folded
from crawler.matching.index import (
    EPITHET,
    LONGEST_ABBREVIATION,
    LONGEST_ODD_ABBREVIATION,
    NEAR_EPITHET,
    TRIGGER_BITS,
    Index,
)
from crawler.matching.readings import DIGITS, HIDDEN, Reading, Spelt
from crawler.matching.spelling import Speller
from crawler.matching.together import (
    DOTS,
    EVERYWHERE,
    IN_UNSPACED,
    PAIRS,
    SPELT_OUT,
    STARS,
    Line,
    lines_of,
)
from crawler.matching.tokens import FILLERS, LEAST_JOINED, Words
from crawler.matching.unspaced import Unspaced
from crawler.matching.words import has_unspaced, word_texts

LONGEST_READ_AHEAD = 2 * MOST_SEARCHES
"""Characters of a text whose words a budget need not bound, as its searches do."""
_EPITHETS = EPITHET | NEAR_EPITHET
_FIRST_CYRILLIC = "\u0400"
_MOST_REMEMBERED = 20_000
"""Words with a word before them that may be a genus cut short."""


class Gate:
    """Reads the words of texts, and says which texts hold no name."""

    def __init__(
        self, index: Index, speller: Speller, unspaced: Unspaced, known: Beginnings
    ) -> None:
        self._masks = index.masks
        self._ordinary = index.lexicon.ordinary
        self._index = index
        self._genus_begins = lru_cache(_MOST_REMEMBERED)(self._some_genus_begins)
        self._joined = index.joinable.parts
        self._speller = speller
        self._unspaced = unspaced
        self._begins = known.begins_name
        self._is_known = known.is_known

    def words(self, folded: Folded, budget: Budget) -> Words | None:
        """Read the words of a text; None, quickly, for one that holds no name."""
        texts = word_texts(folded.text)
        speller = self._speller
        if len(folded.text) >= 2 * budget.searches:  # it may not do for all words
            spelt = speller.read_all(texts, budget)
        else:
            spelt = self._read(texts)
        if self._begins_a_name(texts, spelt) or self._hides(
            folded, texts, spelt, EVERYWHERE, budget
        ):
            return Words(texts, spelt or speller.read_few(texts))
        return None

    def read_ahead(self, texts: Iterable[str]) -> Iterator[tuple[Line, Words | None]]:
        """Read texts, many at a time, as `words` does each.

        Those that are too long to be read without a budget are left out; their words
        are met all the same.
        """
        for lines in lines_of(texts, self._joined):
            self._speller.learn(chain.from_iterable([line.words for line in lines]))
            for line in lines:
                if len(line.text) < LONGEST_READ_AHEAD:
                    yield line, self._words_of(line)

    def _words_of(self, line: Line) -> Words | None:
        texts, hides = line.words, line.hides
        spelt = self._read(texts)
        if (spelt and self._begins_a_name(texts, spelt)) or (
            hides and self._hides(line.folded, texts, spelt, hides, Budget())
        ):
            return Words(texts, spelt or self._speller.read_few(texts))
        return None

    def _read(self, texts: list[str]) -> list[Spelt]:
        """Read words; none where no word begins a name."""
        speller = self._speller
        return [] if speller.quiet.issuperset(texts) else speller.read_few(texts)

    def _hides(
        self,
        folded: Folded,
        texts: list[str],
        spelt: list[Spelt],
        where: int,
        budget: Budget,
    ) -> bool:
        """Say whether a text may hold a name otherwise than in its words as written."""
        return (
            bool(where & PAIRS and self._joins_a_name(texts, spelt))
            or bool(where & SPELT_OUT and self._spells_a_name(texts))
            or bool(
                where & DOTS and has_dots(folded) and self._parts_a_name(folded, budget)
            )
            or bool(
                where & IN_UNSPACED
                and has_unspaced(folded.text)
                and self._unspaced.names(folded)
            )
            or bool(where & STARS and spelt and any(self.hidden_beside(texts, spelt)))
        )

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
            if gate & _EPITHETS and place and self._abbreviates(texts, place, gate):
                return True
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

    def _abbreviates(self, texts: list[str], place: int, gate: int) -> bool:
        """Say whether a genus may be shortened before an epithet: `P. regius`.

        One letter before a misspelt epithet; a longer one where both words are odd.
        """
        before, epithet = texts[place - 1], texts[place]
        letters = len(before)
        if gate & NEAR_EPITHET and letters == 1:
            return True
        if not gate & EPITHET or letters > LONGEST_ODD_ABBREVIATION:
            return False
        if letters > LONGEST_ABBREVIATION and (
            epithet in self._ordinary or before in self._ordinary
        ):
            return False
        return self._genus_begins(before, epithet)

    def _some_genus_begins(self, letters: str, epithet: str) -> bool:
        """Say whether some species with this epithet is of a genus that begins so."""
        names = self._index.binomials_of(epithet)
        return any(name.text.lower().startswith(letters) for name in names)

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

    def _joins_a_name(self, texts: list[str], spelt: list[Spelt]) -> bool:
        """Say whether two words make one that is a name or goes on with one."""
        masks = self._masks
        joined = masks.keys() & set(map(add, texts, texts[1:]))
        if max(map(len, joined), default=0) < LEAST_JOINED:
            return False
        for place, (first, second) in enumerate(pairwise(texts)):
            if len(first) + len(second) < LEAST_JOINED:
                continue
            mask = masks.get(first + second)
            if mask is not None and (
                mask & TRIGGER_BITS
                or (spelt and place and spelt[place - 1].gate & TRIGGER_BITS)
            ):
                return True
        return False

    def _spells_a_name(self, texts: list[str]) -> bool:
        single = list(map(len, texts)).count(1)
        if single < LEAST_SPELT_OUT and (
            single < LEAST_SPELT_OUT_SHORT or max(texts).isascii()
        ):
            return False
        return any(
            self.spelt_word(texts, first, last) for first, last in spelt_out(texts)
        )

    def _parts_a_name(self, folded: Folded, budget: Budget) -> bool:
        """Say whether dots stand between the letters of a name."""
        for word in dotted_words(folded):
            if budget.searches <= 0:
                budget.leave_out(f"dotted words beyond {MOST_SEARCHES} odd ones")
                return False
            budget.searches -= 1
            spelt = self._speller.read_as_written(word)
            if spelt is not None and spelt.gate & TRIGGER_BITS:
                return True
        return False

    def spelt_word(self, texts: list[str], first: int, last: int) -> Spelt | None:
        """Read the word that letters spell; None for one that is not on the list."""
        return self._speller.read_as_written("".join(texts[first:last]))

    def hidden_beside(
        self, texts: list[str], spelt: list[Spelt]
    ) -> Iterator[tuple[int, Reading]]:
        """Read short words with a star or a digit by the word beside them.

        `t* giác`, `ngà v*i`, `r3d eyed`.
        """
        if all(map(str.isalpha, texts)):
            return
        for place, text in enumerate(texts):
            if text.isalpha() or spelt[place].readings:
                continue
            before = spelt[place - 1].readings if place else ()
            after = spelt[place + 1].readings if place + 1 < len(texts) else ()
            if not before and not after:
                continue
            for word, how in self._shown(text):
                if any(self._is_known(f"{one.word} {word}") for one in before) or any(
                    self._is_known(f"{word} {one.word}") for one in after
                ):
                    cost = sum(map(ne, text, word))
                    yield place, Reading(word, cost, how, self._masks[word])

    def _shown(self, text: str) -> Iterator[tuple[str, str]]:
        """Give the words of the list that a star or a digit may hide, and which."""
        if "*" in text:
            for word in fitting_words(self._index.all_by_shape, text):
                yield word, HIDDEN
        else:
            for word in digit_spellings(text):
                if word in self._masks:
                    yield word, DIGITS
