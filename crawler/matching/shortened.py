"""Names with a word cut short or left out: `Braz rosewood`, `tití cabeza blanca`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from crawler.matching.folding import Folded
from crawler.matching.index import ONE_WORD, Index, Sense
from crawler.matching.tokens import Hit, Tokens
from crawler.matching.turned import languages_of, names_in

_LEAST_CUT, _LEAST_DOTTED = 4, 3
_MOST_WORDS = 80
"""Words with the same beginning that are tried."""
_MOST_KNOWN = 20_000
_CONNECTORS = ("de", "del", "d", "di", "da", "do", "du", "des", "de la")
_CONNECTING = {"es", "fr", "pt", "it"}
_MOST_BEHIND = 3


class ShortenedNames:
    """Finds names by a noun that is a name itself, with the words beside it."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._known: dict[str, tuple[str, ...]] = {}

    def hits(self, folded: Folded, tokens: Tokens) -> Iterator[Hit]:
        """Find the names of a text that are cut, or lack their connector."""
        for place, steps in enumerate(tokens.steps):
            for noun in steps[0].readings[:2]:
                if noun.mask & ONE_WORD and not noun.cost:
                    word = noun.word
                    yield from _cut_before(self._index, folded, tokens, place, word)
                    if connectors := self._connectors(word):
                        yield from _without_connector(
                            self._index, tokens, place, word, connectors
                        )

    def _connectors(self, noun: str) -> tuple[str, ...]:
        """Give the connectors that stand behind a noun in some name."""
        found = self._known.get(noun)
        if found is None:
            phrases = self._index.phrases
            found = tuple(
                connector
                for connector in _CONNECTORS
                if (at := bisect_left(phrases, f"{noun} {connector} ")) < len(phrases)
                and phrases[at].startswith(f"{noun} {connector} ")
            )
            if len(self._known) < _MOST_KNOWN:
                self._known[noun] = found
        return found


def _cut_before(
    index: Index, folded: Folded, tokens: Tokens, place: int, noun: str
) -> Iterator[Hit]:
    """Read `Braz rosewood` and `kanad. Fischotter`, where one taxon alone fits."""
    if not place or place in tokens.breaks:
        return
    before = place - 1
    cut = tokens.texts[before]
    if not cut.isalpha() or f"{cut} {noun}" in index.phrase_numbers:
        return
    _, end = folded.span(tokens.starts[before], tokens.ends[before])
    dotted = folded.source[end : end + 1] == "."
    if len(cut) < (_LEAST_DOTTED if dotted else _LEAST_CUT):
        return
    homes = set() if dotted else set(index.lexicon.ordinary.get(cut, "").split())
    if "en" in homes:
        return
    first = bisect_left(index.words, cut)
    found = []
    for word in index.words[first : first + _MOST_WORDS]:
        if not word.startswith(cut):
            break
        phrase = index.phrase_numbers.get(f"{word} {noun}")
        languages = set() if phrase is None else languages_of(index, phrase)
        if phrase is not None and languages and not languages & homes:
            found.append(phrase)
    if found and set.intersection(*(_taxa(index, phrase) for phrase in found)):
        yield Hit(tokens.starts[before], tokens.ends[place], found[-1], 2)


def _taxa(index: Index, phrase: int) -> set[int]:
    """Give the taxa that a phrase names, by number."""
    found = set()
    for sense, ref in index.meanings(phrase):
        if sense == Sense.NAME:
            found.add(index.name(ref).taxon)
        elif sense == Sense.EVERYDAY:
            taxa = index.lexicon.everyday[ref].taxa
            known = index.lexicon_taxa
            found |= {known[taxon] for taxon in taxa if taxon in known}
    return found


def _without_connector(
    index: Index,
    tokens: Tokens,
    place: int,
    noun: str,
    connectors: tuple[str, ...],
) -> Iterator[Hit]:
    """Read `tití cabeza blanca` as `tití de cabeza blanca`."""
    words = ""
    for last in range(place + 1, min(place + 1 + _MOST_BEHIND, len(tokens.texts))):
        if last in tokens.breaks:
            return
        words = f"{words} {tokens.texts[last]}"
        for connector in connectors:
            phrase = index.phrase_numbers.get(f"{noun} {connector}{words}")
            if phrase is not None and names_in(index, phrase, _CONNECTING):
                start, end = tokens.starts[place], tokens.ends[last]
                yield Hit(start, end, phrase, last - place + 1)
