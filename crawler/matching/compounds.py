"""Goods that a German or Dutch compound ends with: `Babyschlafsack`, `fietshelm`.

Compounds are made as one speaks, so no list holds them; what they are stands last.
"""

from __future__ import annotations

import re
from itertools import islice

from crawler.matching.candidates import DecoyWord
from crawler.matching.folding import Folded
from crawler.matching.index import Index, Sense
from crawler.matching.lexicon import Decoy
from crawler.matching.tokens import Hit

_WORD = re.compile(r"[^\W\d_]{8,40}")
_LEAST_BEFORE, _LEAST_GOODS, _SHORT_GOODS = 3, 4, 4
_MOST_WORDS = 200
_COMPOUNDING = {"de", "nl"}
_BEGINNING = {*_COMPOUNDING, "en"}
"""The languages of words that compounds begin with: `Actionfilm`."""
_GOODS = {
    *("toy", "tool", "brand", "clothing", "drink or food", "picture", "figure"),
    *("vehicle", "electronics", "supplies", "place or event", "game or team"),
}


def compound_decoys(index: Index, folded: Folded, hits: list[Hit]) -> list[DecoyWord]:
    """Give the decoys that words end with which hold nothing else of the list."""
    known = {place for hit in hits for place in range(hit.start, hit.end)}
    found = []
    for match in islice(_WORD.finditer(folded.text), _MOST_WORDS):
        start, end = match.span()
        if match[0].isascii() and known.isdisjoint(range(start, end)):
            found += [
                DecoyWord(start, end, decoy) for decoy in _at_the_end(index, match[0])
            ]
    return found


def _at_the_end(index: Index, word: str) -> list[Decoy]:
    if word in index.lexicon.ordinary:
        return []
    for place in range(_LEAST_BEFORE, len(word) - _LEAST_GOODS + 1):
        end = word[place:]
        decoys = _goods(index, end)
        if decoys:
            doubtful = len(end) <= _SHORT_GOODS or end not in index.phrase_numbers
            return [] if doubtful and not _is_a_word(index, word[:place]) else decoys
    return []


def _is_a_word(index: Index, text: str) -> bool:
    """Say whether a beginning is known: `Festpreis` does not end with `Reis`."""
    homes = index.lexicon.ordinary.get(text, "").split()
    return not _BEGINNING.isdisjoint(homes) or text in index.phrase_numbers


def _goods(index: Index, text: str) -> list[Decoy]:
    """Give the decoys that a word of these languages is, or is a form of.

    A word that is cut ends no compound: `getrocknet` is not made of `Knete`.
    """
    found = []
    for word in (text, *index.forms.get(text, "").split("|")):
        whole = 0 < len(word) <= len(text)
        phrase = index.phrase_numbers.get(word) if whole else None
        for sense, ref in index.meanings(phrase) if phrase is not None else ():
            if sense == Sense.DECOY:
                decoy = index.lexicon.decoys[ref]
                if (
                    decoy.language in _COMPOUNDING
                    and decoy.kind in _GOODS
                    and decoy.reach == "anywhere"
                ):
                    found.append(decoy)
    return found
