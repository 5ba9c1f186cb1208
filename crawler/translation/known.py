"""Texts that were written in English before the reader was known, said in her language.

What the store keeps, and what an error says, is English. It is recognised by its words,
and what varies in it is put into the translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.translation.words import Words

_VALUE = re.compile(r"%\\\((\w+)\\\)s")


class KnownTexts:
    """Texts that are marked for translation, with what varies as `%(name)s`."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._patterns = [(text, _pattern(text)) for text in texts]

    def say(self, text: str, words: Words) -> str:
        """Say *text* in *words*; one that is not known stays as it is."""
        for known, pattern in self._patterns:
            if found := pattern.fullmatch(text):
                return words.say(known, **found.groupdict())
        return text


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_VALUE.sub(r"(?P<\1>.+)", re.escape(text)), re.DOTALL)
