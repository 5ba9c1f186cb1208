"""Offers as an Excel workbook, in which every published text is text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from crawler.exports.formats import CSV_COLUMNS, offer_row
from crawler.exports.package import NOTICE, Package

LONGEST_CELL = 32_767
"""Letters that a cell of Excel holds."""
_EVIDENCE = (
    *("listing", "title", "captured_at", "kind", "url", "payload_bytes"),
    *("payload_sha256", "warc", "record_id", "record_sha256", "sha256", "deleted_at"),
)
_HISTORY = ("listing", "seen_at", "title", "price_text", "price_amount", "currency")
_WIDTHS = {"title": 50, "reason": 60, "url": 40, "prices": 30, "matched_text": 25}
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def offers_xlsx(package: Package) -> bytes:
    """Write the sheets offers, history, evidence and columns.

    Texts are cells of type text in the format text, so that nothing runs, and a
    number or date stays as published also when the cell is edited.
    """
    out = BytesIO()
    with xlsxwriter.Workbook(out, _SAFE) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        text = book.add_format({"num_format": "@"})
        write = _Sheets(book, head, text)
        write.sheet("Offers", list(CSV_COLUMNS), map(offer_row, package.records))
        write.sheet("History", _HISTORY, _history(package.records))
        write.sheet("Evidence", _EVIDENCE, _evidence(package.records))
        meanings = [
            {"column": name, "meaning": meaning}
            for name, meaning in CSV_COLUMNS.items()
        ]
        about = {"column": "", "meaning": f"{NOTICE} Made {package.made_at}."}
        write.sheet("Columns", ("column", "meaning"), [*meanings, about])
    return out.getvalue()


class _Sheets:
    def __init__(self, book: xlsxwriter.Workbook, head: Format, text: Format) -> None:
        self.book, self.head, self.text = book, head, text

    def sheet(self, name: str, columns: Sequence[str], rows: Any) -> None:
        """Write a sheet with a fixed head that can be filtered."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.write_string(0, at, column, self.head)
            sheet.set_column(at, at, _WIDTHS.get(column, 16))
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
                told = str(value).encode("utf-8", "replace").decode()
                sheet.write_string(line, at, told[:LONGEST_CELL], self.text)


def _history(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "listing": record["listing_id"],
            "seen_at": version["seen_at"],
            "title": version["title"],
            "price_text": version["price"]["text"],
            "price_amount": version["price"]["amount"],
            "currency": version["price"]["currency"],
        }
        for record in records
        for version in record["versions"]
    ]


def _evidence(records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"listing": record["listing_id"], "title": record["title"], **kept}
        for record in records
        for kept in record["evidence"]
    ]
