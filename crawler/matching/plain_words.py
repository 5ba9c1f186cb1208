"""Words that can be no disguise of another, told from the rest many at once.

What `disguises` looks for one by one is ruled out here for many words together: three
equal letters in a row, digits for letters, letters that look like others, stars.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from crawler.matching.letter_sums import LONGEST, Flags, Grid, grids
from crawler.matching.letters import DIGIT_LETTERS, LOOK_ALIKES

_FEWEST_SHOWN = 2
"""Letters that must stand beside digits for letters: `j4k0`."""
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
    for grid in grids(words, 1, LONGEST):
        found.update(grid.chosen(_is_plain(grid)))
    return found


def _is_plain(grid: Grid) -> Flags:
    kinds = _kinds()[np.minimum(grid.letters, _KNOWN)]
    present = np.bitwise_or.reduce(kinds, axis=1)
    latin = (kinds == _LATIN).sum(axis=1)
    alone = _only(present, _LATIN)
    # In another alphabet: no Latin letter, and one that looks like none.
    elsewhere = _only(present, _ALIKE | _OTHER) & ((present & _OTHER) != 0)
    numbers = _only(present, _LATIN | _DIGIT | _SIGN)
    numbers &= (present & (_DIGIT | _SIGN)) != 0
    numbers &= (latin < _FEWEST_SHOWN) | ((present & _DIGIT) != 0)
    numbers &= latin < _FEWEST_COUNTED
    plain: Flags = ((alone | elsewhere) & ~_has_three_equal(grid)) | numbers
    return plain


def _only(present: npt.NDArray[np.uint8], kinds: int) -> Flags:
    only: Flags = (present | np.uint8(kinds | _PADDING)) == (kinds | _PADDING)
    return only


def _has_three_equal(grid: Grid) -> Flags:
    letters = grid.letters
    equal = (letters[:, 1:] == letters[:, :-1]) & (letters[:, 1:] != 0)
    three: Flags = (equal[:, 1:] & equal[:, :-1]).any(axis=1)
    return three


@cache
def _kinds() -> npt.NDArray[np.uint8]:
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
