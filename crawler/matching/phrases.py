"""Collecting the phrases of the index: names and terms, their words and forms."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.matching.folding import fold
from crawler.matching.hindi import devanagari_forms, romanised
from crawler.matching.index import CONTEXT_SHIFT, Sense
from crawler.matching.meanings import Meanings
from crawler.matching.plurals import forms
from crawler.matching.words import (
    has_unspaced,
    least_length,
    without_blanks,
    word_texts,
)

_MOST_WORDS = 12
_INFLECTING = {"fr", "es", "it", "pl", "pt", "ru", "uk"}
_LEAST_ROMANISED, _LEAST_DOUBTFUL = 6, 4
"""Letters of a Hindi word that is met in Latin letters: one that names, or that helps."""


class Phrases:
    """Collects phrases and patterns with their meanings, words and forms.

    `masks` and `forms` are those of the index.
    """

    def __init__(self, ordinary: Mapping[str, str]) -> None:
        self._ordinary = ordinary
        self.phrases = Meanings()
        self.patterns = Meanings()
        self.masks: dict[str, int] = {}
        self.forms: dict[str, str] = {}

    def add(
        self,
        text: str,
        language: str,
        sense: Sense,
        ref: int,
        names: bool,
        *,
        doubtful: bool = False,
    ) -> None:
        """Add a text; *names* says that it can name a taxon, not only weigh.

        *doubtful* says that it names nothing by itself.
        """
        folded = fold(text).text
        if has_unspaced(folded):
            pattern = " ".join(folded.split())
            if len(pattern) >= least_length(pattern):
                for spelling in {pattern, without_blanks(pattern)}:
                    self.patterns.add(spelling, sense, ref)
            elif not names and sense is Sense.SPECIMEN:
                self.patterns.add(pattern, sense, ref)
            if language == "hi":
                self._add_hindi(text, sense, ref, names, doubtful)
            return
        words = [word.replace("*", "") for word in word_texts(folded)]
        if words and len(words) <= _MOST_WORDS and len("".join(words)) > 2:
            self._add_words(words, language, sense, ref, names)

    def _add_hindi(
        self, text: str, sense: Sense, ref: int, names: bool, doubtful: bool
    ) -> None:
        """Add the inflected forms of a Hindi text, and how it is written in Latin."""
        for form in sorted(devanagari_forms(text)):
            self.patterns.add(fold(form).text, sense, ref)
        words = word_texts(fold(romanised(text)).text)
        if names and " ".join(words) in self.phrases:
            return  # the list says itself what it means in Latin letters
        if self._is_odd(words, doubtful or not names):
            self._add_words(words, "hi", sense, ref, names)

    def _is_odd(self, words: list[str], doubtful: bool) -> bool:
        """Say whether words in Latin letters are no chance words of another language.

        Words of several languages do not meet by chance; one that is an everyday word
        of another is weighed in its text, unless it is English, which is met anywhere.
        """
        least = _LEAST_DOUBTFUL if doubtful or len(words) > 1 else _LEAST_ROMANISED
        long = [word for word in words if len(word) >= least]
        homes = [set(self._ordinary.get(word, "").split()) for word in long]
        return bool(homes) and "en" not in set.intersection(*homes)

    def _add_words(
        self, words: list[str], language: str, sense: Sense, ref: int, names: bool
    ) -> None:
        self.phrases.add(" ".join(words), sense, ref)
        shift = 0 if names else CONTEXT_SHIFT
        masks = self.masks
        masks[words[0]] = masks.get(words[0], 0) | 1 << (len(words) - 1 + shift)
        for word in words:
            masks.setdefault(word, 0)
            if language != "la" or len(words) == 1:
                for form in sorted(forms(word, language)):
                    if self._is_own(form, language):
                        self._add_form(form, word)
                    elif names and self._is_told_by_others(form, words, language):
                        self._add_with(form, word, words, sense, ref)

    def _is_told_by_others(self, form: str, words: list[str], language: str) -> bool:
        """Say whether a form that is another word elsewhere is none in a longer name.

        Turkish `Aras` is a name; `aras rouges` are macaws. English is met anywhere.
        """
        told = len(words) > 1 and language in _INFLECTING and len(form) > 3
        return told and "en" not in self._ordinary[form].split()

    def _add_with(
        self, form: str, word: str, words: list[str], sense: Sense, ref: int
    ) -> None:
        """Add a name with a form of one of its words, which is none of the word alone."""
        inflected = [form if one == word else one for one in words]
        self.phrases.add(" ".join(inflected), sense, ref)
        first = inflected[0]
        self.masks[first] = self.masks.get(first, 0) | 1 << (len(words) - 1)
        self.masks.setdefault(form, 0)

    def _add_form(self, form: str, word: str) -> None:
        """Note of which word a form is; mostly it is of one, which costs no new text."""
        of = self.forms.setdefault(form, word)
        if of != word and word not in of.split("|"):
            self.forms[form] = "|".join(sorted([*of.split("|"), word]))

    def _is_own(self, form: str, language: str) -> bool:
        """Say no to a plural that is an everyday word of another language.

        Polish `boy`, of boas, is met as the English word.
        """
        homes = self._ordinary.get(form)
        return homes is None or language == "en" or language in homes.split()
