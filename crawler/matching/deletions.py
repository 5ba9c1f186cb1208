"""Words within a small edit distance, found through their deletion neighbourhoods.

Two words at distance d (a letter more, fewer, other, or two swapped) become equal
when at most d letters are left out of each. So every name word is stored under
the hashes of itself with up to two letters left out, in two compact sorted
arrays, and a token is looked up under the hashes of its own neighbourhood.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain
from zlib import crc32

import numpy as np
import numpy.typing as npt

LEAST_LETTERS = 5
MOST_LETTERS = 24
_LONG = 9
_FILTER_BITS = 26  # 8 MiB; one in twenty absent hashes passes at 3.5 million


def allowed_distance(letters: int) -> int:
    """Give how many edits a name word of this length may be away."""
    if letters < LEAST_LETTERS:
        return 0
    return 1 if letters < _LONG else 2


def neighbourhood(word: str, depth: int) -> Iterator[int]:
    """Give the hashes of the word with up to *depth* (0 to 2) letters left out."""
    yield crc32(word.encode())
    if depth < 1:
        return
    for place in range(len(word)):
        shorter = word[:place] + word[place + 1 :]
        yield crc32(shorter.encode())
        if depth > 1:
            # Each pair once: the second letter left out comes after the first.
            for other in range(place, len(shorter)):
                yield crc32((shorter[:other] + shorter[other + 1 :]).encode())


class DeletionIndex:
    """Finds the stored words that may be within reach of a token."""

    def __init__(
        self,
        hashes: npt.NDArray[np.uint32],
        word_ids: npt.NDArray[np.uint32],
        filter_: bytes,
    ) -> None:
        self.hashes = hashes
        self.word_ids = word_ids
        self.filter = filter_
        self._sorted = memoryview(hashes)  # type: ignore[arg-type]

    @classmethod
    def build(cls, words: list[str]) -> DeletionIndex:
        """Index *words*; ids are places in the list. Too short or long are left out."""
        eligible = [
            (number, word)
            for number, word in enumerate(words)
            if LEAST_LETTERS <= len(word) <= MOST_LETTERS and word.isalpha()
        ]
        runs = [
            set(neighbourhood(word, allowed_distance(len(word))))
            for _, word in eligible
        ]
        counts = np.fromiter(map(len, runs), dtype=np.int64, count=len(runs))
        hashes = np.fromiter(
            chain.from_iterable(runs), dtype=np.uint32, count=int(counts.sum())
        )
        numbers = np.array([number for number, _ in eligible], dtype=np.uint32)
        word_ids = np.repeat(numbers, counts)
        order = np.argsort(hashes, kind="stable")
        hashes = hashes[order]
        return cls(hashes, word_ids[order], _make_filter(hashes))

    def candidates(self, token: str) -> set[int]:
        """Give the ids of the words that share a neighbour with *token*.

        A superset of those within the allowed distance: the caller measures.
        """
        if not LEAST_LETTERS - 1 <= len(token) <= MOST_LETTERS + 2:
            return set()
        depth = 2 if len(token) >= _LONG - 2 else 1
        bits, hashes = self.filter, self._sorted
        found: set[int] = set()
        for key in neighbourhood(token, depth):
            short = key >> (32 - _FILTER_BITS)
            if bits[short >> 3] & (1 << (short & 7)):
                place = bisect_left(hashes, key)
                while place < len(hashes) and hashes[place] == key:
                    found.add(int(self.word_ids[place]))
                    place += 1
        return found


def _make_filter(hashes: npt.NDArray[np.uint32]) -> bytes:
    present = np.zeros(1 << _FILTER_BITS, dtype=bool)
    present[hashes >> np.uint32(32 - _FILTER_BITS)] = True
    return np.packbits(present, bitorder="little").tobytes()
