"""The compiled index: everything the matcher looks up, in compact arrays."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from crawler.matching.deletions import DeletionIndex
from crawler.matching.joinable import Joinable
from crawler.matching.lexicon import Lexicon
from crawler.matching.sounds import Sounds
from crawler.matching.texts import Texts

if TYPE_CHECKING:
    from crawler.matching.readings import Spelt

Ints = npt.NDArray[Any]

_K = TypeVar("_K")
_T = TypeVar("_T")
_MOST_REMEMBERED = 10_000


class Sense(IntEnum):
    """What a phrase may be."""

    NAME = 0
    EVERYDAY = 1
    SPECIMEN = 2
    CODE_WORD = 3
    DECOY = 4


TRIGGER_BITS = 0xFFFF
"""In a word's mask: the lengths of the phrases it starts that can name a taxon.
The bits above them are those of phrases that only weigh (specimens, decoys)."""
LONGEST_ABBREVIATION = 5
"""Letters of a genus that may stand for it before an epithet: `Phal. amabilis`."""
LONGEST_ODD_ABBREVIATION = 8
"""Letters where neither word is an everyday one: `Enceph horridus`."""
CONTEXT_SHIFT = 16
ONE_WORD = 1 | 1 << CONTEXT_SHIFT
"""In a word's mask: the word is a name or a term by itself."""
EPITHET = 1 << 31
"""In a word's mask: the word is the second part of some species' name."""
NEAR_EPITHET = 1 << 32
"""In what a word may begin, not in a mask: it is misspelt for such a part."""


ITSELF = "itself"


@dataclass(frozen=True, slots=True)
class Status:
    """The Appendices of a taxon, ready to be told: see `crawler.species.appendix`.

    `listed_under` is the name of the taxon above that bears the listing, `ITSELF`,
    or "" when only taxa below are listed; `note` says why there are several
    possibilities, or what is to come.
    """

    appendices: tuple[str, ...]
    listed_under: str
    note: str


class IndexedName(NamedTuple):
    """A name of the species list: its taxon by number, its kind by `KINDS`."""

    taxon: int
    kind: int
    text: str
    language: str
    points: int
    source: str


class ListingInForce(NamedTuple):
    """A listing of a taxon, or of one above it, that is in force on a day."""

    appendix: str
    population: str
    party: str
    annotation: str
    valid_from: str
    valid_until: str
    source: str

    def told(self) -> str:
        """Tell the listing in words."""
        text = f"Appendix {self.appendix}"
        if self.appendix == "NC":
            text = "left out of the listing above it"
        for before, value in (
            ("population:", self.population),
            ("by", self.party),
            ("annotation", self.annotation),
            ("in force since", self.valid_from),
            ("until before", self.valid_until),
        ):
            text += f", {before} {value}" if value else ""
        return text


