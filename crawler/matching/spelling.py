"""From a word as written to the words of the list that it may stand for.

The answer is remembered word by word: the same words come back in title after
title, and only a word never seen before costs more than one look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import OSA

from crawler.matching.budget import MOST_SEARCHES, Budget
from crawler.matching.deletions import LEAST_LETTERS, allowed_distance
from crawler.matching.index import EPITHET, ONE_WORD, TRIGGER_BITS, Index
from crawler.matching.joined import split_place
from crawler.matching.letters import DIGIT_LETTERS, LOOK_ALIKES

EXACT = ""
TYPO = "misspelt"
LOOK_ALIKE = "look-alike letters"
DIGITS = "digits for letters"
HIDDEN = "hidden letters"
APART = "letters set apart"

_MOST_REMEMBERED = 200_000
_MOST_READINGS = 12
LEAST_ALONE = 7
"""Letters that a misspelt name of one word must have."""


class Reading(NamedTuple):
    """A word of the list that a written word may stand for.

    `cost` counts the letters that differ; `how` names the trick or misspelling.
    """

    word: str
    cost: int
    how: str
    mask: int


class Spelt(NamedTuple):
    """What is known of one written word.

    `split` is where it falls into two words of the list (0: it does not). `gate`
    says what it may begin, in the bits of `Index.masks`: 0 for a word that begins
    no name. `searched` says that it was no word of the list as written.
    """

    readings: tuple[Reading, ...]
    split: int = 0
    gate: int = 0
    searched: bool = False


UNKNOWN = Spelt(())


def is_believed(text: str, words: int, cost: int, how: str) -> bool:
    """Say whether a misspelt phrase is long enough to be believed."""
    if not cost or how != TYPO:
        return True
    if words == 1:
        return len(text) >= LEAST_ALONE and cost <= 1 + (len(text) >= 11)
    return cost <= 1 or len(text) >= 6 * cost + 1


class Speller:
    """Reads written words as words of the index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._masks = index.masks
        self.known: dict[str, Spelt] = {}
        self.quiet: set[str] = set()
        """The known words that begin no name."""
        self._near_words: dict[str, set[int]] = {}

    def read(self, token: str, *, search: bool = True) -> Spelt:
        """Give the readings of a folded word.

        Without *search* a word not seen before is only looked up exactly, which
        bounds the time of a text with thousands of odd words.
        """
        spelt = self.known.get(token)
        if spelt is None:
            exact = self._exact(token)
            if exact:
                spelt = self._whole_or_split(token, exact)
            elif search:
                spelt = self._search(token)
            else:
                return UNKNOWN
            self._remember(token, spelt)
        return spelt if search or not spelt.searched else UNKNOWN

    def read_all(self, texts: list[str], budget: Budget) -> list[Spelt]:
        """Give the readings of the words of a text; *budget* bounds the searches."""
        if len(texts) > budget.searches:
            return self._read_within(texts, budget)
        known = self.known
        try:
            found = [known[text] for text in texts]
        except KeyError:
            self.learn(texts)
            found = [known[text] for text in texts]
        budget.searches -= sum([spelt.searched for spelt in found])
        return found

    def _read_within(self, texts: list[str], budget: Budget) -> list[Spelt]:
        found: dict[str, Spelt] = {}
        for text in dict.fromkeys(texts):
            spelt = found[text] = self.read(text, search=budget.searches > 0)
            budget.searches -= spelt.searched
        if budget.searches <= 0:
            budget.leave_out(f"odd words beyond the first {MOST_SEARCHES}")
        return [found[text] for text in texts]

    def learn(self, texts: Iterable[str]) -> None:
        """Read many words ahead, which takes far less time than one by one."""
        if len(self.known) >= _MOST_REMEMBERED:
            self.known.clear()
            self.quiet.clear()
        odd = []
        for text in set(texts).difference(self.known):
            if exact := self._exact(text):
                self._remember(text, self._whole_or_split(text, exact))
            else:
                odd.append(text)
        if odd:
            looked_up = self._looked_up(odd)
            self._near_words = self._index.deletions.candidates_of(looked_up)
            for text in odd:
                self._remember(text, self._search(text))
            self._near_words = {}

    def _looked_up(self, texts: list[str]) -> Iterator[str]:
        """Give the forms of odd words that are compared with the words of the list."""
        ordinary = self._index.lexicon.ordinary
        for text in texts:
            if text.isalpha() and text not in ordinary:
                yield text
                if text[-1] == "s" and text[:-1] not in ordinary:
                    yield text[:-1]

    def _remember(self, token: str, spelt: Spelt) -> None:
        self.known[token] = spelt
        if not spelt.gate:
            self.quiet.add(token)

    def _whole_or_split(self, token: str, exact: list[Reading]) -> Spelt:
        """Prefer a word that says something itself to its two halves."""
        says_something = any(reading.mask & ONE_WORD for reading in exact)
        split = 0 if says_something else split_place(self._index, token)
        if split:
            return Spelt(tuple(exact), split, TRIGGER_BITS)
        return Spelt(tuple(exact), 0, _gate(token, exact))

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
        readings, split = self._searched(token)
        gate = TRIGGER_BITS if split else _gate(token, readings)
        return Spelt(tuple(readings), split, gate, searched=True)

    def _searched(self, token: str) -> tuple[list[Reading], int]:
        """Give the readings of a word that is none of the list, or its two halves."""
        if "*" in token:
            return self._hidden(token), 0
        if not token.isalpha():
            return self._digits(token), 0
        if not token.isascii():
            plain = token.translate(LOOK_ALIKES)
            found = self._exact(plain, 1, LOOK_ALIKE) if plain.isascii() else []
            if found:
                return found, 0
        misspelt = self._misspelt(token)
        split = (
            0 if misspelt and misspelt[0].cost == 1 else split_place(self._index, token)
        )
        return ([], split) if split else (misspelt, 0)

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
        numbers = self._near_words.get(token)
        if numbers is None:
            numbers = self._index.deletions.candidates(token)
        for number in numbers:
            word = words[number]
            limit = allowed_distance(len(word))
            distance = OSA.distance(token, word, score_cutoff=limit)
            if distance <= limit:
                found.append(Reading(word, distance, TYPO, self._masks[word]))
        return found

    def _digits(self, token: str) -> list[Reading]:
        """Read `1vory` and `t1ger`: mostly two letters for each digit."""
        signs = [letter for letter in token if letter in DIGIT_LETTERS]
        letters = sum(letter.isalpha() for letter in token)
        if not signs or len(signs) > letters or letters + len(signs) < len(token):
            return []
        alone = len(signs) * 2 > letters  # `1v0ry` is read as a name by itself only
        if letters < 3 or len(token) > 24:
            return []
        choices = [DIGIT_LETTERS.get(letter, letter) for letter in token]
        for spelling in product(*choices):
            found = self._exact("".join(spelling), len(signs), DIGITS)
            if alone:
                found = [reading for reading in found if reading.mask & 1]
            if found:
                return found
        return []

    def _hidden(self, token: str) -> list[Reading]:
        """Read `iv*ry` and `t**th`, when only few words of the lexicon fit."""
        letters = sum(letter != "*" for letter in token)
        if letters < 3 or len(token) > 24:
            return []
        pattern = re.compile(re.escape(token).replace(r"\*", r"\w"))
        shape = len(token), token[0]  # folding leaves no star in front
        fitting: list[str] = []
        for words in (self._index.words_by_shape, self._index.beginners_by_shape):
            fitting = fitting or [
                word for word in words.get(shape, ()) if pattern.fullmatch(word)
            ]
        if len(fitting) > 3:
            return []
        cost = len(token) - letters
        return [r for word in fitting for r in self._exact(word, cost, HIDDEN)]


def _gate(token: str, readings: list[Reading]) -> int:
    """Say what a word may begin: a misspelt one that is too short, no name alone."""
    gate = 0
    for reading in readings:
        mask = reading.mask & TRIGGER_BITS
        if not is_believed(reading.word, 1, reading.cost, reading.how):
            mask &= ~1
        if reading.word == token:
            mask |= reading.mask & EPITHET
        gate |= mask
    return gate
