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
        self.begins_name = lru_cache(_MOST_REMEMBERED)(self._begins_some_name)
        self.is_known = lru_cache(_MOST_REMEMBERED)(self._names_or_goes_on)

    def _begins_some_name(self, text: str) -> bool:
        """Say whether a text is a name, or begins one."""
        number = self._numbers.get(text)
        if number is not None and self._names[number]:
            return True
        first = self._beginning_with(text + " ")
        if first is None:
            return False
        last = bisect_left(self._phrases, text + "!", first)
        return self._names.find(1, first, last) >= 0

    def _names_or_goes_on(self, text: str) -> bool:
        """Say whether a text is a name, or begins a phrase."""
        number = self._numbers.get(text)
        return (number is not None and bool(self._names[number])) or self.goes_on(text)

    def goes_on(self, text: str) -> bool:
        """Say whether some phrase begins with this text and a further word."""
        return self._beginning_with(text + " ") is not None

    def _beginning_with(self, beginning: str) -> int | None:
        """Give the place of the first phrase that begins so."""
        place = bisect_left(self._phrases, beginning)
        if place < len(self._phrases) and self._phrases[place].startswith(beginning):
            return place
        return None
