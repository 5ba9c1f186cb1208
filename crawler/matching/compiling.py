"""Compiling the species list and the lexicon into the index."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

import numpy as np
import numpy.typing as npt

from crawler.matching.deletions import DeletionIndex
from crawler.matching.folding import fold
from crawler.matching.index import EPITHET, Index, Sense, Status
from crawler.matching.lexicon import EVERYDAY_LANGUAGES, Lexicon
from crawler.matching.match import Kind
from crawler.matching.phrases import Phrases
from crawler.matching.statuses import (
    change_dates,
    listings_in_force,
    status_of,
    unchanged_around,
)
from crawler.matching.strengths import name_points, pattern_points
from crawler.matching.texts import Texts
from crawler.matching.words import has_unspaced, word_texts
from crawler.species import SpeciesList, Taxon
from crawler.species.groups import taxon_group
from crawler.species.model import Name

KINDS: tuple[Kind, ...] = ("accepted", "synonym", "common", "trade")
_SCIENTIFIC = {"accepted", "synonym"}
_MOST_READINGS = 12
# Of equal names in several languages the first one here is told.
_FIRST_LANGUAGES = ("la", "en", "fr", "es")
_NAMING = {Sense.NAME, Sense.EVERYDAY, Sense.SPECIMEN, Sense.CODE_WORD}


def compile_index(species_list: SpeciesList, lexicon: Lexicon, on: date) -> Index:
    """Compile everything the matcher looks up; *on* is the day of the statuses."""
    taxa = [taxon for taxon in species_list.taxa.values() if not taxon.accepted_id]
    numbers = {taxon.taxon_id: number for number, taxon in enumerate(taxa)}
    by_name = _numbers_by_name(species_list, numbers)
    phrases = Phrases(lexicon.ordinary)
    names = list(_distinct_names(species_list))
    for ref, name in enumerate(names):
        if name.language != "la" and fold(name.text).text in lexicon.frequent:
            continue  # `white` is no name of a tamarin in a title
        phrases.add(name.text, name.language, Sense.NAME, ref, names=True)
    _add_lexicon(phrases, lexicon)
    days = unchanged_around(change_dates(species_list), on)
    statuses, taxon_statuses = _statuses(species_list, taxa, on)
    listings, taxon_listings = _listings(species_list, taxa, on)
    languages = sorted({name.language for name in names})
    sources = sorted({name.source for name in names})
    ranks = sorted({taxon.rank for taxon in taxa})
    epithets = _epithets(taxa, numbers)
    for word in phrases.masks.keys() & epithets.keys():
        phrases.masks[word] |= EPITHET
    words = sorted(phrases.masks)
    order = sorted(phrases.phrases)
    patterns = sorted(phrases.patterns)
    starts, senses, refs = _meanings(
        [phrases.phrases[text] for text in order]
        + [phrases.patterns[text] for text in patterns]
    )
    epithet_starts, epithet_taxa = _by_word(epithets, words)
    listed = {
        taxon.taxon_id
        for taxon, number in zip(taxa, taxon_statuses, strict=True)
        if statuses[number].listed_under
    }
    return Index(
        version=species_list.version,
        statuses_from=days[0],
        statuses_until=days[1],
        phrases=order,
        patterns=patterns,
        meaning_starts=starts,
        meaning_senses=senses,
        meaning_refs=refs,
        words=words,
        masks=dict(phrases.masks),
        forms={form: "|".join(sorted(of)) for form, of in phrases.forms.items()},
        epithet_starts=epithet_starts,
        epithet_taxa=epithet_taxa,
        name_taxa=_numbers(
            (numbers[species_list.accepted(name.taxon_id).taxon_id] for name in names),
            np.int32,
        ),
        name_kinds=_numbers((_kind_number(name) for name in names), np.uint8),
        name_languages=_numbers(
            (languages.index(name.language) for name in names), np.uint8
        ),
        name_points=_numbers(_points(names, species_list, lexicon, listed), np.uint8),
        name_sources=_numbers(
            (sources.index(name.source) for name in names), np.uint16
        ),
        name_texts=Texts.pack(name.text for name in names),
        sources=sources,
        languages=languages,
        taxon_ids=Texts.pack(taxon.taxon_id for taxon in taxa),
        taxon_names=Texts.pack(taxon.scientific_name for taxon in taxa),
        taxon_lineages=Texts.pack(_lineage(species_list, taxon) for taxon in taxa),
        taxon_ranks=_numbers((ranks.index(taxon.rank) for taxon in taxa), np.uint8),
        taxon_statuses=taxon_statuses,
        taxon_listings=taxon_listings,
        listings=Texts.pack(listings),
        ranks=ranks,
        statuses=statuses,
        lexicon=lexicon,
        lexicon_taxa={
            name: by_name[name] for name in _lexicon_names(lexicon) if name in by_name
        },
        deletions=DeletionIndex.build(words),
    )


def _numbers_by_name(
    species_list: SpeciesList, numbers: dict[str, int]
) -> dict[str, int]:
    """Number the taxa by accepted name and by synonym."""
    found: dict[str, int] = {}
    for kind in ("synonym", "accepted"):
        for name in species_list.names:
            if name.kind == kind:
                found[name.text] = numbers[
                    species_list.accepted(name.taxon_id).taxon_id
                ]
    return found


def _distinct_names(species_list: SpeciesList) -> Iterator[Name]:
    """Give each name of a taxon once, in the language told first."""

    def order(name: Name) -> tuple[int, int, str]:
        language = name.language
        first = _FIRST_LANGUAGES.index(language) if language in _FIRST_LANGUAGES else 9
        return _kind_number(name), first, language

    seen: set[tuple[str, str]] = set()
    for name in sorted(species_list.names, key=order):
        accepted = species_list.accepted(name.taxon_id).taxon_id
        key = accepted, fold(name.text).text
        if key not in seen:
            seen.add(key)
            yield name


def _kind_number(name: Name) -> int:
    return [str(kind) for kind in KINDS].index(name.kind)


def _add_lexicon(phrases: Phrases, lexicon: Lexicon) -> None:
    # Of the same word in several languages the English one is told.
    ranked = sorted(
        enumerate(lexicon.everyday), key=lambda item: item[1].language != "en"
    )
    for ref, everyday in ranked:
        phrases.add(everyday.text, everyday.language, Sense.EVERYDAY, ref, names=True)
    for ref, term in enumerate(lexicon.specimens):
        names = bool(term.taxa)
        phrases.add(term.text, term.language, Sense.SPECIMEN, ref, names)
    for ref, code in enumerate(lexicon.code_words):
        phrases.add(code.text, code.language, Sense.CODE_WORD, ref, names=True)
    for ref, decoy in enumerate(lexicon.decoys):
        phrases.add(decoy.text, decoy.language, Sense.DECOY, ref, names=False)


def _lexicon_names(lexicon: Lexicon) -> set[str]:
    groups = (lexicon.specimens, lexicon.code_words, lexicon.everyday)
    return {name for terms in groups for term in terms for name in term.taxa}


def _statuses(
    species_list: SpeciesList, taxa: list[Taxon], on: date
) -> tuple[list[Status], npt.NDArray[np.uint16]]:
    found: dict[Status, int] = {}
    numbers = [
        found.setdefault(status_of(species_list, taxon.taxon_id, on), len(found))
        for taxon in taxa
    ]
    return list(found), np.array(numbers, dtype=np.uint16)


def _listings(
    species_list: SpeciesList, taxa: list[Taxon], on: date
) -> tuple[list[str], npt.NDArray[np.uint32]]:
    """Write out the listings of each taxon as JSON, equal ones once."""
    found: dict[str, int] = {}
    numbers = []
    for taxon in taxa:
        rows = listings_in_force(species_list, taxon.taxon_id, on)
        text = json.dumps(rows, ensure_ascii=False)
        numbers.append(found.setdefault(text, len(found)))
    return list(found), np.array(numbers, dtype=np.uint32)


def _meanings(
    rows: list[list[tuple[int, int]]],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    rows = [row[:_MOST_READINGS] for row in rows]
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum([len(row) for row in rows], out=starts[1:])
    flat = [meaning for row in rows for meaning in row]
    senses = np.array([sense for sense, _ in flat], dtype=np.uint8)
    refs = np.array([ref for _, ref in flat], dtype=np.int32)
    return starts, senses, refs


def _epithets(taxa: list[Taxon], numbers: dict[str, int]) -> dict[str, list[int]]:
    """Give the species that have a word as their epithet."""
    by_word: defaultdict[str, list[int]] = defaultdict(list)
    for taxon in taxa:
        parts = taxon.scientific_name.split()
        if taxon.rank == "species" and len(parts) > 1:
            by_word[fold(parts[1]).text].append(numbers[taxon.taxon_id])
    return dict(by_word)


def _by_word(
    by_word: dict[str, list[int]], words: list[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Lay a table of lists out in two arrays, in the order of *words*."""
    starts = np.zeros(len(words) + 1, dtype=np.int64)
    np.cumsum([len(by_word.get(word, ())) for word in words], out=starts[1:])
    flat = [number for word in words for number in by_word.get(word, ())]
    return starts, np.array(flat, dtype=np.int32)


