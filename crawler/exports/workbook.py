"""Offers as an Excel workbook, in which every published text is text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from crawler.exports.formats import CSV_COLUMNS, offer_row
from crawler.exports.package import NOTICE, Package
from crawler.exports.sheets import SheetWriter, workbook

_EVIDENCE = (
    *("listing", "title", "captured_at", "kind", "url", "payload_bytes"),
    *("payload_sha256", "warc", "record_id", "record_sha256", "sha256", "deleted_at"),
)
_HISTORY = ("listing", "seen_at", "title", "price_text", "price_amount", "currency")
_TIMES = ("first_seen_at", "last_seen_at", "state_since", "posted_on")
_WIDTHS = {
    **{"title": 50, "reason": 60, "url": 40, "prices": 30, "matched_text": 25},
    **{"column": 22, "meaning": 80},
    **dict.fromkeys((*_TIMES, "seen_at", "captured_at", "deleted_at"), 21),
}


def offers_xlsx(package: Package) -> bytes:
    """Write the sheets offers, history, evidence and columns.

    Texts are cells of type text in the format text, so that nothing runs, and a
    number or date stays as published also when the cell is edited.
    """
    out = BytesIO()
    with workbook(out) as book:
        write = SheetWriter(book, _WIDTHS)
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
