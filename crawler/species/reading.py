"""Reading the CSV files of a species list, with errors that say what mends them."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

TAXA_COLUMNS = (
    "id",
    "scientific_name",
    "rank",
    "parent",
    "kingdom",
    "phylum",
    "class",
    "order",
    "family",
    "genus",
    "accepted",
    "source",
)
LISTINGS_COLUMNS = (
    "taxon",
    "appendix",
    "population",
    "party",
    "annotation",
    "valid_from",
    "valid_until",
    "source",
)
NAMES_COLUMNS = ("taxon", "text", "language", "script", "kind", "source")


class SpeciesFileError(Exception):
    """A species file cannot be used; the text names file, line and mend."""

    def __init__(self, path: Path, line: int, problem: str, mend: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {problem}. {mend}.")
        self.path = path
        self.line = line


def read_text(path: Path) -> str:
    """Read a UTF-8 file; a byte order mark is skipped.

    Raises:
        SpeciesFileError: the file is missing or is not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SpeciesFileError(
            path,
            0,
            f"cannot be read ({error.strerror})",
            "Check that the file is there and that you may read it",
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SpeciesFileError(
            path,
            line,
            f"byte 0x{raw[error.start]:02x} is not UTF-8",
            'Save the file again with the encoding "UTF-8"',
        ) from error


def read_rows(path: Path, columns: Sequence[str]) -> list[list[str]]:
    """Read the rows of a CSV file with exactly these *columns*, in this order.

    Raises:
        SpeciesFileError: a column or a value is missing, or one too many.
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        _check_header(path, next(reader, []), columns)
        rows = list(reader)
    except csv.Error as error:
        raise SpeciesFileError(
            path, reader.line_num, f"not valid CSV ({error})", "Check the quotes there"
        ) from error
    width = len(columns)
    for index, row in enumerate(rows):
        if len(row) != width:
            raise SpeciesFileError(
                path,
                line_of(path, index),
                f"{len(row)} values where {width} belong",
                "Give one value for each column, empty where nothing is known",
            )
    return rows


def line_of(path: Path, index: int) -> int:
    """Give the line on which row *index* (0 is the first after the header) ends."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    for number, _ in enumerate(reader, start=-1):
        if number == index:
            return reader.line_num
    return 0


def fail(path: Path, index: int, problem: str, mend: str) -> NoReturn:
    """Raise the error of row *index* of *path*."""
    raise SpeciesFileError(path, line_of(path, index), problem, mend)


def _check_header(path: Path, header: list[str], columns: Sequence[str]) -> None:
    for column in columns:
        if column not in header:
            raise SpeciesFileError(
                path, 1, f'column "{column}" is missing', _header_mend(header, columns)
            )
    for column in header:
        if column not in columns:
            near = difflib.get_close_matches(column, columns, n=1)
            hint = f'Did you mean "{near[0]}"?' if near else "Remove it"
            raise SpeciesFileError(path, 1, f'column "{column}" is unknown', hint)
    if header != list(columns):
        raise SpeciesFileError(
            path, 1, "the columns are in another order", _header_mend(header, columns)
        )


def _header_mend(header: list[str], columns: Sequence[str]) -> str:
    return f"The first line must be: {','.join(columns)}"


class DateReader:
    """Turns the date cells of one file into dates, remembering those seen."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: dict[str, date | None] = {"": None}

    def read(self, text: str, index: int) -> date | None:
        """Give the date written as YYYY-MM-DD; None for an empty cell."""
        try:
            return self._seen[text]
        except KeyError:
            pass
        try:
            found = date.fromisoformat(text) if len(text) == 10 else None
        except ValueError:
            found = None
        if found is None:
            fail(
                self._path,
                index,
                f'"{text}" is not a date',
                "Write it as YYYY-MM-DD, for example 2023-02-23, or leave it empty",
            )
        self._seen[text] = found
        return found


def duplicates(values: Sequence[str]) -> Iterator[int]:
    """Give the index of each value that was there before."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index
        seen.add(value)
