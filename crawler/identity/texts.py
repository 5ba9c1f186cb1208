"""Near-equal texts: folded, cut into shingles, summed up by MinHash, cut into bands.

MinHash and banding: A. Broder, On the resemblance and containment of documents (1997);
J. Leskovec, A. Rajaraman, J. Ullman, Mining of Massive Datasets, chapter 3. datasketch
makes the hashes. Its own index lives in memory, Redis or Cassandra; the bands here are
rows of a table.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from functools import cache
from typing import Any, Literal

SCHEME: Literal["affine32"] = "affine32"
"""What datasketch calls its way of hashing 32-bit numbers anew."""
LETTERS = 5
"""Letters of a shingle: short enough for edits and for scripts without spaces."""
BANDS = 20
ROWS = 3
"""Texts that share half of their shingles meet in a band in 93 of 100 cases."""
LONGEST = 4000
"""Letters of a text that are compared; boilerplate comes last."""

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"\d+|[^\W\d_]+")
_LONG_NUMBER = re.compile(r"\+?\(?\d[\d ()/.-]{6,}\d")
_LONG_DIGITS = 8
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_SIZE = re.compile(
    r"(\d+(?:[.,]\d+)?)\s?(mm|cm|m|ml|cl|l|mg|g|gr|kg|oz|ct|in|inch|pcs|pc|см|мм|кг|г)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def fold(text: str) -> str:
    """Give *text* without case, width, marks and punctuation."""
    kept = text.casefold()
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text).casefold()
        kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(kept))[:LONGEST]


def words(folded: str) -> set[str]:
    """Give the words and numbers of a folded text: 25cm is 25 and cm."""
    return set(_PART.findall(folded))


def numbers(text: str) -> set[str]:
    """Give the numbers in a text as published, telephone numbers left out."""
    plain = _LONG_NUMBER.sub(_unless_long, text)
    found = (re.sub(r"[.,]", "", one) for one in _NUMBER.findall(plain))
    return {one.lstrip("0") for one in found if one.strip("0")}


def sizes(text: str) -> dict[str, set[str]]:
    """Give the numbers before each unit of size or amount in a text as published."""
    found: dict[str, set[str]] = {}
    for number, unit in _SIZE.findall(text):
        found.setdefault(unit.casefold(), set()).add(number.replace(",", "."))
    return found


def _unless_long(found: re.Match[str]) -> str:
    digits = sum(letter.isdecimal() for letter in found[0])
    is_long = digits >= _LONG_DIGITS and not _DATE.fullmatch(found[0])
    return " " if is_long else found[0]


def shingles(folded: str) -> set[str]:
    """Cut a folded text into overlapping pieces."""
    if len(folded) <= LETTERS:
        return {folded} if folded else set()
    return {folded[n : n + LETTERS] for n in range(len(folded) - LETTERS + 1)}


def resemblance(one: set[str], other: set[str]) -> float:
    """Give the share of what two sets have in common, 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 0.0


def bands(folded: str) -> list[int]:
    """Sum up a folded text; equal numbers on another text make it a candidate."""
    pieces = shingles(folded)
    if not pieces:
        return []
    from datasketch import MinHash  # brings scipy, which takes a second

    sketch = MinHash(
        num_perm=BANDS * ROWS,
        hashfunc=zlib.crc32,
        permutations=_permutations(),
        scheme=SCHEME,
    )
    sketch.update_batch([piece.encode() for piece in pieces])
    return [
        _key(band, sketch.hashvalues[band * ROWS : (band + 1) * ROWS].tobytes())
        for band in range(BANDS)
    ]


@cache
def _permutations() -> Any:
    """The same for every text; making them anew takes as long as a short text."""
    from datasketch import MinHash

    return MinHash(num_perm=BANDS * ROWS, seed=1, scheme=SCHEME).permutations


def _key(band: int, values: bytes) -> int:
    digest = hashlib.blake2b(bytes([band]) + values, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
