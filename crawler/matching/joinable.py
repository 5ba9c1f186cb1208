"""Which words may be several words of the list without blanks, told many at once.

Few words of ordinary titles are; to find that out one by one takes longer than all else
that is done with a word. A filter of hashes says no for many words together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from crawler.matching.letter_sums import LONGEST, Filter, Flags, Grid, grids

LEAST_PART = 4
LEAST_PHRASE = 6
LEAST_OF_MANY = 12
LEAST_BEGINNING = 3
LEAST_COMPOUND = 8
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


class Joinable:
    """Tells which words may be several words of the list without their blanks."""

    def __init__(self, phrases: Filter, parts: Filter) -> None:
        self.phrases = phrases
        self.parts = parts

    @classmethod
    def build(
        cls, phrases: list[str], masks: Mapping[str, int], forms: Collection[str]
    ) -> Joinable:
        """Note the phrases of several words, and all that may be part of a word."""
        several = [text for text in phrases if " " in text]
        joined = {text.replace(" ", "") for text in several}
        # `redfooted`, the first words of a longer name
        joined |= {"".join(text.split(" ", 2)[:2]) for text in several}
        return cls(
            _filter(joined),
            _filter({*masks, *forms, *BETWEEN}),
        )

    def among(self, words: Iterable[str]) -> set[str]:
        """Give the words that may be several; no other can."""
        found: set[str] = set()
        for grid in grids(words, LEAST_PHRASE, LONGEST):
            may = self.phrases.may_hold(grid.whole())
            if grid.letters.shape[1] >= 2 * LEAST_PART:
                may |= self._two(grid) | self._goes_on(grid)
            if grid.letters.shape[1] >= LEAST_OF_MANY:
                may |= self._many(grid)
            found.update(grid.chosen(may))
        return found

    def _two(self, grid: Grid) -> Flags:
        """Say which words may be two parts that the list knows."""
        most = grid.letters.shape[1] - LEAST_PART
        places = np.arange(LEAST_PART, most + 1)
        parted: Flags = places <= grid.lengths[:, None] - LEAST_PART
        parted &= self.parts.may_hold(grid.beginnings(LEAST_PART, most))
        parted &= self.parts.may_hold(grid.ends(LEAST_PART, most))
        two: Flags = np.logical_or.reduce(parted, axis=1)
        return two

    def _goes_on(self, grid: Grid) -> Flags:
        """Say which words may go on behind a part that the list knows: compounds."""
        most = grid.letters.shape[1] - LEAST_BEGINNING
        places = np.arange(LEAST_PHRASE, most + 1)
        last = grid.lengths[:, None] - LEAST_BEGINNING
        begun: Flags = (places == last) | ((places < last) & (places >= LEAST_COMPOUND))
        begun &= self.parts.may_hold(grid.beginnings(LEAST_PHRASE, most))
        goes_on: Flags = np.logical_or.reduce(begun, axis=1)
        return goes_on

    def _many(self, grid: Grid) -> Flags:
        """Say which words may begin and end with a part that the list knows."""
        places = _LEAST_LINK, grid.letters.shape[1] - _LEAST_LINK
        may: Flags = np.greater_equal(grid.lengths, LEAST_OF_MANY)
        may &= self.parts.may_hold(grid.beginnings(*places)).any(axis=1)
        may &= self.parts.may_hold(grid.ends(*places)).any(axis=1)
        return may


def _filter(words: set[str]) -> Filter:
    hashes = [grid.whole() for grid in grids(words, 1, LONGEST)]
    return Filter.of(np.concatenate([np.zeros(0, np.uint32), *hashes]), _ROOM)
