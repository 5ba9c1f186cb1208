"""The Checklist of CITES Species CSV, "Index_of_CITES_Species"."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

from crawler.species.official.records import OfficialTaxon
from crawler.species.reading import SpeciesFileError
from crawler.species.scientific import split_synonyms, without_author

REQUIRED = ("TaxonId", "Kingdom", "FullName", "RankName", "CurrentListing")
RANKS = {
    "PHYLUM",
    "CLASS",
    "ORDER",
    "FAMILY",
    "SUBFAMILY",
    "GENUS",
    "SPECIES",
    "SUBSPECIES",
    "VARIETY",
}
COMMON = {"en": "EnglishNames", "es": "SpanishNames", "fr": "FrenchNames"}


def read_checklist_index(path: Path) -> Iterator[OfficialTaxon]:
    """Read the taxa of the file, which may be gzipped, in its order.

    A cell may hold line breaks and HTML. `CurrentListing` joins the Appendices
    of a split with "/"; "NC" means not in the Appendices.

    Raises:
        SpeciesFileError: a column is missing or a row cannot be understood.
    """
    reader = csv.DictReader(io.StringIO(_text(path), newline=""))
    for column in REQUIRED:
        if column not in (reader.fieldnames or ()):
            raise SpeciesFileError(
                path,
                1,
                f'column "{column}" is missing',
                "Download the index again from checklist.cites.org, all columns",
            )
    for row in reader:
        if row["RankName"] not in RANKS or not row["TaxonId"].strip():
            raise SpeciesFileError(
                path,
                reader.line_num,
                f"taxon {row['FullName']!r} has no known rank or no id",
                "Download the file again; it may be cut off",
            )
        yield _taxon(row)


def _text(path: Path) -> str:
    raw = path.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        raw = gzip.decompress(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SpeciesFileError(
            path, line, "not UTF-8", "Download the file again"
        ) from error


def _taxon(row: dict[str, str]) -> OfficialTaxon:
    name = " ".join(row["FullName"].split())
    return OfficialTaxon(
        taxon_id=row["TaxonId"].strip(),
        scientific_name=name,
        rank=row["RankName"].lower(),
        kingdom=row["Kingdom"],
        phylum=row.get("Phylum", ""),
        class_=row.get("Class", ""),
        order=row.get("Order", ""),
        family=row.get("Family", ""),
        genus=row.get("Genus", ""),
        appendices=tuple(row["CurrentListing"].split("/"))
        if row["CurrentListing"]
        else (),
        party="",
        annotation=row.get("#AnnotationSymbol") or "",
        synonyms=_synonyms(row.get("SynonymsWithAuthors") or "", name),
        common=tuple(
            (language, text.strip())
            for language, column in COMMON.items()
            for text in (row.get(column) or "").split(",")
            if text.strip()
        ),
    )


def _synonyms(cell: str, name: str) -> tuple[str, ...]:
    """Give the synonyms of the same level as *name*, without their authors."""
    one_word = " " not in name
    found = (without_author(piece) for piece in split_synonyms(cell))
    return tuple(
        dict.fromkeys(text for text in found if text and (" " not in text) == one_word)
    )
