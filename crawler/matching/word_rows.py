"""Hashes of words where they stand in a row of them, and of their parts.

They are those of `letter_sums`. A row takes no room behind shorter words, and one pass
for words of all lengths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crawler.matching.letter_sums import BASE, LONGEST, MIXER, Hashes, mixed

Places = npt.NDArray[np.int64]

LONGEST_ROW = 1 << 17
"""Characters of a row."""
_AT_ONCE = LONGEST_ROW // 2
_PARTING = "\0"


class Row(NamedTuple):
    """Words behind one another, a zero behind each.

    `starts` and `ends` are their places, `sums` those of all characters before a place.
    """

    words: list[str]
    codes: Hashes
    starts: Places
    ends: Places
    sums: Hashes

    @classmethod
    def of(cls, words: list[str]) -> Row:
        """Lay out words, in all no longer than a row."""
        data = _PARTING.join([*words, ""]).encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(data, dtype="<u4")
        behind = np.cumsum(np.array(list(map(len, words))) + 1)
        starts = np.zeros(len(words), dtype=np.int64)
        starts[1:] = behind[:-1]
        return cls(words, codes, starts, behind - 1, sums_of(codes))

    def hashes(self, starts: Places, ends: Places) -> Hashes:
        """Give the hashes of what stands between places."""
        return mixed(_sums_between(self.sums, starts, ends))

    def whole(self) -> Hashes:
        """Give the hash of each word."""
        return self.hashes(self.starts, self.ends)

    def chosen(self, numbers: npt.NDArray[np.intp]) -> set[str]:
        """Give some of the words, by their numbers."""
        return {self.words[number] for number in numbers.tolist()}


def rows(words: Iterable[str], least: int) -> Iterator[Row]:
    """Lay out the words of *least* to `LONGEST` letters; few words are one row."""
    some = [word for word in words if least <= len(word) <= LONGEST]
    for place in range(0, len(some), _AT_ONCE // (LONGEST + 1)):
        yield Row.of(some[place : place + _AT_ONCE // (LONGEST + 1)])


def sums_of(codes: Hashes) -> Hashes:
    """Give the sums of the characters before each place of a text."""
    powers, _ = _powers()
    sums = np.zeros(len(codes) + 1, dtype=np.uint32)
    np.cumsum(codes * MIXER * powers[: len(codes)], out=sums[1:])
    return sums


def hashes_of_pairs(codes: Hashes, starts: Places, ends: Places) -> Hashes:
    """Give the hash of each word of a text and the next one, written as one word."""
    powers, _ = _powers()
    words = _sums_between(sums_of(codes), starts, ends)
    return mixed(words[:-1] + words[1:] * powers[(ends - starts)[:-1]])


def _sums_between(sums: Hashes, starts: Places, ends: Places) -> Hashes:
    _, inverses = _powers()
    between: Hashes = (sums[ends] - sums[starts]) * inverses[starts]
    return between


@cache
def _powers() -> tuple[Hashes, Hashes]:
    """Give the powers of the base and of its inverse for every place of a row."""
    bases = np.empty((2, LONGEST_ROW), dtype=np.uint32)
    bases[0], bases[1], bases[:, 0] = BASE, pow(BASE, -1, 1 << 32), 1
    powers, inverses = np.multiply.accumulate(bases, axis=1, dtype=np.uint32)
    return powers, inverses
