"""Collecting the phrases of the index: names and terms, their words and forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from crawler.matching.folding import fold
from crawler.matching.index import CONTEXT_SHIFT, Sense
from crawler.matching.plurals import forms
from crawler.matching.words import (
    has_unspaced,
    least_length,
    without_blanks,
    word_texts,
)

_MOST_WORDS = 12


class Phrases:
    """Collects phrases and patterns with their meanings, words and forms."""

    def __init__(self, ordinary: Mapping[str, str]) -> None:
        self._ordinary = ordinary
        self.phrases: dict[str, list[tuple[int, int]]] = {}
        self.patterns: dict[str, list[tuple[int, int]]] = {}
        self.masks: defaultdict[str, int] = defaultdict(int)
        self.forms: defaultdict[str, set[str]] = defaultdict(set)

    def add(
        self, text: str, language: str, sense: Sense, ref: int, names: bool
    ) -> None:
        """Add a text; *names* says that it can name a taxon, not only weigh."""
        folded = fold(text).text
        if has_unspaced(folded):
            pattern = " ".join(folded.split())
            if len(pattern) >= least_length(pattern):
                for spelling in {pattern, without_blanks(pattern)}:
                    self.patterns.setdefault(spelling, []).append((sense, ref))
            return
        words = [word.replace("*", "") for word in word_texts(folded)]
        if words and len(words) <= _MOST_WORDS and len("".join(words)) > 2:
            self._add_words(words, language, sense, ref, names)

    def _add_words(
        self, words: list[str], language: str, sense: Sense, ref: int, names: bool
    ) -> None:
        self.phrases.setdefault(" ".join(words), []).append((sense, ref))
        shift = 0 if names else CONTEXT_SHIFT
        self.masks[words[0]] |= 1 << (len(words) - 1 + shift)
        for word in words:
            self.masks[word] |= 0
            if language != "la" or len(words) == 1:
                for form in forms(word, language):
                    if self._is_own(form, language):
                        self.forms[form].add(word)

    def _is_own(self, form: str, language: str) -> bool:
        """Say no to a plural that is an everyday word of another language.

        Polish `boy`, of boas, is met as the English word.
        """
        homes = self._ordinary.get(form)
        return homes is None or language == "en" or language in homes.split()
