"""Telling which official download a file is, and reading it."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from crawler.species.official.checklist_index import read_checklist_index
from crawler.species.official.records import OfficialTaxon
from crawler.species.official.species_plus_api import KEY, read_species_plus_api
from crawler.species.official.species_plus_csv import read_species_plus_csv
from crawler.species.reading import SpeciesFileError

KNOWN_FORMATS = (
    "the Checklist of CITES Species as CSV (Index_of_CITES_Species…, checklist.cites.org)",
    "the listings CSV of Species+ (speciesplus.net)",
    "an answer of the Species+ API, /api/v1/taxon_concepts.json",
)


@dataclass(frozen=True)
class Download:
    """An official download, read."""

    path: Path
    title: str
    sha256: str
    taxa: list[OfficialTaxon]


def read_download(path: Path) -> Download:
    """Read any of the known formats, told by what the file begins with.

    Raises:
        SpeciesFileError: no known format (the text lists them), or a wrong row.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SpeciesFileError(
            path,
            0,
            f"cannot be read ({error.strerror})",
            "Check the name of the file and that you may read it",
        ) from error
    start = _start(path, raw)
    if start.lstrip().startswith("{") and f'"{KEY}"' in start:
        title, taxa = "Species+ API, taxon concepts", read_species_plus_api(path)
    elif start.startswith("TaxonId,"):
        title, taxa = "Checklist of CITES Species", read_checklist_index(path)
    elif start.startswith("Id,") and "Scientific Name" in start:
        title, taxa = "Species+ listings", read_species_plus_csv(path)
    else:
        raise SpeciesFileError(
            path,
            0,
            "not a download that citeswatch knows",
            "Known are: " + "; ".join(KNOWN_FORMATS),
        )
    return Download(path, title, hashlib.sha256(raw).hexdigest(), list(taxa))


def _start(path: Path, raw: bytes) -> str:
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.open(path) as file:
                raw = file.read(4096)
        except (OSError, EOFError) as error:
            raise SpeciesFileError(
                path, 0, "a damaged gzip file", "Download it again"
            ) from error
    return raw[:4096].decode("utf-8-sig", errors="replace")
