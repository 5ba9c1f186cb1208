"""Hashes of many words at once, and of their beginnings, ends and neighbours.

The hash is a polynomial of the letters modulo 2^32: a letter left out moves those
after it by one power, so all neighbours of many words come from one table of sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LONGEST = 40
"""Letters of the longest word that is hashed."""

Hashes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

BASE = 0x9E3779B1  # odd, so that it has an inverse
MIXER = np.uint32(0x2C1B3C6D)
_POWERS = np.array(
    [pow(BASE, place, 1 << 32) for place in range(LONGEST)], dtype=np.uint32
)
_INVERSES = np.array(
    [pow(BASE, -place, 1 << 32) for place in range(LONGEST + 1)], dtype=np.uint32
)
ONE_LESS, TWO_LESS = _INVERSES[1], _INVERSES[2]
_STEPS = (3, 6, 9, 12, 16, 24, 32, LONGEST)
_WIDTHS = [
    min(step for step in _STEPS if step >= length) for length in range(LONGEST + 1)
]
_AT_ONCE = 1 << 18
_LEAST_BITS = 10


class Grid(NamedTuple):
    """Words of like length, a row each; zeros stand behind the shorter ones.

    `sums` are those of the first 0, 1, 2 … letters. Zeros add nothing to them.
    """

    words: list[str]
    lengths: npt.NDArray[np.int64]
    letters: npt.NDArray[np.uint32]
    sums: Hashes

    @classmethod
    def of(cls, words: list[str], width: int) -> Grid:
        """Lay out words of up to *width* letters."""
        data = "".join([word.ljust(width, "\0") for word in words])
        codes = np.frombuffer(data.encode("utf-32-le", "surrogatepass"), "<u4")
        letters = codes.reshape(len(words), width)
        sums = np.zeros((len(words), width + 1), dtype=np.uint32)
        np.cumsum((letters * MIXER) * _POWERS[:width], axis=1, out=sums[:, 1:])
        return cls(words, np.array(list(map(len, words))), letters, sums)

    def chosen(self, rows: Flags) -> list[str]:
        """Give the words of some rows."""
        return [self.words[row] for row in np.nonzero(rows)[0].tolist()]

    def whole(self) -> Hashes:
        """Give the hash of each word."""
        return mixed(self.sums[:, -1].copy())

    def beginnings(self, least: int, most: int) -> Hashes:
        """Give the hashes of the first *least* to *most* letters of each word."""
        return mixed(self.sums[:, least : most + 1].copy())

    def ends(self, least: int, most: int) -> Hashes:
        """Give the hashes of what stands behind the first *least* to *most* letters."""
        behind = self.sums[:, -1:] - self.sums[:, least : most + 1]
        return mixed(behind * _INVERSES[least : most + 1])


def grids(words: Iterable[str], least: int, most: int) -> Iterator[Grid]:
    """Lay out the words of *least* to *most* letters; few grids take the least time."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for word in words:
        length = len(word)
        if least <= length <= most:
            groups[_WIDTHS[length]].append(word)
    for width, group in groups.items():
        yield Grid.of(group, width)


def mixed(hashes: Hashes) -> Hashes:
    """Let the upper bits, which a filter reads, hang on all of the sum."""
    hashes ^= hashes >> np.uint32(15)
    hashes *= MIXER
    hashes ^= hashes >> np.uint32(13)
    return hashes


class Filter:
    """A set of hashes that may say yes to an absent one, never no to one it holds."""

    def __init__(self, marks: npt.NDArray[np.uint8]) -> None:
        self.marks = marks
        self._shift = np.uint32(32 - (len(marks) * 8).bit_length() + 1)

    @classmethod
    def of(cls, hashes: Hashes, room: int) -> Filter:
        """Put hashes into a filter of *room* to twice as many bits for each."""
        bits = max((len(hashes) * room).bit_length(), _LEAST_BITS)
        marks = np.zeros(1 << (bits - 3), dtype=np.uint8)
        for place in range(0, len(hashes), _AT_ONCE):
            short = hashes[place : place + _AT_ONCE] >> np.uint32(32 - bits)
            ones = np.left_shift(1, short & np.uint32(7), dtype=np.uint32)
            np.bitwise_or.at(marks, short >> np.uint32(3), ones.astype(np.uint8))
        return cls(marks)

    def may_hold(self, hashes: Hashes) -> Flags:
        """Say of each hash whether it may be there."""
        short = hashes >> self._shift
        found = self.marks[short >> np.uint32(3)] >> (short & np.uint32(7))
        held: Flags = (found & np.uint32(1)).astype(np.bool_)
        return held
