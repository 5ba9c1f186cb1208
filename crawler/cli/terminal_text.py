"""A stranger's text on a terminal: shown, never obeyed."""

from __future__ import annotations

import json
import re
import unicodedata

# Joiners and variation selectors shape letters and emoji; they steer nothing.
_HARMLESS = frozenset("\u200c\u200d")

_UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def printable(text: str, longest: int | None = None) -> str:
    """Give *text* on one line, without what steers a terminal, cut to *longest*.

    Escapes, other control characters and marks that turn the direction of the
    line are replaced by a middle dot.
    """
    shown = "".join(
        "·" if _steers(letter) else letter for letter in " ".join(text.split())
    )
    if longest is not None and len(shown) > longest:
        return shown[: longest - 1] + "…"
    return shown


def _steers(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category in ("Cc", "Cs") or (category == "Cf" and letter not in _HARMLESS)


def json_line(value: object) -> str:
    """Give *value* as one line of JSON, readable, with what steers a terminal escaped."""
    line = json.dumps(value, ensure_ascii=False)
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
