"""Sheets of an Excel workbook, in which every text is text and nothing runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

LONGEST_CELL = 32_767
"""Letters that a cell of Excel holds."""
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook(out: BinaryIO) -> xlsxwriter.Workbook:
    """Begin a workbook that takes no text for a formula, a number or a link."""
    return xlsxwriter.Workbook(out, _SAFE)


class SheetWriter:
    """Writes sheets into a workbook; *widths* are in letters, by column."""

    def __init__(self, book: xlsxwriter.Workbook, widths: Mapping[str, int]) -> None:
        self.book = book
        self.widths = widths
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.text = book.add_format({"num_format": "@"})

    def sheet(self, name: str, columns: Sequence[str], rows: Any) -> None:
        """Write a sheet with a fixed head that can be filtered."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, self.head)
            # Room for the head, and for the arrow of its filter.
            usual = max(16, len(column) + 4)
            sheet.set_column(at, at, self.widths.get(column, usual))
        last = 0
        for last, row in enumerate(rows, 1):
            self._row(sheet, last, columns, row)
        sheet.autofilter(0, 0, last, len(columns) - 1)

    def _row(
        self,
        sheet: Worksheet,
        line: int,
        columns: Sequence[str],
        row: Mapping[str, Any],
    ) -> None:
        for at, column in enumerate(columns):
            value = row[column]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(line, at, value)
            elif value is not None and value != "":
                sheet.write_string(line, at, _told(str(value)), self.text)


def _told(value: str) -> str:
    """Cut at the longest cell, in which a letter beyond the first plane counts twice."""
    units = value.encode("utf-16-le", "replace")[: 2 * LONGEST_CELL]
    return units.decode("utf-16-le", "ignore")
