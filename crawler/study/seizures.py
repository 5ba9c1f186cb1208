"""Reads the unit's seizures, in the shape of the CITES annual illegal trade report."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

DATE_HEADS = ("date of seizure", "seizure date", "date")
TAXON_HEADS = ("scientific name", "species", "taxon")


class SeizureFileError(Exception):
    """The file cannot be read; the text names the line and the mend."""


def seizures_by_month(path: Path) -> Counter[str]:
    """Count the seizures of each month, such as `2026-11`.

    A row is a seizure. The file is CSV (UTF-8) with a column for the date, written
    2026-11-24 or 24/11/2026, and one for the species.

    Raises:
        SeizureFileError: a column is missing, or a date cannot be read.
    """
    months: Counter[str] = Counter()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            heads = {
                (head or "").strip().casefold(): head for head in rows.fieldnames or []
            }
            when = _column(path, heads, DATE_HEADS, "the date of the seizure")
            _column(path, heads, TAXON_HEADS, "the species")
            for row in rows:
                day = _day(path, rows.line_num, row[when])
                months[f"{day:%Y-%m}"] += 1
    except UnicodeDecodeError as error:
        raise SeizureFileError(f"{path} is not UTF-8; save it as CSV UTF-8") from error
    except OSError as error:
        raise SeizureFileError(f"{path} cannot be read: {error.strerror}") from error
    return months


def _column(
    path: Path, heads: Mapping[str, str], wanted: tuple[str, ...], what: str
) -> str:
    for head in wanted:
        if head in heads:
            return heads[head]
    raise SeizureFileError(
        f"{path}, line 1: no column for {what}; name it one of "
        + ", ".join(f'"{head}"' for head in wanted)
    )


def _day(path: Path, line: int, text: str | None) -> date:
    written = (text or "").strip()
    try:
        if "/" in written:
            day, month, year = map(int, written.split("/"))
            return date(year, month, day)
        return date.fromisoformat(written)
    except ValueError:
        raise SeizureFileError(
            f"{path}, line {line}: {written!r} is no date; write 2026-11-24 or 24/11/2026"
        ) from None
