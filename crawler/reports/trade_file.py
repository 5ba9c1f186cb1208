"""Legal trade as Parties reported it: files of the CITES Trade Database.

Two shapes are published (https://trade.cites.org): comparative tabulations, with
`Importer reported quantity` and `Exporter reported quantity`; and the full database, a
row for each shipment that one Party reported, with `Quantity` and `Reporter.type`.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd

from crawler.translation.catalogues import marked

TABULATION = {"Importer reported quantity", "Exporter reported quantity"}
SHIPMENTS = {"Quantity", "Reporter.type"}
SHARED = ("Year", "Taxon", "Importer", "Exporter", "Term", "Unit", "Source")
GROUPS = ("Genus", "Family", "Order", "Class")
AT_ONCE = 10_000
_TYPES = {
    "year": "int64",
    "taxon": "str",
    **{group.lower(): "str" for group in GROUPS},
    **dict.fromkeys(("importer", "exporter", "term", "unit", "source"), "str"),
    **dict.fromkeys(("imported", "exported"), "float64"),
}
SPECIMENS = marked("number of specimens")
"""The unit where none is reported (guide to the database, version 9)."""


class TradeFileError(Exception):
    """The file cannot be used; the text names file, line and mend."""


@dataclass(frozen=True)
class Trade:
    """Reported trade: `rows` as published, the `file` it is from, and its checksum.

    `rows` has `year`, `taxon`, `genus`, `family`, `order`, `class`, `importer`,
    `exporter`, `term`, `unit`, `source`, `imported`, `exported` (quantities as the
    importer and as the exporter reported them; empty: not reported).
    """

    file: str
    sha256: str
    rows: pd.DataFrame

    @property
    def years(self) -> str:
        """The years of the file: 2024, or 2020–2024."""
        first, last = self.rows["year"].min(), self.rows["year"].max()
        return f"{first}" if first == last else f"{first}–{last}"


def read_trade(path: Path) -> Trade:
    """Read *path*, in either shape.

    Raises:
        TradeFileError: a column is missing, or a line cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            heads = {(head or "").strip() for head in lines.fieldnames or []}
            _check(path, heads)
            rows = _tabled(_rows(path, lines))
    except UnicodeDecodeError:
        raise TradeFileError(f"{path} is no CSV in UTF-8; save it as such") from None
    except csv.Error as error:
        raise TradeFileError(f"{path}, line {lines.line_num}: {error}") from error
    except OSError as error:
        raise TradeFileError(f"{path} cannot be read: {error.strerror}") from error
    if rows.empty:
        raise TradeFileError(f"{path} holds no trade; download a wider selection")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Trade(path.name, digest, rows)


def _tabled(rows: Iterator[Mapping[str, object]]) -> pd.DataFrame:
    """Table *rows* bit by bit: a file of the full database has half a million."""
    parts = [pd.DataFrame(columns=list(_TYPES)).astype(_TYPES)]
    while some := list(islice(rows, AT_ONCE)):
        parts.append(pd.DataFrame(some, columns=list(_TYPES)).astype(_TYPES))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _check(path: Path, heads: set[str]) -> None:
    missing = [head for head in SHARED if head not in heads]
    if not (heads >= TABULATION or heads >= SHIPMENTS):
        missing += ["Importer reported quantity and Exporter reported quantity"]
    if missing:
        raise TradeFileError(
            f"{path}, line 1: no column {missing[0]}; download a comparative tabulation "
            "or the full database from trade.cites.org, as CSV with commas"
        )


def _rows(path: Path, lines: csv.DictReader[str]) -> Iterator[Mapping[str, object]]:
    for line in lines:
        where = f"{path}, line {lines.line_num}"
        if None in line or None in line.values():
            raise TradeFileError(f"{where}: not as many cells as there are heads")
        cells = {head.strip(): text.strip() for head, text in line.items()}
        yield {
            "year": _year(where, cells["Year"]),
            "taxon": cells["Taxon"],
            **{group.lower(): cells.get(group, "") for group in GROUPS},
            "importer": cells["Importer"].upper(),
            "exporter": cells["Exporter"].upper(),
            "term": cells["Term"],
            "unit": cells["Unit"] or SPECIMENS,
            "source": cells["Source"].upper(),
            **_quantities(where, cells),
        }


def _quantities(where: str, cells: Mapping[str, str]) -> dict[str, float | None]:
    if "Reporter.type" not in cells:
        return {
            "imported": _quantity(where, cells["Importer reported quantity"]),
            "exported": _quantity(where, cells["Exporter reported quantity"]),
        }
    quantity, reporter = _quantity(where, cells["Quantity"]), cells["Reporter.type"]
    if reporter not in {"I", "E"}:
        raise TradeFileError(f"{where}: Reporter.type is {reporter!r}, neither I nor E")
    return {
        "imported": quantity if reporter == "I" else None,
        "exported": quantity if reporter == "E" else None,
    }


def _year(where: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1975 <= int(text) <= 2200):
        raise TradeFileError(f"{where}: {text!r} is no year of trade, such as 2024")
    return int(text)


def _quantity(where: str, text: str) -> float | None:
    if text in {"", "NA"}:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise TradeFileError(f"{where}: {text!r} is no quantity")
    return value
