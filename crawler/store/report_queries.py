"""What the trend report asks of the store: crawls, effort, flagged listings.

Rows come back as tuples named by the classes here. Nothing is counted by week
in SQL: the report says which crawls count and in which cell they fall.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

AT_ONCE = 5_000


class CrawlRow(NamedTuple):
    """One crawl of one marketplace with what it asked and got."""

    id: int
    marketplace: str
    title: str
    started_at: str
    outcome: str
    reason: str
    clock: str
    software_version: str
    species_list_version: str
    facts_sha256: str
    panel: str
    panel_id: int
    complete: int
    pages_requested: int
    pages_fetched: int
    listings_seen: int
    refusals: int
    errors: int


class ListingRow(NamedTuple):
    """One listing that was flagged in at least one of its versions."""

    id: int
    marketplace: str
    listing_id: str
    url: str
    place_text: str
    first_seen_at: str
    first_crawl_at: str
    state: str
    state_since: str
    relisted_from: int | None
    same_as: int | None
    country: str
    language: str
    shipping_text: str
    seller_id: int | None


EVENTS = ("changed", "gone", "new", "relisted", "seen")


class SightingRow(NamedTuple):
    """One flagged listing in one crawl, in numbers: there may be a million.

    `seen_at` is in seconds since 1970, UTC; `event` the place in `EVENTS`.
    """

    listing: int
    crawl: int
    seen_at: int
    version: int
    event: int


class EventRow(NamedTuple):
    """How many listings of a crawl were new, seen, changed, gone or relisted."""

    crawl: int
    event: str
    listings: int


def crawls_between(conn: sqlite3.Connection, since: str, until: str) -> list[CrawlRow]:
    """List the crawls that began from *since* to before *until* (UTC ISO 8601)."""
    rows = conn.execute(
        """
        SELECT c.id, c.marketplace, COALESCE(m.title, c.marketplace), c.started_at,
               c.outcome, COALESCE(c.reason, ''), COALESCE(c.clock, ''),
               COALESCE(c.software_version, ''), COALESCE(c.species_list_version, ''),
               COALESCE(c.facts_sha256, ''), c.panel, COALESCE(c.panel_id, 0),
               COALESCE(e.complete, 0), COALESCE(e.pages_requested, 0),
               COALESCE(e.pages_fetched, 0), COALESCE(e.listings_seen, 0),
               COALESCE(e.refusals, 0), COALESCE(e.errors, 0)
        FROM crawls c
        LEFT JOIN marketplaces m ON m.name = c.marketplace
        LEFT JOIN effort e ON e.crawl_id = c.id
        WHERE c.started_at >= ? AND c.started_at < ?
        ORDER BY c.started_at, c.marketplace, c.id
        """,
        (since, until),
    )
    return [CrawlRow(*row) for row in rows]


def judged_alike_until(conn: sqlite3.Connection) -> str:
    """Give the time before which all listings were judged by one list and one matcher.

    That is when the last `citeswatch rematch` of everything began; "" without one.
    """
    row = conn.execute(
        """SELECT MAX(started_at) FROM rematches WHERE finished_at IS NOT NULL
           AND json_extract(asked, '$.since') = ''
           AND json_array_length(asked, '$.marketplaces') = 0"""
    ).fetchone()
    return str(row[0] or "")


def first_crawls(conn: sqlite3.Connection) -> dict[str, str]:
    """Give each marketplace's first crawl's start, over the whole store."""
    return dict(
        conn.execute(
            "SELECT marketplace, MIN(started_at) FROM crawls GROUP BY marketplace"
        ).fetchall()
    )


def first_complete_crawls(conn: sqlite3.Connection) -> dict[str, str]:
    """Give the start of each marketplace's first complete crawl, if it had one."""
    return dict(
        conn.execute(
            """
            SELECT c.marketplace, MIN(c.started_at)
            FROM crawls c JOIN effort e ON e.crawl_id = c.id
            WHERE c.outcome = 'finished' AND e.complete = 1 GROUP BY c.marketplace
            """
        ).fetchall()
    )


class RulesRow(NamedTuple):
    """What a marketplace says of itself and of wildlife, by its TOML file."""

    home: str
    country: str
    code_of_conduct: str
    wildlife_policy_url: str
    notice_address: str
    coalition: str
    terms_reviewed_on: str


def marketplace_rules(
    conn: sqlite3.Connection, names: Iterable[str]
) -> dict[str, RulesRow]:
    """Give the rules of the marketplaces *names*, by name."""
    rows = conn.execute(
        """SELECT m.name, m.home, m.country, m.code_of_conduct, m.wildlife_policy_url,
                  m.notice_address, m.coalition, m.terms_reviewed_on
           FROM json_each(?) n JOIN marketplaces m ON m.name = n.value ORDER BY m.name""",
        (json.dumps(sorted(set(names))),),
    )
    return {name: RulesRow(*facts) for name, *facts in rows}


