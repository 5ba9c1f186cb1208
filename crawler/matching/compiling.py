"""Compiling the species list and the lexicon into the index."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
import numpy.typing as npt

from crawler.matching.adjectives import with_adjectives
from crawler.matching.deletions import DeletionIndex
from crawler.matching.folding import fold
from crawler.matching.index import (
    EPITHET,
    ONE_WORD,
    TRIGGER_BITS,
    Index,
    Sense,
    Status,
)
from crawler.matching.joinable import Joinable
from crawler.matching.lexicon import Lexicon, SpecimenTerm
from crawler.matching.meanings import together
from crawler.matching.name_rows import KINDS, SCIENTIFIC, name_rows
from crawler.matching.phrases import Phrases
from crawler.matching.statuses import (
    change_dates,
    listings_in_force,
    status_of,
    unchanged_around,
)
from crawler.matching.texts import Texts
from crawler.species import SpeciesList, Taxon
from crawler.species.groups import taxon_group

_BINOMIAL = re.compile(r"[A-Z]\w+ ([a-z][\w-]+)")


@dataclass(frozen=True)
class Collected:
    """What a species list and the lexicon give, before it is laid out to be looked up.

    It needs neither any more: whoever compiles lets go of them here, and of the
    larger half of the memory with them. `values` are fields of the index.
    """

    values: dict[str, Any]
    phrases: Phrases
    binomials: dict[str, list[int]]


def compile_index(species_list: SpeciesList, lexicon: Lexicon, on: date) -> Index:
    """Compile everything the matcher looks up; *on* is the day of the statuses."""
    return lay_out(collect(species_list, lexicon, on))


def collect(species_list: SpeciesList, lexicon: Lexicon, on: date) -> Collected:
    """Go through a list and the lexicon; *on* is the day of the statuses."""
    lexicon = with_adjectives(lexicon, species_list)
    taxa = [taxon for taxon in species_list.taxa.values() if not taxon.accepted_id]
    numbers = {taxon.taxon_id: number for number, taxon in enumerate(taxa)}
    by_name = _numbers_by_name(species_list, numbers)
    phrases = Phrases(lexicon.ordinary)
    statuses, taxon_statuses = _statuses(species_list, taxa, on)
    listed = {
        taxon.taxon_id
        for taxon, number in zip(taxa, taxon_statuses, strict=True)
        if statuses[number].listed_under
    }
    names = name_rows(species_list, lexicon, numbers, listed, phrases)
    _add_lexicon(phrases, lexicon)
    days = unchanged_around(change_dates(species_list), on)
    listings, taxon_listings = _listings(species_list, taxa, on)
    ranks = sorted({taxon.rank for taxon in taxa})
    values = {
        **names,
        "version": species_list.version,
        "statuses_from": days[0],
        "statuses_until": days[1],
        "taxon_ids": Texts.pack(taxon.taxon_id for taxon in taxa),
        "taxon_names": Texts.pack(taxon.scientific_name for taxon in taxa),
        "taxon_lineages": Texts.pack(_lineage(species_list, taxon) for taxon in taxa),
        "taxon_ranks": _numbers((ranks.index(taxon.rank) for taxon in taxa), np.uint8),
        "taxon_statuses": taxon_statuses,
        "taxon_listings": taxon_listings,
        "listings": Texts.pack(listings),
        "ranks": ranks,
        "statuses": statuses,
        "lexicon": lexicon,
        "lexicon_taxa": {
            name: by_name[name] for name in _lexicon_names(lexicon) if name in by_name
        },
    }
    return Collected(values, phrases, _binomials(names))


def lay_out(found: Collected) -> Index:
    """Lay what was collected out in arrays."""
    masks = found.phrases.masks
    for word in masks.keys() & found.binomials.keys():
        masks[word] |= EPITHET
    words = sorted(masks)
    phrases = found.phrases.phrases.laid_out()
    patterns = found.phrases.patterns.laid_out()
    starts, senses, refs = together(phrases, patterns)
    epithet_starts, epithet_names = _by_word(found.binomials, words)
    return Index(
        phrases=phrases.texts,
        patterns=patterns.texts,
        meaning_starts=starts,
        meaning_senses=senses,
        meaning_refs=refs,
        words=words,
        masks=masks,
        forms=found.phrases.forms,
        epithet_starts=epithet_starts,
        epithet_names=epithet_names,
        joinable=_joinable(phrases.texts, masks, found.phrases.forms),
        phrase_names=_naming(starts, senses, refs, found.values["lexicon"].specimens),
        deletions=DeletionIndex.build(words),
        **found.values,
    )


def _naming(
    starts: npt.NDArray[np.int64],
    senses: npt.NDArray[np.uint8],
    refs: npt.NDArray[np.int32],
    specimens: Sequence[SpecimenTerm],
) -> bytes:
    """Say of each phrase whether it can name a taxon, or only weighs."""
    implies = np.array([bool(term.taxa) for term in specimens] + [False])
    is_specimen = senses == Sense.SPECIMEN
    names = (senses != Sense.DECOY) & ~is_specimen
    names |= is_specimen & implies[np.where(is_specimen, refs, -1)]
    counts = np.zeros(len(names) + 1, dtype=np.int64)
    np.cumsum(names, out=counts[1:])
    return (counts[starts[1:]] > counts[starts[:-1]]).tobytes()


def _joinable(
    phrases: list[str], masks: dict[str, int], forms: dict[str, str]
) -> Joinable:
    def of(some: int) -> Iterator[str]:
        return (word for word, mask in _with_forms(masks, forms) if mask & some)

    parts = (word for word, _ in _with_forms(masks, forms))
    return Joinable.build(phrases, parts, of(ONE_WORD), of(ONE_WORD & TRIGGER_BITS))


def _with_forms(
    masks: dict[str, int], forms: dict[str, str]
) -> Iterator[tuple[str, int]]:
    """Give words and their forms with what they begin, without a table of all."""
    for word, mask in masks.items():
        yield word, mask | _mask_of(masks, forms.get(word, ""))
    for form, of in forms.items():
        if form not in masks:
            yield form, _mask_of(masks, of)


def _mask_of(masks: dict[str, int], of: str) -> int:
    mask = masks.get(of)
    if mask is None and of:  # of several words
        mask = reduce(or_, map(masks.__getitem__, of.split("|")))
    return mask or 0


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


def _add_lexicon(phrases: Phrases, lexicon: Lexicon) -> None:
    # Of the same word in several languages the English one is told.
    ranked = sorted(
        enumerate(lexicon.everyday), key=lambda item: item[1].language != "en"
    )
    for ref, everyday in ranked:
        weak = everyday.strength == "weak"
        text, language = everyday.text, everyday.language
        phrases.add(text, language, Sense.EVERYDAY, ref, names=True, doubtful=weak)
    for ref, term in enumerate(lexicon.specimens):
        names, weak = bool(term.taxa), term.strength == "weak"
        text, language = term.text, term.language
        phrases.add(text, language, Sense.SPECIMEN, ref, names, doubtful=weak)
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


def _binomials(names: dict[str, Any]) -> dict[str, list[int]]:
    """Give for each epithet the names of a genus and it, accepted ones first."""
    by_word: defaultdict[str, list[int]] = defaultdict(list)
    texts = names["name_texts"]
    for ref, kind in enumerate(names["name_kinds"].tolist()):
        if KINDS[kind] in SCIENTIFIC and (found := _BINOMIAL.fullmatch(texts[ref])):
            by_word[fold(found[1]).text].append(ref)
    return dict(by_word)


def _by_word(
    by_word: dict[str, list[int]], words: list[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Lay a table of lists out in two arrays, in the order of *words*."""
    starts = np.zeros(len(words) + 1, dtype=np.int64)
    np.cumsum([len(by_word.get(word, ())) for word in words], out=starts[1:])
    flat = [number for word in words for number in by_word.get(word, ())]
    return starts, np.array(flat, dtype=np.int32)


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
