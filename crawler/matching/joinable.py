"""Which words may be several words of the list without blanks, told many at once.

Few words of ordinary titles are; to find that out one by one takes longer than all else
that is done with a word. A filter of hashes says no for many words together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

import numpy as np

from crawler.matching.letter_sums import Filter
from crawler.matching.word_rows import Places, Row, rows

LEAST_PART = 4
LEAST_PHRASE = 6
LEAST_OF_MANY = 12
LEAST_BEGINNING = 3
LEAST_COMPOUND = 8
LEAST_SHORT_ENDED = 5
# What sellers put before, between and behind the words of a hashtag.
BETWEEN = frozenset(
    [
        "the",
        "and",
        "for",
        "sale",
        "real",
        "my",
        "our",
        "of",
        "in",
        "with",
        "uk",
        "usa",
        "eu",
        "us",
        "love",
        "lover",
        "lovers",
        "life",
        "club",
        "world",
        "community",
        "baby",
        "babies",
        "pet",
        "pets",
        "shop",
        "store",
        "sell",
        "selling",
        "buy",
        "vente",
        "vendre",
        "pour",
        "venta",
        "vender",
        "en",
        "de",
        "para",
        "zu",
        "verkaufen",
        "jual",
        "beli",
        "murah",
        "ready",
        "instagram",
        "daily",
        "morph",
        "morphs",
    ]
)

_ROOM = 32  # one in forty absent hashes passes
_LEAST_LINK = 2
_AT_ONCE = 10_000


class Joined(NamedTuple):
    """The words that may be a phrase without blanks, or begin one; those that may part."""

    phrases: set[str]
    parted: set[str]


class Joinable:
    """Tells which words may be several words of the list without their blanks."""

    def __init__(
        self, phrases: Filter, parts: Filter, terms: Filter, names: Filter
    ) -> None:
        self.phrases = phrases
        self.parts = parts
        self.terms = terms
        """Parts that are a name or a term by themselves, or a form of one."""
        self.names = names
        """Those of them that are a name."""

    @classmethod
    def build(
        cls,
        phrases: Iterable[str],
        parts: Iterable[str],
        terms: Iterable[str],
        names: Iterable[str],
    ) -> Joinable:
        """Note the phrases of several words, and all that may be part of a word."""
        return cls(
            _filter(_closed_up(phrases)),
            _filter(chain(parts, BETWEEN)),
            _filter(terms),
            _filter(names),
        )

    def among(self, words: Iterable[str]) -> Joined:
        """Give the words that may be several; no other can."""
        phrases: set[str] = set()
        parted: set[str] = set()
        for row in rows(words, LEAST_PHRASE):
            phrases |= row.chosen(np.flatnonzero(self.phrases.may_hold(row.whole())))
            parted |= row.chosen(self._parted(row))
        return Joined(phrases, parted)

    def _parted(self, row: Row) -> Places:
        """Give the words of a row that may fall into parts that the list knows."""
        owners, places, before, behind = _cuts(row)
        starts, ends = row.starts[owners], row.ends[owners]
        long = ends - starts >= LEAST_OF_MANY
        begins = row.hashes(starts, places)
        begun = self.parts.may_hold(begins)
        named = begun & self.names.may_hold(begins)
        # A compound goes on behind a name, with whatever it may be.
        goes_on = named & (before >= LEAST_COMPOUND)
        goes_on |= begun & (before >= LEAST_SHORT_ENDED) & (behind == LEAST_BEGINNING)
        two = begun & (before >= LEAST_PART) & (behind >= LEAST_PART)
        two &= self.terms.may_hold(begins)
        beginners = np.zeros(len(row.words), dtype=np.bool_)
        beginners[owners[begun & long]] = True
        many = beginners[owners]
        asked = np.flatnonzero(two | many)
        ended = np.zeros_like(begun)
        hashes = row.hashes(places[asked], ends[asked])
        names = named[asked] | self.names.may_hold(hashes)
        ended[asked] = (two[asked] & names & self.terms.may_hold(hashes)) | (
            many[asked] & self.parts.may_hold(hashes)
        )
        parted: Places = owners[goes_on | ended]
        return parted


def _cuts(row: Row) -> tuple[Places, Places, Places, Places]:
    """Give where words may fall apart: the word, the place, the letters on each side."""
    lengths = row.ends - row.starts
    owners = np.repeat(np.arange(len(lengths)), lengths + 1)
    places = np.arange(len(owners))
    before, behind = places - row.starts[owners], row.ends[owners] - places
    may = (before >= LEAST_PART) & (behind >= LEAST_BEGINNING)
    may |= lengths[owners] >= LEAST_OF_MANY
    may &= (before >= _LEAST_LINK) & (behind >= _LEAST_LINK)
    return owners[may], places[may], before[may], behind[may]


def _closed_up(phrases: Iterable[str]) -> Iterator[str]:
    """Give the phrases of several words without their blanks, and their beginnings."""
    for text in phrases:
        if " " in text:
            yield text.replace(" ", "")
            yield "".join(text.split(" ", 2)[:2])  # `redfooted`


def _filter(words: Iterable[str]) -> Filter:
    """Make a filter of words, which need not all be held at once."""
    hashes, left = [np.zeros(0, np.uint32)], iter(words)
    while some := list(islice(left, _AT_ONCE)):
        hashes += [row.whole() for row in rows(some, 1)]
    return Filter.of(np.unique(np.concatenate(hashes)), _ROOM)
