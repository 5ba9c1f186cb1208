"""The Appendices of a taxon on a day, in the words of an explanation."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date

from crawler.matching.index import ITSELF, Index, ListingInForce, Status
from crawler.species import AppendixStatus, SpeciesList, Taxon, appendix


def status_of(species_list: SpeciesList, taxon_id: str, on: date) -> Status:
    """Tell the status of a taxon on a day, and why it may be in several Appendices."""
    status = appendix(species_list, taxon_id, on)
    under = status.listed_under
    return Status(
        status.appendices,
        _name_of(under, taxon_id),
        _note(status, species_list, on),
    )


def listings_in_force(
    species_list: SpeciesList, taxon_id: str, on: date
) -> tuple[ListingInForce, ...]:
    """Give the listings that make the status of a taxon on a day."""
    return tuple(
        ListingInForce(
            row.appendix,
            row.population,
            row.party,
            row.annotation,
            row.valid_from.isoformat() if row.valid_from else "",
            row.valid_until.isoformat() if row.valid_until else "",
            row.source,
        )
        for row in appendix(species_list, taxon_id, on).listings
    )


def _name_of(under: Taxon | None, taxon_id: str) -> str:
    if under is None:
        return ""
    return ITSELF if under.taxon_id == taxon_id else under.scientific_name


def change_dates(species_list: SpeciesList) -> list[date]:
    """Give the days on which some listing begins or ends, in order."""
    days = {
        day
        for listing in species_list.all_listings()
        for day in (listing.valid_from, listing.valid_until)
        if day
    }
    return sorted(days)


def unchanged_around(days: list[date], on: date) -> tuple[date, date]:
    """Give the stretch around a day in which no listing changes, its end exclusive."""
    place = bisect_right(days, on)
    start = days[place - 1] if place else date.min
    return start, days[place] if place < len(days) else date.max


class Statuses:
    """The statuses of taxa on any day.

    Those of the days around the index's making are read from it; for another
    day the species list is loaded, once, and asked.
    """

    def __init__(self, index: Index, load: Callable[[], SpeciesList]) -> None:
        self.index = index
        self._load = load
        self._list: SpeciesList | None = None
        self._days: list[date] = []
        self._seen: dict[
            tuple[int, date], tuple[Status, tuple[ListingInForce, ...]]
        ] = {}

    def on(self, day: date, taxon: int) -> Status:
        """Give the status of taxon number *taxon* on *day*."""
        index = self.index
        if index.statuses_from <= day < index.statuses_until:
            return index.statuses[int(index.taxon_statuses[taxon])]
        return self._of_other_days(day, taxon)[0]

    def listings(self, day: date, taxon: int) -> tuple[ListingInForce, ...]:
        """Give the listings that make that status."""
        index = self.index
        if index.statuses_from <= day < index.statuses_until:
            return index.listings_of(taxon)
        return self._of_other_days(day, taxon)[1]

    def _of_other_days(
        self, day: date, taxon: int
    ) -> tuple[Status, tuple[ListingInForce, ...]]:
        if self._list is None:
            self._list = self._load()
            self._days = change_dates(self._list)
        key = taxon, unchanged_around(self._days, day)[0]
        if key not in self._seen:
            taxon_id = self.index.taxon_ids[taxon]
            self._seen[key] = (
                status_of(self._list, taxon_id, day),
                listings_in_force(self._list, taxon_id, day),
            )
        return self._seen[key]


def _note(status: AppendixStatus, species_list: SpeciesList, on: date) -> str:
    if any(row.population for row in status.listings) and len(status.appendices) > 1:
        return f"population split {'/'.join(status.appendices)}"
    if status.within:
        counts = ", ".join(f"{count} in {name}" for name, count in status.within)
        return f"listed taxa below it: {counts}"
    if not status.appendices:
        return _what_comes(status, species_list, on)
    return ""


def _what_comes(status: AppendixStatus, species_list: SpeciesList, on: date) -> str:
    """Say when a listing not yet in force begins."""
    taxon_id = status.taxon.taxon_id
    lineage = [taxon_id, *(row.taxon_id for row in species_list.lineage(taxon_id))]
    coming = [
        (row.valid_from, row.appendix)
        for above in lineage
        for row in species_list.listings_of(above)
        if row.valid_from and row.valid_from > on and row.appendix != "NC"
    ]
    if not coming:
        return ""
    day, name = min(coming)
    return f"enters Appendix {name} on {day.isoformat()}"
