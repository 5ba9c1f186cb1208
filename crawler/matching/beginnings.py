"""What begins a phrase of the index, and what a name."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from crawler.matching.index import Index

_MOST_REMEMBERED = 100_000


class Beginnings:
    """Tells which words go on as a phrase; what was asked before is remembered."""

    def __init__(self, index: Index) -> None:
        self._phrases = index.phrases
        self._numbers = index.phrase_numbers
        self._names = index.phrase_names
        self.begins_name = lru_cache(_MOST_REMEMBERED)(self._names_or_goes_on)

    def _names_or_goes_on(self, text: str) -> bool:
        """Say whether a text is a name, or begins a phrase."""
        number = self._numbers.get(text)
        return (number is not None and bool(self._names[number])) or self.goes_on(text)

    def goes_on(self, text: str) -> bool:
        """Say whether some phrase begins with this text and a further word."""
        beginning = text + " "
        place = bisect_left(self._phrases, beginning)
        return place < len(self._phrases) and self._phrases[place].startswith(beginning)
