"""The listings CSV that Species+ exports ("cites_listings_….csv")."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from crawler.species.official.records import OfficialTaxon
from crawler.species.reading import SpeciesFileError, read_text

REQUIRED = ("Id", "Scientific Name", "Rank", "Listing")


def read_species_plus_csv(path: Path) -> Iterator[OfficialTaxon]:
    """Read the taxa of a Species+ listings export, in its order.

    The export says nothing of synonyms and common names.

    Raises:
        SpeciesFileError: a column is missing or a row cannot be understood.
    """
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    for column in REQUIRED:
        if column not in (reader.fieldnames or ()):
            raise SpeciesFileError(
                path,
                1,
                f'column "{column}" is missing',
                "Export the listings again from speciesplus.net, all columns",
            )
    for row in reader:
        if not row["Id"].strip().isdigit() or not row["Scientific Name"].strip():
            raise SpeciesFileError(
                path,
                reader.line_num,
                "a row without Species+ id or name",
                "Export the file again; it may be cut off",
            )
        yield OfficialTaxon(
            taxon_id=row["Id"].strip(),
            scientific_name=" ".join(row["Scientific Name"].split()),
            rank=row["Rank"].lower(),
            kingdom=row.get("Kingdom") or "",
            phylum=row.get("Phylum") or "",
            class_=row.get("Class") or "",
            order=row.get("Order") or "",
            family=row.get("Family") or "",
            genus=row.get("Genus") or "",
            appendices=tuple(row["Listing"].split("/")) if row["Listing"] else (),
            party=row.get("Party") or "",
            annotation=" ".join((row.get("# Full note") or "").split())[:20],
            listed_under=row.get("Listed under") or "",
        )
