"""From a word as written to the words of the list that it may stand for.

The answer is remembered word by word: the same words come back in title after
title, and only a word never seen before costs more than one look-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from crawler.matching.budget import MOST_SEARCHES, Budget
from crawler.matching.deletions import LEAST_LETTERS
from crawler.matching.diminutives import LAST_LETTERS, grown
from crawler.matching.disguises import (
    bars,
    digits,
    hidden,
    look_alikes,
    perhaps_barred,
    repeated,
)
from crawler.matching.index import EPITHET, ONE_WORD, TRIGGER_BITS, Index
from crawler.matching.joinable import Joined
from crawler.matching.joined import SHORT_ENDS, joined_phrase, split_places
from crawler.matching.near_words import Near, near_words
from crawler.matching.plain_words import plainly_written
from crawler.matching.readings import (
    APART,
    DIMINUTIVE,
    EXACT,
    HEARD,
    JOINED,
    NOTHING,
    TYPO,
    UNKNOWN,
    Reading,
    Spelt,
    gate_of,
)

_MOST_REMEMBERED, _MOST_WRITTEN = 200_000, 20_000
_MOST_READINGS = 12
# A word with an amount behind it, nothing between.
_COUNTED = re.compile(r"([^\W\d_]{5,})\d{1,5}[^\W\d_]{0,3}")
_MANY = 24
"""Words from which it is worth ruling out together what they cannot be."""


class _Ahead(NamedTuple):
    """What was looked up together for the words that are being learnt.

    `near` has the words of the list that are near one of `asked`; of the `learnt` only
    the `joined` may be several words of the list.
    """

    learnt: set[str]
    asked: set[str]
    near: Near
    joined: Joined | None


class Speller:
    """Reads written words as words of the index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._masks = index.masks
        self.known: dict[str, Spelt] = {}
        self.quiet: set[str] = set()
        """The known words that begin no name."""
        self._ahead: _Ahead | None = None
        self._as_written = lru_cache(_MOST_WRITTEN)(self._unmet_as_written)

    def read(self, token: str) -> Spelt:
        """Give the readings of a folded word."""
        spelt = self.known.get(token)
        if spelt is None:
            exact = self._exact(token)
            spelt = (
                self._whole_or_joined(token, exact) if exact else self._search(token)
            )
            self._remember(token, spelt)
        return spelt

    def read_as_written(self, token: str) -> Spelt | None:
        """Read a word only as a word of the list, or as several without blanks."""
        spelt = self.known.get(token)
        if spelt is None:
            return self._as_written(token)
        exactly = any(not reading.cost for reading in spelt.readings)
        return spelt if exactly or spelt.splits else None

    def _unmet_as_written(self, token: str) -> Spelt | None:
        exact = self._exact(token)
        return self._whole_or_joined(token, exact) if exact else self._joined(token)

    def read_all(self, texts: list[str], budget: Budget) -> list[Spelt]:
        """Give the readings of the words of a text; *budget* bounds the searches."""
        if len(texts) > budget.searches:
            return self._read_within(texts, budget)
        found = self.read_few(texts)
        budget.searches -= sum([spelt.searched for spelt in found])
        return found

    def read_few(self, texts: list[str]) -> list[Spelt]:
        """Give the readings of words that no budget need bound."""
        known = self.known
        try:
            return [known[text] for text in texts]
        except KeyError:
            self.learn(texts)
            return [known[text] for text in texts]

    def _read_within(self, texts: list[str], budget: Budget) -> list[Spelt]:
        """Read the words of the list, and of the others as many as may be searched."""
        unlisted = self._unlisted(set(texts))
        odd = [text for text in dict.fromkeys(texts) if text in unlisted]
        left_out = set(odd[budget.searches :])
        self.learn(set(texts).difference(left_out))
        budget.searches -= len(odd) - len(left_out)
        if left_out:
            budget.leave_out(f"odd words beyond the first {MOST_SEARCHES}")
        known = self.known
        return [UNKNOWN if text in left_out else known[text] for text in texts]

    def _unlisted(self, texts: set[str]) -> set[str]:
        return texts.difference(self._masks).difference(self._index.forms)

    def learn(self, texts: Iterable[str]) -> None:
        """Read many words ahead, which takes far less time than one by one."""
        if len(self.known) >= _MOST_REMEMBERED:
            self.known.clear()
            self.quiet.clear()
        new = set(texts).difference(self.known)
        index = self._index
        for text in index.known.keys() & new:
            self._remember(text, index.known[text])
            new.remove(text)
        if not new:
            return
        odd = self._unlisted(new)
        counted = {found[1] for text in odd if (found := _COUNTED.fullmatch(text))}
        new |= counted.difference(self.known)
        odd = self._unlisted(new)
        asked = set(self._looked_up(odd))
        near = near_words(index.deletions, index.words, asked)
        joined = index.joinable.among(new) if len(new) >= _MANY else None
        self._ahead = _Ahead(new, asked, near, joined)
        try:
            if joined:
                self._remember_plain(odd.difference(*joined), near)
            for text in new.difference(self.known):
                self._remember(text, self._read_new(text))
        finally:
            self._ahead = None

    def _remember_plain(self, odd: set[str], near: Near) -> None:
        """Note the words that are neither of the list nor a disguise; most are like none."""
        plain = plainly_written(odd)
        perhaps = perhaps_barred(plain, self._masks, self._index.forms)
        perhaps += [text for text in plain if text[-2:] in LAST_LETTERS]
        perhaps += self._index.sounds.among(plain)
        plain.difference_update([text for text in perhaps if self._made_other(text)])
        misspelt = plain.intersection([*near, *[f"{text}s" for text in near]])
        for text in misspelt:
            readings = tuple(self._misspelt(text))
            self._remember(
                text, Spelt(readings, (), gate_of(text, readings), searched=True)
            )
        plain -= misspelt
        self.known.update(dict.fromkeys(plain, NOTHING))
        self.quiet.update(plain)

    def _read_new(self, text: str) -> Spelt:
        mask = self._masks.get(text, 0)
        if mask & ONE_WORD and text not in self._index.forms:  # most words of the list
            reading = Reading(text, 0, EXACT, mask)
            return Spelt((reading,), (), mask & (TRIGGER_BITS | EPITHET))
        exact = self._exact(text)
        return self._whole_or_joined(text, exact) if exact else self._search(text)

    def _looked_up(self, texts: Iterable[str]) -> Iterator[str]:
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

    def _whole_or_joined(self, token: str, exact: list[Reading]) -> Spelt:
        """Prefer a word that says something itself to its parts."""
        for reading in exact:
            if reading.mask & ONE_WORD:
                break
        else:
            exact = [*exact, *self._diminutive(token)]
            apart = self._joined(token)
            if apart is not None:
                readings = (*exact, *apart.readings)
                return Spelt(readings, apart.splits, TRIGGER_BITS)
        return Spelt(tuple(exact), (), gate_of(token, exact))

    def _joined(self, token: str) -> Spelt | None:
        """Read a word that is a phrase, or several words of the list, without blanks."""
        ahead = self._ahead
        may_be_phrase = may_part = True
        if ahead and ahead.joined and token in ahead.learnt:
            may_be_phrase = token in ahead.joined.phrases
            may_part = may_be_phrase or token in ahead.joined.parted
        if may_be_phrase and (phrase := joined_phrase(self._index, token)):
            return Spelt((Reading(phrase, 0, JOINED, 1),), (), 1)
        if may_part and (splits := split_places(self._index, token)):
            return Spelt((), splits, TRIGGER_BITS)
        return None

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
        """Read a word that is none of the list."""
        readings = self._disguised(token)
        if not readings and (counted := _COUNTED.fullmatch(token)):
            return self._counted(token, counted.end(1))
        if not readings and token.isalpha():
            readings = self._made_other(token) + self._misspelt(token)
            if not readings or readings[0].cost > 1 or token.endswith(SHORT_ENDS):
                apart = self._joined(token)
                if apart is not None:
                    return apart._replace(searched=True)
        return Spelt(tuple(readings), (), gate_of(token, readings), searched=True)

    def _diminutive(self, token: str) -> list[Reading]:
        """Read `peyotitos` as `peyote`; everyday words are themselves: `martillo`."""
        if token[-2:] not in LAST_LETTERS or not self._is_odd(token):
            return []
        found: dict[tuple[str, str], Reading] = {}
        for word, languages in grown(token):
            for reading in self._exact(word, 0, f"{DIMINUTIVE} {languages}"):
                found.setdefault((reading.word, languages), reading)
        return list(found.values())

    def _made_other(self, token: str) -> list[Reading]:
        """Read a word as one made small, with a bar for a letter, or as it sounds."""
        return self._diminutive(token) or self._barred(token) or self._heard(token)

    def _heard(self, token: str) -> list[Reading]:
        """Read `астрофитум` and `lofofora` as genera, unless they are everyday words."""
        genera = self._index.sounds.genera(token)
        if not genera or token in self._index.lexicon.ordinary:
            return []
        return [Reading(genus, 0, HEARD, self._masks[genus]) for genus in genera]

    def _barred(self, token: str) -> list[Reading]:
        """Read `lvory` as ivory, unless it is an everyday word."""
        return bars(token, self._exact) if self._is_odd(token) else []

    def _is_odd(self, token: str) -> bool:
        return token.isalpha() and token not in self._index.lexicon.ordinary

    def _counted(self, token: str, letters: int) -> Spelt:
        """Read `caviarbeluga250g` as words with an amount behind them."""
        word = self.read(token[:letters])
        if not word.gate:
            return Spelt((), (), 0, searched=True)
        return Spelt((), (letters,), TRIGGER_BITS, searched=True)

    def _disguised(self, token: str) -> list[Reading]:
        if "*" in token:
            parted = token.replace("*", "")  # `iv*ory`, `i*v*o*r*y`
            found = hidden(self._index, token, self._exact)
            if len(parted) >= LEAST_LETTERS:
                found += self._exact(parted, 1, APART)
            return found
        if not token.isalpha():
            return digits(token, self._exact)
        found = [] if token.isascii() else look_alikes(token, self._exact)
        return found or repeated(token, self._exact)

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
        index, ahead = self._index, self._ahead
        if ahead and token in ahead.asked:
            near = ahead.near
        else:
            near = near_words(index.deletions, index.words, [token])
        return [
            Reading(word, distance, TYPO, self._masks[word])
            for word, distance in near.get(token, ())
        ]
