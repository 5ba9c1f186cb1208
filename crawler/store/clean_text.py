"""Published text, fit for SQLite, character for character."""

from __future__ import annotations

import re

# NUL ends a text for many programs that read SQLite; a lone surrogate cannot be
# written as UTF-8 at all. One character replaces one, so that the offsets of
# matches stay right.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Replace what SQLite cannot keep with U+FFFD."""
    return text if _is_storable(text) else _UNSTORABLE.sub("\ufffd", text)


def storable_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Replace in every one of *texts* what SQLite cannot keep."""
    return texts if _is_storable("".join(texts)) else tuple(map(storable, texts))


def _is_storable(text: str) -> bool:
    # Both are many times quicker than to search for the letters.
    if "\0" in text:
        return False
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
    return True
