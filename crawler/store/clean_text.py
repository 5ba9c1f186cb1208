"""Published text, fit for SQLite, character for character."""

from __future__ import annotations

import re

# NUL ends a text for many programs that read SQLite; a lone surrogate cannot be
# written as UTF-8 at all. One character replaces one, so that the offsets of
# matches stay right.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Replace what SQLite cannot keep with U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text
