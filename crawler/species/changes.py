"""What differs between two states of the species list."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from crawler.species.appendix import LOW_RANKS, ORDER, in_force, nearest_listing
from crawler.species.model import Taxon
from crawler.species.official.records import OfficialTaxon
from crawler.species.species_list import SpeciesList

COMPLETE = 0.8
"""The part of a class that a download must hold before what it lacks is removed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One taxon that changed: its id, its name now, and what was and is."""

    taxon_id: str
    name: str
    was: str
    now: str


@dataclass
class Changes:
    """Everything that changed, by kind."""

    added: list[Change] = field(default_factory=list)
    moved: list[Change] = field(default_factory=list)
    renamed: list[Change] = field(default_factory=list)
    removed: list[Change] = field(default_factory=list)
    unjudged: list[str] = field(default_factory=list)
    """Classes that the download holds too little of to say that a taxon is gone."""

    def by_kind(self) -> dict[str, list[Change]]:
        """Give the changes by the words that people read."""
        return {
            "added": self.added,
            "moved between Appendices": self.moved,
            "renamed": self.renamed,
            "removed": self.removed,
        }

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return any(self.by_kind().values())


def own_appendices(species_list: SpeciesList, taxon_id: str, on: date) -> str:
    """Give the Appendices of a taxon's own listings in force, "I/II", "" for none."""
    found = {
        row.appendix
        for row in species_list.listings_of(taxon_id)
        if in_force(row, on) and row.appendix != "NC"
    }
    return "/".join(sorted(found, key=ORDER.__getitem__))


def compare_lists(old: SpeciesList, new: SpeciesList, on: date) -> Changes:
    """Compare two lists, taxon by taxon, as they stand on a day."""
    changes = Changes()
    for taxon_id, taxon in new.taxa.items():
        before = old.taxa.get(taxon_id)
        now = own_appendices(new, taxon_id, on)
        name = taxon.scientific_name
        if before is None:
            changes.added.append(Change(taxon_id, name, "", now))
            continue
        was = own_appendices(old, taxon_id, on)
        if was != now:
            changes.moved.append(Change(taxon_id, name, was, now))
        if before.scientific_name != name:
            changes.renamed.append(Change(taxon_id, name, before.scientific_name, name))
    changes.removed += [
        Change(taxon_id, taxon.scientific_name, own_appendices(old, taxon_id, on), "")
        for taxon_id, taxon in old.taxa.items()
        if taxon_id not in new.taxa
    ]
    return changes


def compare_download(
    species_list: SpeciesList, taxa: list[OfficialTaxon], on: date
) -> Changes:
    """Say what an official download would change in the list.

    Higher taxa are compared by name only: their `I/II` tells of the species in
    them. A taxon that the download lacks counts as removed only in a class that
    it holds nearly whole.
    """
    changes = Changes()
    for row in taxa:
        _compare_taxon(species_list, row, on, changes)
    _find_removed(species_list, taxa, on, changes)
    return changes


def official_appendices(row: OfficialTaxon) -> str:
    """Give the Appendices of a downloaded taxon, "I/II", without NC."""
    found = set(row.appendices) - {"NC"}
    return "/".join(sorted(found, key=ORDER.__getitem__))


def _compare_taxon(
    species_list: SpeciesList, row: OfficialTaxon, on: date, changes: Changes
) -> None:
    now = official_appendices(row)
    known = species_list.taxa.get(row.taxon_id)
    if known is None:
        if now or row.appendices == ("NC",):
            changes.added.append(
                Change(row.taxon_id, row.scientific_name, "", now or "NC")
            )
        return
    if known.scientific_name != row.scientific_name:
        changes.renamed.append(
            Change(
                row.taxon_id,
                row.scientific_name,
                known.scientific_name,
                row.scientific_name,
            )
        )
    was = _reaching(species_list, known, on)
    if row.rank in LOW_RANKS and was != now:
        changes.moved.append(Change(row.taxon_id, row.scientific_name, was, now))


def _reaching(species_list: SpeciesList, taxon: Taxon, on: date) -> str:
    """Give the Appendices of the nearest listing, the taxon's own or one above."""
    _, rows = nearest_listing(species_list, taxon, on)
    found = {row.appendix for row in rows} - {"NC"}
    return "/".join(sorted(found, key=ORDER.__getitem__))


def _find_removed(
    species_list: SpeciesList, taxa: list[OfficialTaxon], on: date, changes: Changes
) -> None:
    seen = {row.taxon_id for row in taxa}
    held: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    gone: defaultdict[str, list[Change]] = defaultdict(list)
    for taxon_id, taxon in species_list.taxa.items():
        was = own_appendices(species_list, taxon_id, on)
        if taxon.rank not in LOW_RANKS or not was or not taxon_id.isdigit():
            continue
        group = taxon.class_ or taxon.kingdom
        held[group][taxon_id in seen] += 1
        if taxon_id not in seen:
            gone[group].append(Change(taxon_id, taxon.scientific_name, was, ""))
    for group, counts in sorted(held.items()):
        if counts[True] >= COMPLETE * counts.total():
            changes.removed += gone[group]
        elif counts[True]:
            changes.unjudged.append(group)