def _points(
    names: list[Name], species_list: SpeciesList, lexicon: Lexicon, listed: set[str]
) -> Iterator[int]:
    for name in names:
        taxon = species_list.accepted(name.taxon_id)
        folded = fold(name.text).text
        if has_unspaced(folded):
            yield pattern_points(folded)
        else:
            yield name_points(
                word_texts(folded),
                scientific=name.kind in _SCIENTIFIC,
                rank=taxon.rank,
                listed=taxon.taxon_id in listed,
                known=name.language.split("-")[0] in EVERYDAY_LANGUAGES,
                ordinary=lexicon.ordinary,
                frequent=lexicon.frequent,
            )


def _lineage(species_list: SpeciesList, taxon: Taxon) -> str:
    above = [row.scientific_name for row in species_list.lineage(taxon.taxon_id)]
    columns = [taxon.kingdom, taxon.phylum, taxon.class_, taxon.order, taxon.family]
    parts = dict.fromkeys(
        [*columns, taxon.genus, *reversed(above), taxon.scientific_name]
    )
    group = f"group:{taxon_group(taxon).replace(' ', '_')}"
    return "|".join([part for part in parts if part] + [group])


def _numbers(values: Iterable[int], kind: type[np.generic]) -> npt.NDArray[np.generic]:
    return np.array(list(values), dtype=kind)
