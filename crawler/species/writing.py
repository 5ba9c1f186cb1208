"""Writing the CSV files of a species list: sorted, one fact a row, same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from pathlib import Path

from crawler.species.model import LegalListing, Name, Taxon
from crawler.species.reading import LISTINGS_COLUMNS, NAMES_COLUMNS, TAXA_COLUMNS

KIND_ORDER = {"accepted": 0, "synonym": 1, "common": 2, "trade": 3}


def id_order(taxon_id: str) -> tuple[int, int, str]:
    """Sort ids: those of Species+ by number first, all others by letter."""
    if taxon_id.isdigit():
        return (0, int(taxon_id), "")
    return (1, 0, taxon_id)


def write_species_list(
    folder: Path,
    taxa: Iterable[Taxon],
    listings: Iterable[LegalListing],
    names: Iterable[Name],
) -> None:
    """Write taxa.csv, listings.csv and names.csv into *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(
        folder / "taxa.csv",
        TAXA_COLUMNS,
        [astuple(t) for t in sorted(taxa, key=lambda t: id_order(t.taxon_id))],
    )
    write_rows(
        folder / "listings.csv",
        LISTINGS_COLUMNS,
        [_listing_row(row) for row in sorted(listings, key=listing_order)],
    )
    write_rows(
        folder / "names.csv",
        NAMES_COLUMNS,
        [astuple(name) for name in sorted(names, key=name_order)],
    )


def write_rows(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Write one CSV file: UTF-8, LF, quoted only where it must be."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8"))


def listing_order(row: LegalListing) -> tuple[object, ...]:
    """Sort listings: by taxon, then time, then Appendix."""
    return (
        id_order(row.taxon_id),
        row.valid_from.isoformat() if row.valid_from else "",
        row.appendix,
        row.party,
        row.population,
        row.annotation,
        row.source,
    )


def name_order(name: Name) -> tuple[object, ...]:
    """Sort names: by taxon, then kind, language and text."""
    return (
        id_order(name.taxon_id),
        KIND_ORDER[name.kind],
        name.language,
        name.text,
        name.script,
        name.source,
    )


def _listing_row(row: LegalListing) -> tuple[str, ...]:
    return (
        row.taxon_id,
        row.appendix,
        row.population,
        row.party,
        row.annotation,
        row.valid_from.isoformat() if row.valid_from else "",
        row.valid_until.isoformat() if row.valid_until else "",
        row.source,
    )
