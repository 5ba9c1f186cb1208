"""A species list, as the store asks it for the few taxa that are matched.

Loading the whole list takes a second and 150 MB; a crawl meets some dozens of its
taxa. So the rows of one taxon are looked for in the files themselves.
"""

from __future__ import annotations

import csv
import mmap
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from crawler.species import LegalListing, Name, Taxon
from crawler.species.groups import taxon_group
from crawler.species.species_list import read_version


class SpeciesCatalogue:
    """The species list of a folder, read one taxon at a time."""

    def __init__(self, folder: Path) -> None:
        self._taxa = _Rows(folder / "taxa.csv")
        self._listings = _Rows(folder / "listings.csv")
        self._names = _Rows(folder / "names.csv")

    def taxon(self, taxon_id: str) -> Taxon | None:
        """Give the taxon, None if the list does not know it."""
        rows = self._taxa.of(taxon_id)
        return Taxon(*rows[0]) if rows else None

    def group(self, taxon_id: str) -> str:
        """Name the taxon's group for reports."""
        taxon = self.taxon(taxon_id)
        return taxon_group(taxon) if taxon else ""

    def listings_of(self, taxon_id: str) -> list[tuple[Taxon, LegalListing]]:
        """List the listings of the taxon and of those above it, nearest first."""
        return [
            (bearer, _listing(row))
            for bearer in self._accepted_and_above(taxon_id)
            for row in self._listings.of(bearer.taxon_id)
        ]

    def names_of(self, taxon_id: str) -> list[Name]:
        """List the names that the taxon is known by."""
        return [Name(*row) for row in self._names.of(taxon_id)]

    def _accepted_and_above(self, taxon_id: str) -> list[Taxon]:
        found: list[Taxon] = []
        taxon = self.taxon(taxon_id)
        if taxon is not None and taxon.accepted_id:
            taxon = self.taxon(taxon.accepted_id)
        while taxon is not None and taxon not in found:
            found.append(taxon)
            taxon = self.taxon(taxon.parent_id)
        return found


class _Rows:
    """The rows of a CSV file by their first value, by which the file is sorted.

    One row is one line.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        # Higher taxa are asked for again and again.
        self.of = lru_cache(maxsize=4096)(self._read)

    def _read(self, key: str) -> tuple[list[str], ...]:
        """Give the rows whose first value is *key*, in the file's order."""
        wanted = key.encode("utf-8", "replace") + b","
        lines = []
        at = self._bytes.find(b"\n" + wanted) + 1
        while at and self._bytes[at : at + len(wanted)] == wanted:
            end = self._bytes.find(b"\n", at)
            end = len(self._bytes) if end < 0 else end
            lines.append(self._bytes[at:end].decode("utf-8"))
            at = end + 1
        return tuple(csv.reader(lines, strict=True))


def _listing(row: list[str]) -> LegalListing:
    taxon_id, appendix, population, party, annotation, begin, end, source = row
    return LegalListing(
        taxon_id,
        appendix,
        population,
        party,
        annotation,
        _day(begin),
        _day(end),
        source,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def catalogue_of(folder: Path) -> SpeciesCatalogue:
    """Give the list in *folder*, opened once."""
    return SpeciesCatalogue(folder)


@cache
def version_of(folder: Path) -> str:
    """Give the version of the list in *folder*, without loading it."""
    return read_version(folder)
