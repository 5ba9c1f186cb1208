"""What each character is to folding and to cutting, told for many at once.

The tables hold what the patterns of `folding`, `words` and `apart` say of a character;
they are asked when it is first met.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from crawler.matching import folding, words
from crawler.matching.apart import DOT_SIGNS

Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

IN_WORD = 1
"""Part of a word, when it is folded."""
UNSPACED = 2
"""Of a script without blanks."""
LETTER, SIGN, DOT = 4, 8, 16
"""Between two letters a sign may be one too, and a dot may part them."""
CROSS, AROUND_CROSS = 32, 64
"""Between letters of scripts without blanks, a cross may hide one."""
JOINING = 128
"""Part of the letter beside it."""

_ALL = 0x110000
_PATTERNS = {
    IN_WORD: words.WORD,
    UNSPACED: words.ANY_UNSPACED,
    LETTER: re.compile(rf"[\w{folding.UNSPACED}]"),
    SIGN: folding.NEEDS_NEIGHBOURS,
    DOT: re.compile(f"[{re.escape(''.join(DOT_SIGNS))}]"),
    CROSS: re.compile("[xX]"),
    AROUND_CROSS: re.compile(f"[{folding.UNSPACED}]"),
    JOINING: re.compile("[ᄀ-ᇿ゙゚ﾞﾟㅏ-ㅣ]"),
}
_kinds: Kinds = np.zeros(_ALL, dtype=np.uint8)
_folded: Codes = np.zeros(_ALL, dtype=np.uint32)  # 0: not met yet


def codes_of(text: str) -> Codes:
    """Give the codes of the characters of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_of(codes: Codes) -> str:
    """Give the text of some codes."""
    data = codes.astype("<u4", copy=False).tobytes()
    return data.decode("utf-32-le", "surrogatepass")


def folded(codes: Codes) -> Codes:
    """Fold each character by itself, to a code where it becomes none or several."""
    found: Codes = _folded[codes]
    if not found.all():
        for code in np.unique(codes[found == 0]).tolist():
            letter = folding.TABLE[code]
            _folded[code] = ord(letter)
            _kinds[code], _kinds[ord(letter)] = _kind(chr(code)), _kind(letter)
        found = _folded[codes]
    return found


def kinds_of(codes: Codes) -> Kinds:
    """Give the kinds of characters that `folded` was given, or gave."""
    kinds: Kinds = _kinds[codes]
    return kinds


def _kind(letter: str) -> int:
    return sum(bit for bit, pattern in _PATTERNS.items() if pattern.fullmatch(letter))


def between(inner: Flags, outer: Flags) -> Flags:
    """Say which of the *inner* characters stand between two of the *outer*."""
    found = np.zeros_like(inner)
    found[1:-1] = inner[1:-1] & outer[:-2] & outer[2:]
    return found
