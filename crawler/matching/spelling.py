"""From a word as written to the words of the list that it may stand for.

The answer is remembered word by word: the same words come back in title after
title, and only a word never seen before costs more than one look-up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from rapidfuzz.distance import OSA

from crawler.matching.deletions import LEAST_LETTERS, allowed_distance
from crawler.matching.index import CONTEXT_SHIFT, TRIGGER_BITS, Index
from crawler.matching.letters import DIGIT_LETTERS, LOOK_ALIKES

EXACT = ""
TYPO = "misspelt"
LOOK_ALIKE = "look-alike letters"
DIGITS = "digits for letters"
HIDDEN = "hidden letters"

_MOST_REMEMBERED = 200_000
_MOST_READINGS = 12
_LEAST_PART = 4
_ONE_WORD = 1 | 1 << CONTEXT_SHIFT


@dataclass(frozen=True, slots=True)
class Reading:
    """A word of the list that a written word may stand for.

    `cost` counts the letters that differ; `how` names the trick or misspelling.
    """

    word: str
    cost: int
    how: str
    mask: int


@dataclass(frozen=True, slots=True)
class Spelt:
    """What is known of one written word.

    `mask` joins the masks of its readings; `split` is where it falls into two
    words of the list (0: it does not).
    """

    mask: int
    readings: tuple[Reading, ...]
    split: int = 0


UNKNOWN = Spelt(0, ())


class Speller:
    """Reads written words as words of the index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._masks = index.masks
        self.known: dict[str, Spelt] = {}
        self.searches = 0
        """How many words were looked for among misspellings, ever."""

    def read(self, token: str, *, search: bool = True) -> Spelt:
        """Give the readings of a folded word.

        Without *search* a word not seen before is only looked up exactly, which
        bounds the time of a text with thousands of odd words.
        """
        spelt = self.known.get(token)
        if spelt is not None:
            return spelt
        exact = self._exact(token)
        if exact:
            spelt = self._whole_or_split(token, exact)
        elif search:
            spelt = self._search(token)
        else:
            return UNKNOWN
        if len(self.known) >= _MOST_REMEMBERED:
            self.known.clear()
        self.known[token] = spelt
        return spelt

    def _whole_or_split(self, token: str, exact: list[Reading]) -> Spelt:
        """Prefer a word that says something itself to its two halves."""
        whole = self._spelt(exact)
        split = 0 if whole.mask & _ONE_WORD else self._split(token)
        return Spelt(TRIGGER_BITS, (), split) if split else whole

    def _exact(self, token: str, cost: int = 0, how: str = EXACT) -> list[Reading]:
        """Give the word itself and the words it is a plural or case of."""
        masks = self._masks
        found = []
        if token in masks:
            found.append(Reading(token, cost, how, masks[token]))
        base = self._index.forms.get(token)
        if base is not None:
            found += [Reading(word, cost, how, masks[word]) for word in base.split("|")]
        return found

    def _search(self, token: str) -> Spelt:
        self.searches += 1
        if "*" in token:
            return self._spelt(self._hidden(token))
        if not token.isalpha():
            return self._spelt(self._digits(token))
        if not token.isascii():
            plain = token.translate(LOOK_ALIKES)
            found = self._exact(plain, 1, LOOK_ALIKE) if plain.isascii() else []
            if found:
                return self._spelt(found)
        misspelt = self._misspelt(token)
        split = 0 if misspelt and misspelt[0].cost == 1 else self._split(token)
        return Spelt(TRIGGER_BITS, (), split) if split else self._spelt(misspelt)

    def _spelt(self, readings: list[Reading]) -> Spelt:
        if not readings:
            return UNKNOWN
        mask = 0
        for reading in readings:
            mask |= reading.mask
        return Spelt(mask, tuple(readings))

    def _misspelt(self, token: str) -> list[Reading]:
        """Give the list's words within the distance their length allows, nearest first.

        A word of everyday texts is itself, not a misspelt name.
        """
        if token in self._index.lexicon.ordinary:
            return []
        found = self._near(token)
        if token[-1] == "s" and len(token) > LEAST_LETTERS:
            singular = token[:-1]
            if singular not in self._index.lexicon.ordinary:
                found += self._near(singular)
        found.sort(key=lambda reading: (reading.cost, reading.word))
        return found[:_MOST_READINGS]

    def _near(self, token: str) -> list[Reading]:
        words = self._index.words
        found = []
        for number in self._index.deletions.candidates(token):
            word = words[number]
            limit = allowed_distance(len(word))
            distance = OSA.distance(token, word, score_cutoff=limit)
            if distance <= limit:
                found.append(Reading(word, distance, TYPO, self._masks[word]))
        return found

    def _digits(self, token: str) -> list[Reading]:
        """Read `1vory` and `t1ger`: at least two letters for each digit."""
        signs = [letter for letter in token if letter in DIGIT_LETTERS]
        letters = sum(letter.isalpha() for letter in token)
        if not signs or len(signs) * 2 > letters or letters + len(signs) < len(token):
            return []
        if letters < 3 or len(token) > 24:
            return []
        choices = [DIGIT_LETTERS.get(letter, letter) for letter in token]
        for spelling in product(*choices):
            found = self._exact("".join(spelling), len(signs), DIGITS)
            if found:
                return found
        return []

    def _hidden(self, token: str) -> list[Reading]:
        """Read `iv*ry` and `t**th`, when only few words of the lexicon fit."""
        letters = sum(letter != "*" for letter in token)
        if letters < 3 or len(token) > 24:
            return []
        pattern = re.compile(re.escape(token).replace(r"\*", r"\w"))
        fitting = [
            word for word in self._by_length[len(token)] if pattern.fullmatch(word)
        ]
        if len(fitting) > 3:
            return []
        cost = len(token) - letters
        return [r for word in fitting for r in self._exact(word, cost, HIDDEN)]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        """The words of the lexicon and one-word names, forms too, by length."""
        groups: defaultdict[int, list[str]] = defaultdict(list)
        for word, mask in self._masks.items():
            if mask & _ONE_WORD:
                groups[len(word)].append(word)
        for form, bases in self._index.forms.items():
            if any(self._masks[word] & _ONE_WORD for word in bases.split("|")):
                groups[len(form)].append(form)
        return groups

    def _split(self, token: str) -> int:
        """Find where a word falls into two words of the list: `lizardskin`."""
        if not 2 * _LEAST_PART <= len(token) <= 30:
            return 0
        if token in self._index.lexicon.ordinary:
            return 0
        for place in range(len(token) - _LEAST_PART, _LEAST_PART - 1, -1):
            first, second = token[:place], token[place:]
            masks = self._one_word(first), self._one_word(second)
            if all(masks) and (masks[0] | masks[1]) & TRIGGER_BITS:
                return place
        return 0

    def _one_word(self, text: str) -> int:
        """Give the mask bits of a text that is a whole phrase by itself."""
        mask = self._masks.get(text, 0) & _ONE_WORD
        if not mask and text in self._index.forms:
            for word in self._index.forms[text].split("|"):
                mask |= self._masks[word] & _ONE_WORD
        return mask
