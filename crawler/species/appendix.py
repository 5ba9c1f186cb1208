"""Which Appendix a taxon is in on a day: a pure function over the species list."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from crawler.species.model import LegalListing, Taxon
from crawler.species.species_list import SpeciesList

ORDER = {"I": 0, "II": 1, "III": 2}
LOW_RANKS = {"species", "subspecies", "variety"}

NOTABLE_SHARE = 0.25
"""The part of a higher taxon's listed species that makes their Appendix one of its
own possibilities. All of Panthera is in Appendix I though the family is in II, so a
"Panthera skull" may be I; one Dendrobium of 1,600 is, so a "Dendrobium" is not."""


@dataclass(frozen=True, slots=True)
class AppendixStatus:
    """What the Appendices say of a taxon on a day.

    `appendices` holds the possibilities, highest first, and is empty for a taxon
    that is not listed: those of the nearest listing, each side of a population
    split; for a higher taxon also those that hold a notable share of its species;
    where neither the taxon nor one above it is listed, those of the taxa below.
    `within` counts the taxa below that are listed themselves, however few (the
    one Boa constrictor subspecies in Appendix I among all in II). `listed_under`
    bears the listing: the taxon itself or one above it, else None.
    """

    taxon: Taxon
    on: date
    appendices: tuple[str, ...]
    listed_under: Taxon | None
    listings: tuple[LegalListing, ...]
    within: tuple[tuple[str, int], ...] = ()


def appendix(species_list: SpeciesList, taxon_id: str, on: date) -> AppendixStatus:
    """Give the status of a taxon on a day.

    The nearest listing in force counts: the taxon's own, else that of the
    species, genus, family, order or class above it. NC, an exclusion such as
    "except Melopsittacus undulatus", hides the listings above it. A synonym
    takes the status of its accepted taxon, and so does a genus of which nothing is
    left: all that was `Uncia` is `Panthera uncia` now.

    Raises:
        KeyError: the list has no such taxon.
    """
    taxon = species_list.accepted(taxon_id)
    under, listings = nearest_listing(species_list, taxon, on)
    if gone := _where_it_went(species_list, taxon):
        now = [appendix(species_list, one, on) for one in gone]
        return _of_all(taxon, now, on, whole=under is not None)
    found = {row.appendix for row in listings} - {"NC"}
    within = _count_below(species_list, taxon, on)
    if not listings:
        found = _notable(within) or set(within)
    elif taxon.rank not in LOW_RANKS:
        found |= _notable(within)
    return AppendixStatus(
        taxon,
        on,
        tuple(sorted(found, key=ORDER.__getitem__)),
        under,
        tuple(listings),
        tuple(sorted(within.items(), key=lambda item: ORDER[item[0]])),
    )


def _where_it_went(species_list: SpeciesList, taxon: Taxon) -> list[str]:
    """Give the accepted taxa of a genus all of whose species are synonyms."""
    if taxon.rank != "genus":
        return []
    below = species_list.children(taxon.taxon_id)
    if not all(child.accepted_id for child in below):
        return []
    return list(dict.fromkeys(child.accepted_id for child in below))


def _of_all(
    taxon: Taxon, found: list[AppendixStatus], on: date, *, whole: bool
) -> AppendixStatus:
    """Join the statuses of the taxa that a former genus is now.

    *whole* says that all of it is listed, as all cats are; of a genus that is not, such
    as `Caesalpinia`, the list knows but the species that moved.
    """
    appendices = {name for status in found for name in status.appendices}
    within = Counter(name for status in found for name in status.appendices)
    return AppendixStatus(
        taxon,
        on,
        tuple(sorted(appendices, key=ORDER.__getitem__)),
        found[0].listed_under if whole and len(found) == 1 else None,
        tuple(dict.fromkeys(row for status in found for row in status.listings)),
        tuple(sorted(within.items(), key=lambda item: ORDER[item[0]])),
    )


def _notable(within: Counter[str]) -> set[str]:
    least = NOTABLE_SHARE * within.total()
    return {row for row, count in within.items() if count >= least}


def nearest_listing(
    species_list: SpeciesList, taxon: Taxon, on: date
) -> tuple[Taxon | None, list[LegalListing]]:
    """Find the listings in force of the taxon itself, else of the nearest above."""
    for candidate in [taxon, *species_list.lineage(taxon.taxon_id)]:
        rows = [
            row
            for row in species_list.listings_of(candidate.taxon_id)
            if in_force(row, on)
        ]
        if rows:
            return candidate, rows
    return None, []


def in_force(listing: LegalListing, on: date) -> bool:
    """Say whether a listing holds on a day; an open end holds for ever."""
    return (listing.valid_from is None or listing.valid_from <= on) and (
        listing.valid_until is None or on < listing.valid_until
    )


def _count_below(species_list: SpeciesList, taxon: Taxon, on: date) -> Counter[str]:
    """Count the taxa below that have a listing of their own, by Appendix.

    A species counts once for each Appendix that it is in; subspecies count only
    where their species is not listed itself.
    """
    counts: Counter[str] = Counter()
    below = list(species_list.children(taxon.taxon_id))
    while below:
        child = below.pop()
        own = {
            row.appendix
            for row in species_list.listings_of(child.taxon_id)
            if in_force(row, on)
        } - {"NC"}
        if child.rank == "species" or not species_list.children(child.taxon_id):
            counts.update(own or _of_subspecies(species_list, child, on))
        else:
            below.extend(species_list.children(child.taxon_id))
    return counts


def _of_subspecies(species_list: SpeciesList, taxon: Taxon, on: date) -> set[str]:
    return {
        row.appendix
        for child in species_list.children(taxon.taxon_id)
        for row in species_list.listings_of(child.taxon_id)
        if in_force(row, on) and row.appendix != "NC"
    }