def marketplace_titles(conn: sqlite3.Connection) -> dict[str, str]:
    """Give each marketplace's title by its name."""
    return dict(conn.execute("SELECT name, title FROM marketplaces").fetchall())


def last_crawl_start(conn: sqlite3.Connection) -> str | None:
    """Give the start of the latest crawl, None if there is none."""
    start: str | None = conn.execute("SELECT MAX(started_at) FROM crawls").fetchone()[0]
    return start


def crawl_events(conn: sqlite3.Connection, crawls: Iterable[int]) -> list[EventRow]:
    """Count the events of *crawls* over all listings.

    Ended crawls have them in their effort; one that runs is counted. CROSS JOIN lets
    SQLite begin with the crawl: it would read all sightings to find that none runs.
    """
    rows = conn.execute(
        """
        WITH asked AS (
            SELECT c.id, c.outcome = 'running' AS running
            FROM json_each(?) j JOIN crawls c ON c.id = j.value
        ), told AS (
            SELECT e.* FROM asked a JOIN effort e ON e.crawl_id = a.id
            WHERE NOT a.running
        )
        SELECT crawl_id, 'new', listings_new FROM told WHERE listings_new
        UNION ALL SELECT crawl_id, 'changed', listings_changed FROM told
            WHERE listings_changed
        UNION ALL SELECT crawl_id, 'gone', listings_gone FROM told WHERE listings_gone
        UNION ALL SELECT crawl_id, 'relisted', listings_relisted FROM told
            WHERE listings_relisted
        UNION ALL SELECT crawl_id, 'seen', seen FROM
            (SELECT crawl_id, listings_seen - listings_new - listings_changed
                - listings_relisted AS seen FROM told) WHERE seen
        UNION ALL SELECT s.crawl, s.event, COUNT(*)
            FROM asked a CROSS JOIN sightings s ON s.crawl = a.id
            WHERE a.running GROUP BY s.crawl, s.event
        ORDER BY 1, 2
        """,
        (json.dumps(list(crawls)),),
    )
    return [EventRow(*row) for row in rows]


_EVENT = " ".join(f"WHEN '{event}' THEN {place}" for place, event in enumerate(EVENTS))


def flagged_sightings(
    conn: sqlite3.Connection, crawls: Iterable[int]
) -> Iterator[tuple[int, ...]]:
    """Give what *crawls* noted of flagged listings, gone ones included.

    Rows are those of `SightingRow`, by crawl and listing.
    """
    return conn.execute(
        f"""
        SELECT listing, crawl, CAST(strftime('%s', seen_at) AS INTEGER), version,
            CASE event {_EVENT} END
        FROM flagged_sightings
        WHERE crawl IN (SELECT value FROM json_each(?)) ORDER BY crawl, listing
        """,  # noqa: S608 (our own words)
        (json.dumps(list(crawls)),),
    )


_LISTING = """l.id, l.marketplace, l.listing_id, l.url, l.place_text, l.first_seen_at,
    c.started_at, l.state, l.state_since, l.relisted_from, l.same_as, l.country,
    l.language, l.shipping_text, l.seller_id"""
# What is asked for of a matched listing is all in the index; a listing that has no match
# any more is in the table only.
_LISTINGS = f"""
    SELECT {_LISTING} FROM json_each(?) i
    CROSS JOIN listings l {{index}} ON l.id = i.value AND {{which}}
    JOIN crawls c ON c.id = l.first_crawl_id
    ORDER BY i.key
"""  # noqa: S608 (our own words)
_MATCHED = _LISTINGS.format(
    index="INDEXED BY listings_reported", which="l.match_count <> 0"
)
_UNMATCHED = _LISTINGS.format(index="NOT INDEXED", which="l.match_count = 0")


def listings_of(conn: sqlite3.Connection, ids: Iterable[int]) -> Iterator[ListingRow]:
    """Give the listings *ids*, by id."""
    ordered = sorted(ids)
    for begin in range(0, len(ordered), AT_ONCE):
        some = ordered[begin : begin + AT_ONCE]
        rows = conn.execute(_MATCHED, (json.dumps(some),)).fetchall()
        if left := sorted(set(some) - {row[0] for row in rows}):
            rows += conn.execute(_UNMATCHED, (json.dumps(left),)).fetchall()
            rows.sort(key=itemgetter(0))
        for row in rows:
            yield ListingRow(*row)
