"""The language of a text by its everyday words, and whether a word is one of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

_MOST_HOMES, _LEAST_TELLING = 3, 2
"""Homes of a word that tells a language, and words that tell the one of a text."""
_MET_ANYWHERE = "en"


def languages_of(
    texts: Iterable[str], ordinary: Mapping[str, str], least: int = _LEAST_TELLING
) -> frozenset[str]:
    """Give the languages in which most everyday words of a text are at home.

    None where fewer than *least* words tell one.
    """
    counts: Counter[str] = Counter()
    for written, times in Counter(filter(None, map(ordinary.get, texts))).items():
        homes = written.split()
        if len(homes) <= _MOST_HOMES:
            for home in homes:
                counts[home] += times
    most = max(counts.values(), default=0)
    if most < least:
        return frozenset()
    return frozenset(home for home, count in counts.items() if count >= most - 1)


def is_everyday(word: str, around: Iterable[str], ordinary: Mapping[str, str]) -> bool:
    """Say whether a word is an everyday one in the language of the words around it.

    Where they tell none, one of any language is; one that is English, or of many
    languages, is met anywhere.
    """
    homes = ordinary.get(word, "").split()
    if not homes or _MET_ANYWHERE in homes or len(homes) > _MOST_HOMES:
        return bool(homes)
    languages = languages_of(around, ordinary, least=1)
    return not languages or not languages.isdisjoint(homes)
