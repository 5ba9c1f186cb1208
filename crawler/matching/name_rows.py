"""The names of a species list as columns: each name of a taxon once, with its points."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

import numpy as np

from crawler.matching.folding import fold
from crawler.matching.index import Sense
from crawler.matching.lexicon import Lexicon
from crawler.matching.match import Kind
from crawler.matching.phrases import Phrases
from crawler.matching.strengths import POSSIBLE, name_points, pattern_points
from crawler.matching.texts import Texts
from crawler.matching.words import has_unspaced, word_texts
from crawler.species import SpeciesList, Taxon
from crawler.species.model import Name

KINDS: tuple[Kind, ...] = ("accepted", "synonym", "common", "trade")
_KIND_NUMBERS = {str(kind): number for number, kind in enumerate(KINDS)}
SCIENTIFIC = {"accepted", "synonym"}
# Of equal names in several languages the first one here is told.
_FIRST_LANGUAGES = ("la", "en", "fr", "es")


def name_rows(
    species_list: SpeciesList,
    lexicon: Lexicon,
    numbers: dict[str, int],
    listed: set[str],
    phrases: Phrases,
) -> dict[str, Any]:
    """Give the columns of the index that hold names, and add each name to *phrases*.

    *numbers* are those of the taxa, *listed* the ids of those that bear or share a
    listing.
    """
    languages = sorted({name.language for name in species_list.names})
    sources = sorted({name.source for name in species_list.names})
    language_numbers = {language: number for number, language in enumerate(languages)}
    source_numbers = {source: number for number, source in enumerate(sources)}
    texts: list[str] = []
    of_taxa, of_languages, of_sources = array("i"), array("B"), array("H")
    kinds, points = array("B"), array("B")
    for ref, (name, folded) in enumerate(_distinct_names(species_list)):
        taxon = species_list.accepted(name.taxon_id)
        texts.append(name.text)
        of_taxa.append(numbers[taxon.taxon_id])
        of_languages.append(language_numbers[name.language])
        of_sources.append(source_numbers[name.source])
        kinds.append(_KIND_NUMBERS[name.kind])
        points.append(_points(name, folded, taxon, lexicon, listed))
        if name.language == "la" or folded not in lexicon.frequent:
            # `white` is no name of a tamarin in a title
            weak = points[-1] < POSSIBLE // 2
            phrases.add(
                name.text, name.language, Sense.NAME, ref, names=True, doubtful=weak
            )
    return {
        "name_taxa": np.frombuffer(of_taxa, dtype=np.int32),
        "name_kinds": np.frombuffer(kinds, dtype=np.uint8),
        "name_languages": np.frombuffer(of_languages, dtype=np.uint8),
        "name_points": np.frombuffer(points, dtype=np.uint8),
        "name_sources": np.frombuffer(of_sources, dtype=np.uint16),
        "name_texts": Texts.pack(texts),
        "sources": sources,
        "languages": languages,
    }


def _distinct_names(species_list: SpeciesList) -> Iterator[tuple[Name, str]]:
    """Give each name of a taxon once, and folded, in the language told first."""

    def order(name: Name) -> tuple[int, int, str]:
        language = name.language
        first = _FIRST_LANGUAGES.index(language) if language in _FIRST_LANGUAGES else 9
        return _KIND_NUMBERS[name.kind], first, language

    seen: set[tuple[str, str]] = set()
    for name in sorted(species_list.names, key=order):
        folded = fold(name.text).text
        key = species_list.accepted(name.taxon_id).taxon_id, folded
        if key not in seen:
            seen.add(key)
            yield name, folded


def _points(
    name: Name, folded: str, taxon: Taxon, lexicon: Lexicon, listed: set[str]
) -> int:
    if has_unspaced(folded):
        return pattern_points(folded)
    return name_points(
        word_texts(folded),
        scientific=name.kind in SCIENTIFIC,
        rank=taxon.rank,
        listed=taxon.taxon_id in listed,
        language=name.language,
        ordinary=lexicon.ordinary,
        frequent=lexicon.frequent,
    )
