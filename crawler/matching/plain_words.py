"""Words that can be no disguise of another, told from the rest many at once.

What `disguises` looks for one by one is ruled out here for many words together: three
equal letters in a row, digits for letters, letters that look like others, stars.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from crawler.matching.letter_sums import Flags, Hashes
from crawler.matching.letters import DIGIT_LETTERS, LOOK_ALIKES
from crawler.matching.word_rows import Row, rows

Kinds = npt.NDArray[np.uint8]

_FEWEST_SHOWN = 3
"""Letters that stand beside digits for letters, but for one fewer in `j4k0`."""
_FEWEST_COUNTED = 5
"""Letters of a word with an amount behind it: `beluga250g`."""
_KNOWN = 0x2000
"""Characters from here on are in no alphabet that is told apart here."""
_PADDING, _LATIN, _DIGIT, _SIGN, _ALIKE, _OTHER, _UNKNOWN = (
    1 << bit for bit in range(7)
)


def plainly_written(words: Iterable[str]) -> set[str]:
    """Give the words that hide no other word behind digits, look-alikes or repetition."""
    found: set[str] = set()
    for row in rows(words, 1):
        found |= row.chosen(np.flatnonzero(_is_plain(row)))
    return found


def _is_plain(row: Row) -> Flags:
    kinds = _kinds()[np.minimum(row.codes, _KNOWN)]
    present = np.bitwise_or.reduceat(kinds, row.starts)
    alone = _only(present, _LATIN)
    # In another alphabet: no Latin letter, and one that looks like none.
    elsewhere = _only(present, _ALIKE | _OTHER) & ((present & _OTHER) != 0)
    plain: Flags = (alone | elsewhere) & ~_any(_runs_on(row.codes), row)
    numbers = _only(present, _LATIN | _DIGIT | _SIGN)
    numbers &= (present & (_DIGIT | _SIGN)) != 0
    return plain | (numbers & ~_may_be_letters(row, kinds, present))


def _may_be_letters(row: Row, kinds: Kinds, present: Kinds) -> Flags:
    """Say in which words digits may stand for letters, or tell an amount."""
    latin = np.add.reduceat(kinds == _LATIN, row.starts, dtype=np.int64)
    digits = (kinds & (_DIGIT | _SIGN)) != 0
    signs = np.add.reduceat(digits, row.starts, dtype=np.int64)
    beside = np.zeros_like(digits)
    beside[1:] = digits[1:] & digits[:-1]
    # `j4k0` is a grey parrot's name, `15cm` no word
    few = (latin == _FEWEST_SHOWN - 1) & (signs == latin) & ~_any(beside, row)
    shown = (few | (latin >= _FEWEST_SHOWN)) & (signs <= latin)
    hides: Flags = (shown & ((present & _DIGIT) == 0)) | (latin >= _FEWEST_COUNTED)
    return hides


def _only(present: Kinds, kinds: int) -> Flags:
    only: Flags = (present | np.uint8(kinds | _PADDING)) == (kinds | _PADDING)
    return only


def _runs_on(codes: Hashes) -> Flags:
    """Say which characters are like those on both sides."""
    like = np.zeros(len(codes), dtype=np.bool_)
    like[1:-1] = (codes[1:-1] == codes[2:]) & (codes[1:-1] == codes[:-2])
    return like


def _any(characters: Flags, row: Row) -> Flags:
    words: Flags = np.logical_or.reduceat(characters, row.starts)
    return words


@cache
def _kinds() -> Kinds:
    """Give the kind of each character; `_DIGIT` is one that stands for no letter."""
    kinds = np.full(_KNOWN + 1, _UNKNOWN, dtype=np.uint8)
    for code in range(128, _KNOWN):
        if chr(code).isalpha():
            kinds[code] = _ALIKE if code in LOOK_ALIKES else _OTHER
    for letter in "abcdefghijklmnopqrstuvwxyz":
        kinds[ord(letter)] = _LATIN
    for digit in "0123456789":
        kinds[ord(digit)] = _SIGN if digit in DIGIT_LETTERS else _DIGIT
    kinds[0] = _PADDING
    return kinds
