"""Cutting folded text into words, and telling scripts that need no blanks apart."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

# Scripts written without blanks between words. Hangul is among them because its
# particles and compounds are written without one.
_UNSPACED = (
    "\u0900-\u0dff"  # Indic: vowel signs are no word characters to Python
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"  # Tibetan, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"  # Kana, Han
    "\uac00-\ud7af\uf900-\ufaff"  # Hangul, Han
    "\U00020000-\U0003ffff"
    "\u2600-\u27bf\U0001f300-\U0001faff"  # emoji
)
ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
WORD = re.compile(rf"(?:[^\W_{_UNSPACED}]|\*)+")
_BETWEEN = re.compile(f"(?<=[{_UNSPACED}])(?<![\u0900-\u0dff]) (?=[{_UNSPACED}])")
_INDIC = re.compile("[\u0900-\u0dff]")

Word = tuple[str, int, int]
"""A word with its place in the folded text."""


def has_unspaced(text: str) -> bool:
    """Say whether some of the text is in a script without blanks between words."""
    return not text.isascii() and ANY_UNSPACED.search(text) is not None


def word_texts(text: str) -> list[str]:
    """Give the words of a folded text, without their places: the fast way."""
    return text.split() if text.isascii() else WORD.findall(text)


def words_with_places(text: str) -> list[Word]:
    """Give the words of a folded text with their places."""
    return [(m.group(), m.start(), m.end()) for m in WORD.finditer(text)]


def has_indic(text: str) -> bool:
    """Say whether some of the text is in an Indic script."""
    return not text.isascii() and _INDIC.search(text) is not None


def is_inside_word(text: str, start: int, end: int) -> bool:
    """Say whether a stretch of an Indic script starts or ends inside a word.

    Scripts without any blanks have no such boundary.
    """
    before = text[start - 1 : start]
    after = text[end : end + 1]
    return bool(
        (_INDIC.match(text[start]) and before and _INDIC.match(before))
        or (_INDIC.match(text[end - 1]) and after and _INDIC.match(after))
    )


def least_length(text: str) -> int:
    """Give the length below which a name in an unspaced script is left out.

    Two Han characters make a word, two letters of Kana or Thai do not.
    """
    first = ord(ANY_UNSPACED.search(text).group())  # type: ignore[union-attr]
    if first >= 0x1F300 or 0x2600 <= first <= 0x27BF:
        return 1
    if 0x3040 <= first <= 0x30FF or 0x0900 <= first <= 0x0DFF:
        return 3
    if 0x0E00 <= first <= 0x17FF:
        return 4
    return 2


def without_blanks(pattern: str) -> str:
    """Close a name up that is long enough for it: `볼 파이톤` is `볼파이톤` too."""
    closed = _BETWEEN.sub("", pattern)
    return closed if len(closed) >= least_parted(closed[0], sign=False) else pattern


def least_parted(letter: str, sign: bool) -> int:
    """Give the length from which a name may be parted by blanks, or by a *sign*.

    Words that stand together by chance make a short name now and then.
    """
    code = ord(letter)
    if code >= 0x1F300 or 0x2600 <= code <= 0x27BF:
        return 2
    if 0x0900 <= code <= 0x17FF:
        return 4 if sign else 6
    if 0x3040 <= code <= 0x30FF:
        return 3 if sign else 5
    return 2 if sign else 4


def gap(text: str, end: int, start: int) -> int:
    """Count the words between two places; two unspaced characters count as one."""
    if start <= end:
        return 0
    starts, ends, unspaced = _places(text)
    first = bisect_left(starts, end)
    cut_through = bool(first and ends[first - 1] > end)
    words = bisect_left(starts, start) - first + cut_through
    if not unspaced:
        return words
    letters = bisect_left(unspaced, start) - bisect_left(unspaced, end)
    return words + (letters + 1) // 2


@lru_cache(maxsize=4)
def _places(text: str) -> tuple[list[int], list[int], list[int]]:
    """Give where words begin and end, and where unspaced characters stand."""
    words = [found.span() for found in WORD.finditer(text)]
    unspaced = [found.start() for found in ANY_UNSPACED.finditer(text)]
    return [start for start, _ in words], [end for _, end in words], unspaced
