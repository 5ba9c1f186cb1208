"""The generator of a busy unit's year leaves the tables as the writer would."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.year_store import make_year_store
from crawler.items import Listing
from crawler.matching.match import Match, Step
from crawler.reports.make import make_report
from crawler.reports.period import parse_period
from crawler.species.model import Taxon
from crawler.store import Effort, MarketplaceFacts, Store
from crawler.store.consistency import find_faults
from crawler.workspace import Workspace, make_workspace

ALIKE = {
    "crawls": "SELECT id, marketplace, started_at, finished_at, outcome FROM crawls",
    "effort": """SELECT crawl_id, pages_fetched, listings_seen, listings_new,
        listings_changed, listings_gone, listings_relisted, refusals, errors, complete
        FROM effort""",
    "listings": """SELECT l.id, l.marketplace, listing_id, url, title, description,
        price_text, price_amount, currency, place_text, country, shipping_text, language,
        pseudonym, content_sha256, text_fingerprint, version, state, state_since,
        first_seen_at, last_seen_at, first_crawl_id, last_crawl_id, relisted_from,
        same_as, offer, priority, appendix, taxon, match_count, provenance, image_urls
        FROM listings l JOIN sellers s ON s.id = seller_id""",
    "texts": """SELECT id, listing, crawl, seen_at, title, description, price_text,
        price_amount, currency, content_sha256, offer, priority, appendix, taxon
        FROM listing_versions""",
    "sightings": "SELECT listing, crawl, seen_at, version, event FROM sightings",
    "flagged sightings": """SELECT crawl, listing, version, seen_at, event
        FROM flagged_sightings""",
    "counts": "SELECT crawl, last, last_alike, listings FROM seen_before",
    "queue": "SELECT listing, urgency, score, since FROM review_queue",
    **{
        table: f"""SELECT listing, version, field, taxon_id, taxon, taxon_group, appendix,
            appendices, kind, name, matched_text, "end", score, offer, reason,
            species_list_version, explanation, matched_at FROM {table} ORDER BY 1, 2, matched_at"""
        for table in ("matches", "past_matches")
    },
}


class Catalogue:
    """A species list of the taxa in a database."""

    version = ""

    def __init__(self, conn: sqlite3.Connection) -> None:
        rows = conn.execute("SELECT id, scientific_name, taxon_group FROM taxa")
        self.taxa = {number: (name, group) for number, name, group in rows}

    def taxon(self, taxon_id: str) -> Taxon:
        name = self.taxa[taxon_id][0]
        blank = [""] * 6
        return Taxon(taxon_id, name, "species", *blank, name.split()[0], "", "")

    def group(self, taxon_id: str) -> str:
        return self.taxa[taxon_id][1]

    def listings_of(self, _taxon_id: str) -> Iterable[Any]:
        return []

    def names_of(self, _taxon_id: str) -> Iterable[Any]:
        return []


def matches_of(conn: sqlite3.Connection, version: int) -> list[Match]:
    rows = conn.execute(
        """SELECT DISTINCT taxon, taxon_id, rank, appendix, appendices, kind, name, language,
               matched_text, start, "end", score, offer, reason, explanation
           FROM (SELECT * FROM matches UNION ALL SELECT * FROM past_matches)
           WHERE version = ?""",
        (version,),
    )
    return [
        Match(
            *row[:4],
            tuple(json.loads(row[4])),
            *row[5:14],
            explanation=tuple(Step(**step) for step in json.loads(row[14])),
        )
        for row in rows
    ]


def seen_in(conn: sqlite3.Connection, crawl: int) -> Iterator[Listing]:
    """Give the listings of a crawl as its spider and pipelines would have."""
    rows = conn.execute(
        """SELECT l.marketplace, l.listing_id, l.url, v.title, v.description,
               v.price_text, l.place_text, l.shipping_text, l.language, s.seen_at,
               v.price_amount, v.currency, l.country, v.content_sha256,
               l.text_fingerprint, p.pseudonym, v.offer, v.priority, v.appendix, v.id
           FROM sightings s JOIN listings l ON l.id = s.listing
           JOIN listing_versions v ON v.id = s.version JOIN sellers p ON p.id = l.seller_id
           WHERE s.crawl = ? AND s.event <> 'gone' ORDER BY l.id""",
        (crawl,),
    )
    names = (
        *("marketplace", "listing_id", "url", "title", "description", "price_text"),
        *("place_text", "shipping_text", "language", "seen_at", "price_amount"),
        *("currency", "country", "content_sha256", "text_fingerprint"),
        *("seller_pseudonym", "offer", "priority", "appendix"),
    )
    for *values, version in rows.fetchall():
        facts = dict(zip(names, values, strict=True))
        facts["seen_at"] = datetime.fromisoformat(facts["seen_at"])
        if facts["price_amount"] is not None:
            facts["price_amount"] = Decimal(facts["price_amount"])
        yield Listing(**facts, matches=matches_of(conn, version))


def write_again(conn: sqlite3.Connection, path: Path) -> None:
    """Let the writer live through the crawls of a generated database."""
    crawls = conn.execute(
        """SELECT c.id, m.name, m.title, m.home, m.country, started_at, finished_at,
               outcome, reason, software_version, species_list_version, pages_requested,
               pages_fetched, refusals, errors
           FROM crawls c JOIN marketplaces m ON m.name = c.marketplace
           JOIN effort e ON e.crawl_id = c.id ORDER BY c.id"""
    ).fetchall()
    with Store.open(path, catalogue=lambda: Catalogue(conn)) as store:
        for number, *facts in crawls:
            name, title, home, country = facts[:4]
            begun, ended, outcome, reason, program, listed = facts[4:10]
            crawl = store.begin_crawl(
                MarketplaceFacts(name, title=title, home=home, country=country),
                started_at=datetime.fromisoformat(begun),
                software_version=program,
                species_list_version=listed,
            )
            assert crawl == number
            store.write_batch(crawl, seen_in(conn, number))
            asked, got, refusals, errors = facts[10:]
            had = Effort(
                pages_requested=asked,
                pages_fetched=got,
                refusals=refusals,
                errors=errors,
                index_errors=errors,
            )
            store.finish_crawl(
                *(crawl, outcome, reason, had),
                finished_at=datetime.fromisoformat(ended),
            )
        reviews = "listing, version, reviewed_at, reviewer, verdict"
        store.conn.executemany(
            f"INSERT INTO reviews ({reviews}) VALUES (?, ?, ?, ?, ?)",
            conn.execute(f"SELECT {reviews} FROM reviews ORDER BY id"),
        )


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Workspace]:
    """A generated year, and the same year written crawl by crawl."""
    made, written = (
        make_workspace(tmp_path_factory.mktemp(name)) for name in ("made", "written")
    )
    make_year_store(made.database, 1500, 18_000, 200, markets=6)
    with closing(sqlite3.connect(made.database)) as conn:
        write_again(conn, written.database)
    return made, written


@pytest.mark.slow
@pytest.mark.parametrize("table", ALIKE)
def test_a_table_is_as_the_writer_leaves_it(
    table: str, years: tuple[Workspace, Workspace]
) -> None:
    found = []
    for year in years:
        with closing(sqlite3.connect(year.database)) as conn:
            found.append(conn.execute(ALIKE[table]).fetchall())
    assert found[0] == found[1]
    assert len(found[0]) > 20


def test_a_generated_year_does_not_contradict_itself(
    years: tuple[Workspace, Workspace],
) -> None:
    with closing(sqlite3.connect(years[0].database)) as conn:
        assert find_faults(conn) == []
        events = dict(conn.execute("SELECT event, COUNT(*) FROM sightings GROUP BY 1"))
    assert set(events) == {"new", "seen", "changed", "gone", "relisted"}


@pytest.mark.slow
def test_both_give_the_same_report(years: tuple[Workspace, Workspace]) -> None:
    reports = []
    for year in years:
        made = make_report(year, parse_period("2026"), date(2027, 1, 10))
        tables = sorted((made.page.parent / "tables").iterdir())
        reports.append({one.name: one.read_bytes() for one in tables})
    assert reports[0] == reports[1]
    assert reports[0]["appendix_i_offers.csv"].count(b"\n") > 10
