"""Messages between the crawl and its matching process: a length, then a pickle.

Both ends are this program, joined by pipes that nobody else can open.
"""

from __future__ import annotations

import pickle
import struct
from datetime import date
from typing import Any, NamedTuple

_LENGTH = struct.Struct("<I")
SMALLEST = _LENGTH.size


class Question(NamedTuple):
    """One listing's texts, and the day by whose Appendices they are judged."""

    title: str
    description: str
    on: date | None
    category: str


def pack(message: object) -> bytes:
    """Give *message* as one frame."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


def length_of(start: bytes | bytearray) -> int:
    """Give the length of the body that follows the first bytes *start*."""
    length: int = _LENGTH.unpack_from(start)[0]
    return length


def unpack(body: bytes | bytearray) -> Any:
    """Give the message in the body of a frame."""
    return pickle.loads(body)  # noqa: S301
