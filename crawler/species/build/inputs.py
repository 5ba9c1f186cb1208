"""The source folder: where each input lies and how it is read."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "facts"

INDEX = "Index_of_CITES_Species_2017-04-21_17-27.csv.gz"
MERGED = "cites_2026-03_merged_by_id.csv"
REPTILES = "CITES_Listings_Rept_07-23.csv"
CANADA = "canada/canada_schedule1_2025-03-06.csv"
VERNACULAR = "names/vernacular_multilingual.csv"
WIKIDATA = "names/wikidata_id_name.csv"
CLDR = "names/cldr_animal_terms.csv"
WORDNET = "names/omw_generic_terms.csv"
SAPI_NAMES = "sapi/2026-02-19_N_to_A_names.csv"
SAPI_SYNONYMS = (
    "sapi/2026-03-04_animalia_new_synonyms.csv",
    "sapi/2026-03-04_plantae_new_synonyms.csv",
)
SAPI_CHINESE = "sapi/chinese_common_names_august_2020.csv"


def coldp(appendix: str, name: str) -> str:
    """Give the path of one file of a Catalogue of Life package."""
    if name == "NameUsage" and appendix == "III":
        name = "name-usage"
    return f"col_cites/app{appendix}/{name}.tsv"


class SourceFolder:
    """The folder of downloads that the list is built from; never written to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """Read a CSV file, or a TSV file without quoting, as rows by column."""
        text = self.text(name)
        if name.endswith(".tsv"):
            return csv.DictReader(
                io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE
            )
        return csv.DictReader(io.StringIO(text, newline=""))

    def json(self, name: str) -> Any:
        """Read a JSON file."""
        return json.loads(self.text(name))

    def text(self, name: str) -> str:
        """Read a file as UTF-8, gunzipped if it is gzipped, without its mark."""
        raw = (self.folder / name).read_bytes()
        if name.endswith(".gz"):
            raw = gzip.decompress(raw)
        return raw.decode("utf-8-sig")

    def path(self, name: str) -> Path:
        """Give the path of an input."""
        return self.folder / name

    def sha256(self, name: str) -> str:
        """Give the SHA-256 of an input as it lies there."""
        return hashlib.sha256((self.folder / name).read_bytes()).hexdigest()


def facts(name: str) -> list[dict[str, str]]:
    """Read one of our own tables of facts."""
    path = FACTS / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
