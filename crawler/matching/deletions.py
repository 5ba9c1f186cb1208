"""Words within a small edit distance, found through their deletion neighbourhoods.

Two words at distance d (a letter more, fewer, other, or two swapped) become equal
when at most d letters are left out of each. So every name word is stored under
the hashes of itself with up to two letters left out, in two compact sorted
arrays, and a token is looked up under the hashes of its own neighbourhood.

The hash is a polynomial of the letters modulo 2^32: a letter left out moves those
after it by one power, so all neighbours of many words come from one table of sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import comb

import numpy as np
import numpy.typing as npt

LEAST_LETTERS = 5
MOST_LETTERS = 24
_LONG = 9
_AT_ONCE = 4096
_FILTERED_AT_ONCE = 1 << 18
_FILTER_BITS = 26  # 8 MiB; one in twenty absent hashes passes at 3.5 million

Hashes = npt.NDArray[np.uint32]

_BASE = 0x9E3779B1  # odd, so that it has an inverse
_ONE_LESS = np.uint32(pow(_BASE, -1, 1 << 32))
_TWO_LESS = np.uint32(pow(_BASE, -2, 1 << 32))
_POWERS = np.array(
    [pow(_BASE, place, 1 << 32) for place in range(MOST_LETTERS + 2)], dtype=np.uint32
)
_MIXER = np.uint32(0x2C1B3C6D)


def allowed_distance(letters: int) -> int:
    """Give how many edits a name word of this length may be away."""
    if letters < LEAST_LETTERS:
        return 0
    return 1 if letters < _LONG else 2


def neighbourhoods(words: list[str], depth: int) -> Hashes:
    """Give the hashes of words of one length with up to *depth* (0 to 2) letters left out.

    One row a word.
    """
    letters = len(words[0])
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    terms = (codes.reshape(len(words), letters) * _MIXER) * _POWERS[:letters]
    sums = np.zeros((len(words), letters + 1), dtype=np.uint32)
    np.cumsum(terms, axis=1, out=sums[:, 1:])
    whole = sums[:, -1:]
    found = [whole]
    if depth:
        found.append(sums[:, :-1] + (whole - sums[:, 1:]) * _ONE_LESS)
    if depth > 1:
        first, second = np.triu_indices(letters, 1)
        between = (sums[:, second] - sums[:, first + 1]) * _ONE_LESS
        after = (whole - sums[:, second + 1]) * _TWO_LESS
        found.append(sums[:, first] + between + after)
    return _mixed(np.concatenate(found, axis=1))


class DeletionIndex:
    """Finds the stored words that may be within reach of a token."""

    def __init__(
        self,
        hashes: Hashes,
        word_ids: npt.NDArray[np.uint32],
        filter_: npt.NDArray[np.uint8],
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
                rows = neighbourhoods(
                    [words[number] for number in some], allowed_distance(letters)
                )
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
            halves[once, half].astype(np.uint32, copy=False) for half in (1, 0)
        )
        return cls(hashes, word_ids, _make_filter(hashes))

    def candidates(self, token: str) -> set[int]:
        """Give the ids of the words that share a neighbour with *token*.

        A superset of those within the allowed distance: the caller measures.
        """
        return self.candidates_of([token])[token]

    def candidates_of(self, tokens: Iterable[str]) -> dict[str, set[int]]:
        """Give `candidates` of many tokens, which takes far less time for each."""
        found: dict[str, set[int]] = {token: set() for token in tokens}
        near = [
            token
            for token in found
            if LEAST_LETTERS - 1 <= len(token) <= MOST_LETTERS + 2
        ]
        for group in _by_length(near):
            rows = neighbourhoods(group, 2 if len(group[0]) >= _LONG - 2 else 1)
            owners, places = np.nonzero(self._may_hold(rows))
            keys = rows[owners, places]
            starts = np.searchsorted(self.hashes, keys, "left")
            ends = np.searchsorted(self.hashes, keys, "right")
            held = np.nonzero(ends > starts)[0]
            for owner, start, end in zip(
                owners[held].tolist(),
                starts[held].tolist(),
                ends[held].tolist(),
                strict=True,
            ):
                found[group[owner]].update(self.word_ids[start:end].tolist())
        return found

    def _may_hold(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        short = hashes >> np.uint32(32 - _FILTER_BITS)
        bits = self.filter[short >> np.uint32(3)] >> (short & np.uint32(7))
        held: npt.NDArray[np.bool_] = (bits & np.uint32(1)).astype(np.bool_)
        return held


def _by_length(words: Iterable[str]) -> Iterator[list[str]]:
    groups: defaultdict[int, list[str]] = defaultdict(list)
    for word in words:
        groups[len(word)].append(word)
    yield from groups.values()


def _mixed(hashes: Hashes) -> Hashes:
    """Let the upper bits, which the filter reads, hang on all of the sum."""
    hashes ^= hashes >> np.uint32(15)
    hashes *= _MIXER
    hashes ^= hashes >> np.uint32(13)
    return hashes


def _make_filter(hashes: Hashes) -> npt.NDArray[np.uint8]:
    bits = np.zeros(1 << (_FILTER_BITS - 3), dtype=np.uint8)
    for place in range(0, len(hashes), _FILTERED_AT_ONCE):
        short = hashes[place : place + _FILTERED_AT_ONCE] >> np.uint32(
            32 - _FILTER_BITS
        )
        marks = np.left_shift(1, short & np.uint32(7), dtype=np.uint32).astype(np.uint8)
        np.bitwise_or.at(bits, short >> np.uint32(3), marks)
    return bits


def _pairs_of(group: tuple[int, list[int]]) -> int:
    """Count the neighbours of words of one length."""
    letters, numbers = group
    distance = allowed_distance(letters)
    return len(numbers) * sum(
        comb(letters, left_out) for left_out in range(distance + 1)
    )
