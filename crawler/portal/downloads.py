"""Listings as a file: CSV and XLSX whose texts no spreadsheet runs, and JSON."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import xlsxwriter
from starlette.responses import Response

from crawler.exports.spreadsheet import as_csv
from crawler.portal.asking.rows import Row, rows
from crawler.portal.asking.search import find_ids
from crawler.portal.asking.wanted import Wanted
from crawler.portal.visit import Visit
from crawler.store.write_exports import ExportedFile, record_export

MOST = 50_000
_LONGEST_CELL = 32_000
NOTICE = (
    "Each listing is a name match: its words name a taxon that is listed in the "
    "Appendix given. That is not a finding of illegality."
)
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
COLUMNS = (
    "id",
    "title",
    "appendix",
    "taxon",
    "offer",
    "state",
    "price_text",
    "price_amount",
    "currency",
    "marketplace",
    "listing_id",
    "url",
    "place_text",
    "country",
    "language",
    "first_seen_at",
    "last_seen_at",
    "seller_pseudonym",
    "verdict",
    "verdict_reason",
    "right_taxon",
    "reason",
    "content_sha256",
    "description",
)
_OWN = ("first_seen_at", "last_seen_at")
_ROWS = """
    SELECT l.id, l.title, l.appendix, l.taxon, l.offer, l.state, l.price_text,
        l.price_amount, l.currency, l.marketplace, l.listing_id, l.url, l.place_text,
        l.country, l.language, l.first_seen_at, l.last_seen_at,
        COALESCE(s.pseudonym, '') AS seller_pseudonym,
        COALESCE(r.verdict, '') AS verdict, COALESCE(r.reason, '') AS verdict_reason,
        COALESCE(r.taxon, '') AS right_taxon,
        COALESCE(
            (SELECT b.reason FROM matches b WHERE b.listing = l.id AND b.taxon = l.taxon
                ORDER BY b.score DESC, b.id LIMIT 1),
            (SELECT b.reason FROM matches b WHERE b.listing = l.id
                ORDER BY b.score DESC, b.id LIMIT 1), '') AS reason,
        l.content_sha256, l.description
    FROM json_each(?) i JOIN listings l ON l.id = i.value
    LEFT JOIN sellers s ON s.id = l.seller_id
    LEFT JOIN reviews r ON r.id = (SELECT MAX(x.id) FROM reviews x
        WHERE x.listing = l.id AND x.undone_at IS NULL)
    ORDER BY l.id DESC
"""


def of_search(conn: sqlite3.Connection, wanted: Wanted) -> list[Row]:
    """Give the rows of a search, up to `MOST`, in the order of its page."""
    return of_ids(conn, find_ids(conn, wanted, MOST))


def of_ids(conn: sqlite3.Connection, ids: Sequence[int]) -> list[Row]:
    """Give the rows of listings by their numbers."""
    return rows(conn, _ROWS, (json.dumps(list(ids)),))


def answer(
    visit: Visit, stem: str, listings: Sequence[Row], form: str, asked: str
) -> Response:
    """Give the file, and note in the database that it was handed over."""
    content = as_file(listings, form, asked)
    name = f"{stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.{form}"
    with visit.portal.databases.writing() as conn:
        record_export(
            conn,
            visit.now,
            {"portal": asked, "user": visit.user.login},
            ExportedFile(name, form, len(listings), sha256(content).hexdigest()),
        )
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=FORMATS[form], headers=headers)


def as_file(listings: Sequence[Row], form: str, asked: str) -> bytes:
    """Write the rows in one of `FORMATS`."""
    if form == "csv":
        return as_csv(COLUMNS, listings, own=_OWN)
    if form == "xlsx":
        return _as_xlsx(listings)
    document = {
        "notice": NOTICE,
        "asked": asked,
        "count": len(listings),
        "listings": [{name: row[name] for name in COLUMNS} for row in listings],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _as_xlsx(listings: Sequence[Row]) -> bytes:
    buffer = io.BytesIO()
    # Text stays text: no formula, no link, no number that a title looks like.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("listings")
        sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 2)
        for number, row in enumerate(listings, start=1):
            for column, name in enumerate(COLUMNS):
                _write(sheet, number, column, row[name])
    return buffer.getvalue()


def _write(sheet: Any, number: int, column: int, value: object) -> None:
    if isinstance(value, (int, float)):
        sheet.write_number(number, column, value)
    elif value:
        text = "".join(c for c in str(value) if c.isprintable() or c in "\n\t")
        sheet.write_string(number, column, text[:_LONGEST_CELL])
