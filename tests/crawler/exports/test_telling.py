"""The report tells what a reader asks: in what money, under which Appendix, when."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from crawler.exports.offers import Record
from crawler.exports.package import gather
from crawler.exports.report_html import report_html
from crawler.exports.report_pdf import report_pdf
from crawler.exports.telling import tell_offer, tell_package
from crawler.store import Store
from crawler.store.export_queries import ExportFilters
from crawler.workspace import Workspace

MADE_AT = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)


@pytest.fixture
def record(season: Workspace) -> Record:
    with Store.open(season.database, read_only=True) as store:
        record = gather(season, store, ExportFilters(), MADE_AT).records[0]
    seen = {"first_seen_at": "2026-11-02T06:00:00Z"}
    return {**record, **seen, "last_seen_at": "2026-11-20T06:00:00Z"}


def facts(record: Record) -> dict[str, str]:
    return dict(tell_offer(record, [], [])["facts"])


@pytest.mark.parametrize(
    ("text", "currency", "told"),
    [
        ("2175.00", "SGD", "2175.00 (SGD)"),
        ("5.200,00 €", "EUR", "5.200,00 € (EUR)"),
        ("USD 40", "USD", "USD 40"),
        ("on request", "", "on request"),
    ],
)
def test_a_price_names_the_currency_that_was_read(
    record: Record, text: str, currency: str, told: str
) -> None:
    price = {"text": text, "amount": None, "currency": currency}
    assert facts({**record, "price": price})["Price"] == told


def test_one_crawl_is_one_crawl(record: Record) -> None:
    once = {**record, "sightings": record["sightings"][:1]}
    assert facts(once)["Last seen"] == "2026-11-20 06:00:00 UTC, in 1 crawl"


ENTRIES = [
    ("ended before", "1977-02-04", "1990-01-18", False),
    ("ended the day it was first seen", "1990-01-18", "2026-11-02", False),
    ("ended while it was seen", "1990-01-18", "2026-11-10", True),
    ("holds", "2000-07-19", "", True),
    ("always held", "", "", True),
    ("began while it was seen", "2026-11-10", "", True),
    ("begins later", "2026-12-01", "", False),
]


@pytest.mark.parametrize(("name", "since", "until", "holds"), ENTRIES)
def test_entries_in_force_are_told_apart_from_others(
    record: Record, name: str, since: str, until: str, holds: bool
) -> None:
    entry = dict.fromkeys(("listed_under", "population", "party", "annotation"), "")
    entry |= {"taxon": name, "appendix": "I", "source": ""}
    entry |= {"valid_from": since, "valid_until": until}
    told = tell_offer({**record, "appendix_listings": [entry]}, [], [])
    (shown,) = told["law" if holds else "law_else"]
    assert shown.startswith(f"{name}: Appendix I")
    assert not told["law_else" if holds else "law"]


def made(season: Workspace, record: Record) -> dict[str, Any]:
    with Store.open(season.database, read_only=True) as store:
        package = gather(season, store, ExportFilters(), MADE_AT)
    return tell_package(package, [tell_offer(record, [], [])])


def test_words_from_the_right_stand_on_the_right(
    season: Workspace, record: Record, tmp_path: Path
) -> None:
    title = "سوار عاج"
    told = made(season, {**record, "title": title, "description": "A chair."})
    page = PdfReader(
        BytesIO(report_pdf(told | {"first": 0, "of": 1}, tmp_path, MADE_AT))
    )
    starts: dict[str, float] = {}

    def note(text: str, matrix: list[float], *rest: Any) -> None:
        if text.strip():
            starts.setdefault(text.strip(), matrix[4])

    page.pages[0].extract_text(visitor_text=note)
    middle = float(page.pages[0].mediabox.width) / 2
    from_right = [x for text, x in starts.items() if re.search("[\u0600-\u06ff]", text)]
    assert from_right
    assert min(from_right) > middle
    (from_left,) = [x for text, x in starts.items() if "chair" in text]
    assert from_left < middle


def test_page_and_pdf_tell_the_same_sections(
    season: Workspace, record: Record, tmp_path: Path
) -> None:
    entry = dict.fromkeys(("listed_under", "population", "party", "annotation"), "")
    entry |= {"taxon": "Panthera", "appendix": "I", "source": "", "valid_from": ""}
    both = [{**entry, "valid_until": until} for until in ("", "1990-01-18")]
    told = made(season, {**record, "appendix_listings": both})
    pdf = PdfReader(
        BytesIO(report_pdf(told | {"first": 0, "of": 1}, tmp_path, MADE_AT))
    )
    read = " ".join(page.extract_text() for page in pdf.pages)
    page = report_html(told).decode()
    for heading in ("The Appendices when the offer was seen", "Entries of other times"):
        assert heading in " ".join(read.split())
        assert heading in page
