"""Regular expressions of a marketplace's file, matched in time linear in the text.

They meet addresses that a site wrote. Python's own engine can be kept busy for years
by `(a+)+$` and a fitting address; RE2 cannot, and for that has no look-ahead and no
back-references (https://github.com/google/re2/wiki/Syntax).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import re2


class PatternFault(ValueError):
    """A text that is no regular expression of RE2."""


@lru_cache(maxsize=1024)
def compile_pattern(written: str) -> Any:
    """Compile a regular expression.

    Raises:
        PatternFault: it is none; the text says what is wrong.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(written, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        raise PatternFault(f"{written!r} is no regular expression: {text}") from None
