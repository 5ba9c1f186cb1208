"""Words within a small edit distance, found through their deletion neighbourhoods.

Two words at distance d (a letter more, fewer, other, or two swapped) become equal
when at most d letters are left out of each. So every name word is stored under
the hashes of itself with up to two letters left out, in two compact sorted
arrays, and a token is looked up under the hashes of its own neighbourhood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import comb

import numpy as np
import numpy.typing as npt

from crawler.matching.letter_sums import (
    ONE_LESS,
    TWO_LESS,
    Filter,
    Grid,
    Hashes,
    grids,
    mixed,
)

LEAST_LETTERS = 5
MOST_LETTERS = 24
_LONG = 9
_AT_ONCE = 4096
_ROOM = 16  # one in twenty absent hashes passes


def allowed_distance(letters: int) -> int:
    """Give how many edits a name word of this length may be away."""
    if letters < LEAST_LETTERS:
        return 0
    return 1 if letters < _LONG else 2


def neighbourhoods(grid: Grid, depth: int) -> Hashes:
    """Give the hashes of words with up to *depth* (0 to 2) letters left out.

    One row a word; those of a shorter word come more than once.
    """
    letters, sums = grid.letters.shape[1], grid.sums
    whole = sums[:, -1:]
    found = [whole]
    if depth:
        found.append(sums[:, :-1] + (whole - sums[:, 1:]) * ONE_LESS)
    if depth > 1:
        first, second = _two_of(letters)
        between = (sums[:, second] - sums[:, first + 1]) * ONE_LESS
        after = (whole - sums[:, second + 1]) * TWO_LESS
        found.append(sums[:, first] + between + after)
    return mixed(np.concatenate(found, axis=1))


class DeletionIndex:
    """Finds the stored words that may be within reach of a token."""

    def __init__(
        self,
        hashes: Hashes,
        word_ids: npt.NDArray[np.uint32],
        filter_: Filter,
    ) -> None:
        self.hashes = hashes
        self.word_ids = word_ids
        self.filter = filter_

    @classmethod
    def build(cls, words: list[str]) -> DeletionIndex:
        """Index *words*; ids are places in the list. Too short or long are left out."""
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for number, word in enumerate(words):
            if LEAST_LETTERS <= len(word) <= MOST_LETTERS and word.isalpha():
                groups[len(word)].append(number)
        pairs = np.empty(sum(map(_pairs_of, groups.items())), dtype=np.uint64)
        end = 0
        for letters, numbers in groups.items():
            for place in range(0, len(numbers), _AT_ONCE):
                some = numbers[place : place + _AT_ONCE]
                grid = Grid.of([words[number] for number in some], letters)
                rows = neighbourhoods(grid, allowed_distance(letters))
                start, end = end, end + rows.size
                there = pairs[start:end].reshape(rows.shape)
                there[:] = rows
                there <<= np.uint64(32)
                there |= np.array(some, dtype=np.uint64)[:, None]
        pairs.sort()
        once = np.ones(len(pairs), dtype=np.bool_)
        np.not_equal(pairs[1:], pairs[:-1], out=once[1:])
        halves = pairs.astype("<u8", copy=False).view("<u4").reshape(-1, 2)
        hashes, word_ids = (
            halves[:, half][once].astype(np.uint32, copy=False) for half in (1, 0)
        )
        del pairs, halves, once  # the filter needs their room
        return cls(hashes, word_ids, Filter.of(hashes, _ROOM))

    def candidates(self, token: str) -> set[int]:
        """Give the ids of the words that share a neighbour with *token*.

        A superset of those within the allowed distance: the caller measures.
        """
        return set(self.candidates_of([token])[1])

    def candidates_of(self, tokens: Iterable[str]) -> tuple[list[str], list[int]]:
        """Give the candidates of many tokens, which takes far less time for each.

        Pairs of a token and an id come as two lists.
        """
        words: list[str] = []
        owners, keys = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.uint32)]
        for grid in grids(set(tokens), LEAST_LETTERS - 1, MOST_LETTERS + 2):
            # A word of eight letters may be two edits from one of nine or ten.
            depth = 2 if grid.letters.shape[1] >= _LONG - 2 else 1
            hashes = neighbourhoods(grid, depth)
            rows, places = np.nonzero(self.filter.may_hold(hashes))
            owners.append(rows + len(words))
            keys.append(hashes[rows, places])
            words += grid.words
        asked, ids = self._sharing(np.concatenate(owners), np.concatenate(keys))
        return list(map(words.__getitem__, asked)), ids

    def _sharing(
        self, owners: npt.NDArray[np.intp], keys: Hashes
    ) -> tuple[list[int], list[int]]:
        """Give the owners and the words that have a hash in common, each pair once."""
        order = np.argsort(keys)  # near keys are looked up in near memory
        owners, keys = owners[order], keys[order]
        starts = np.searchsorted(self.hashes, keys, "left")
        held = self.hashes[np.minimum(starts, len(self.hashes) - 1)] == keys
        owners, starts = owners[held], starts[held]
        counts = np.searchsorted(self.hashes, keys[held], "right") - starts
        # The places of all words of all hashes: starts, starts + 1, … of each.
        before = np.cumsum(counts) - counts
        at = np.repeat(starts - before, counts) + np.arange(counts.sum())
        pairs = np.repeat(owners.astype(np.uint64), counts) << np.uint64(32)
        pairs = np.unique(pairs | self.word_ids[at])
        ids = pairs & np.uint64(0xFFFFFFFF)
        return (pairs >> np.uint64(32)).tolist(), ids.tolist()


@lru_cache
def _two_of(letters: int) -> tuple[npt.NDArray[np.intp], ...]:
    return np.triu_indices(letters, 1)


def _pairs_of(group: tuple[int, list[int]]) -> int:
    """Count the neighbours of words of one length."""
    letters, numbers = group
    distance = allowed_distance(letters)
    return len(numbers) * sum(
        comb(letters, left_out) for left_out in range(distance + 1)
    )