@dataclass(frozen=True)
class Index:
    """The arrays of one species list.

    A *phrase* is a folded name or term, its words joined by blanks; a *pattern*
    is one in a script without blanks. Meanings of phrase p are the rows
    `meaning_starts[p]` to `meaning_starts[p + 1]` of `meaning_senses` and
    `meaning_refs`; pattern p is numbered after the phrases. `masks[w]` has bit
    n - 1 set when the word starts a phrase of n words that can name a taxon.
    `known` has common words as the index reads them.
    """

    version: str
    statuses_from: date
    statuses_until: date
    phrases: list[str]
    patterns: list[str]
    meaning_starts: Ints
    meaning_senses: Ints
    meaning_refs: Ints
    words: list[str]
    masks: dict[str, int]
    forms: dict[str, str]
    epithet_starts: Ints
    epithet_names: Ints
    name_taxa: Ints
    name_kinds: Ints
    name_languages: Ints
    name_points: Ints
    name_sources: Ints
    name_texts: Texts
    sources: list[str]
    languages: list[str]
    taxon_ids: Texts
    taxon_names: Texts
    taxon_lineages: Texts
    taxon_ranks: Ints
    taxon_statuses: Ints
    taxon_listings: Ints
    listings: Texts
    ranks: list[str]
    statuses: list[Status]
    lexicon: Lexicon
    lexicon_taxa: dict[str, int]
    deletions: DeletionIndex
    joinable: Joinable
    phrase_names: bytes
    """1 for each phrase and pattern that can name a taxon, 0 for one that weighs."""
    known: dict[str, Spelt] = field(default_factory=dict)

    @cached_property
    def phrase_numbers(self) -> dict[str, int]:
        """The number of each phrase."""
        return dict(zip(self.phrases, range(len(self.phrases)), strict=True))

    @cached_property
    def words_by_shape(self) -> dict[tuple[int, str], str]:
        """Names and terms of one word, and their forms, by length and first letter."""
        masks = self.masks
        words = [word for word, mask in masks.items() if mask & ONE_WORD]
        words += [
            form
            for form, base in self.forms.items()
            if masks.get(base, 0) & ONE_WORD
            or ("|" in base and any(masks[one] & ONE_WORD for one in base.split("|")))
        ]
        return _by_shape(words)

    @cached_property
    def beginners_by_shape(self) -> dict[tuple[int, str], str]:
        """The words with which names of several words begin, likewise."""
        return _by_shape(
            [word for word, mask in self.masks.items() if mask & TRIGGER_BITS]
        )

    @cached_property
    def all_by_shape(self) -> dict[tuple[int, str], str]:
        """All words of names and terms, likewise."""
        return _by_shape(self.words)

    @cached_property
    def sounds(self) -> Sounds:
        """The genera that may be written as they sound."""
        genera = np.flatnonzero(self.taxon_ranks == self.ranks.index("genus"))
        names = [self.taxon_names[taxon].lower() for taxon in genera.tolist()]
        return Sounds(name for name in names if name in self.masks)

    def binomials_of(self, epithet: str) -> list[IndexedName]:
        """Give the names of a genus and this epithet, accepted ones first."""
        if not self.masks.get(epithet, 0) & EPITHET:
            return []
        found = self._binomials.get(epithet)
        if found is None:
            word = bisect_left(self.words, epithet)
            start, end = self.epithet_starts[word], self.epithet_starts[word + 1]
            found = [self.name(ref) for ref in self.epithet_names[start:end].tolist()]
            _remember(self._binomials, epithet, found)
        return found

    def meanings(self, phrase: int) -> tuple[tuple[Sense, int], ...]:
        """Give what a phrase may be: the sense and the row of its table."""
        found = self._meanings.get(phrase)
        if found is None:
            start, end = self.meaning_starts[phrase], self.meaning_starts[phrase + 1]
            found = tuple(
                zip(
                    map(Sense, self.meaning_senses[start:end].tolist()),
                    self.meaning_refs[start:end].tolist(),
                    strict=True,
                )
            )
            _remember(self._meanings, phrase, found)
        return found

    def name(self, ref: int) -> IndexedName:
        """Give the name with this row."""
        found = self._names.get(ref)
        if found is None:
            found = IndexedName(
                int(self.name_taxa[ref]),
                int(self.name_kinds[ref]),
                self.name_texts[ref],
                self.languages[self.name_languages[ref]],
                int(self.name_points[ref]),
                self.sources[self.name_sources[ref]],
            )
            _remember(self._names, ref, found)
        return found

    def listings_of(self, taxon: int) -> tuple[ListingInForce, ...]:
        """Give the listings of a taxon that are in force on the days of the statuses."""
        return _listings(self.listings[int(self.taxon_listings[taxon])])

    def rank(self, taxon: int) -> str:
        """Give the rank of a taxon."""
        return self.ranks[self._rank_numbers[taxon]]

    def epithets(self, genus: str) -> tuple[str, ...]:
        """Give the second words of the scientific names of two words in a genus."""
        found = self._epithets.get(genus)
        if found is None:
            phrases, beginning = self.phrases, genus + " "
            start = bisect_left(phrases, beginning)
            end = bisect_left(phrases, genus + "!", start)
            seconds = [phrase[len(beginning) :] for phrase in phrases[start:end]]
            found = tuple(
                word
                for word in seconds
                if " " not in word and self._is_scientific(beginning + word)
            )
            _remember(self._epithets, genus, found)
        return found

    def _is_scientific(self, phrase: str) -> bool:
        """Say whether a phrase is a scientific name: no `python wallet`."""
        return any(name.language == "la" for name in self.names_of(phrase))

    def names_of(self, phrase: str) -> list[IndexedName]:
        """Give the names that a phrase of the index is."""
        meanings = self.meanings(self.phrase_numbers[phrase])
        return [self.name(ref) for sense, ref in meanings if sense == Sense.NAME]

    def only_species(self, genus: int) -> tuple[int, ...]:
        """Give the species of a genus of which the list has one only, else none."""
        found = self._only_species.get(genus)
        if found is None:
            name = self.taxon_names[genus]
            below = {
                self.name(ref).taxon
                for epithet in self.epithets(name.lower())
                for sense, ref in self.meanings(
                    self.phrase_numbers[f"{name.lower()} {epithet}"]
                )
                if sense == Sense.NAME
            }
            species = {taxon for taxon in below if name in self.lineage(taxon)}
            found = tuple(species) if len(species) == 1 else ()
            _remember(self._only_species, genus, found)
        return found

    def lineage(self, taxon: int) -> frozenset[str]:
        """Give the names of the taxon and of all above it, and its group."""
        found = self._lineages.get(taxon)
        if found is None:
            found = frozenset(self.taxon_lineages[taxon].split("|"))
            _remember(self._lineages, taxon, found)
        return found

    @cached_property
    def _meanings(self) -> dict[int, tuple[tuple[Sense, int], ...]]:
        return {}

    @cached_property
    def _names(self) -> dict[int, IndexedName]:
        return {}

    @cached_property
    def _binomials(self) -> dict[str, list[IndexedName]]:
        return {}

    @cached_property
    def _rank_numbers(self) -> bytes:
        return self.taxon_ranks.astype(np.uint8).tobytes()

    @cached_property
    def _epithets(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def _only_species(self) -> dict[int, tuple[int, ...]]:
        return {}

    @cached_property
    def _lineages(self) -> dict[int, frozenset[str]]:
        return {}


@lru_cache(maxsize=_MOST_REMEMBERED)
def _listings(written: str) -> tuple[ListingInForce, ...]:
    return tuple(ListingInForce(*row) for row in json.loads(written))


def _by_shape(words: list[str]) -> dict[tuple[int, str], str]:
    """Give the words by length and first letter, a line each, to be searched at once."""
    groups: dict[tuple[int, str], list[str]] = {}
    for word in words:
        groups.setdefault((len(word), word[0]), [""]).append(word)
    return {shape: "\n".join([*group, ""]) for shape, group in groups.items()}


def _remember(known: dict[_K, _T], key: _K, value: _T) -> None:
    """Keep what was worked out, in bounded memory."""
    if len(known) >= _MOST_REMEMBERED:
        known.clear()
    known[key] = value
