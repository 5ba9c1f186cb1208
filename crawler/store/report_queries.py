"""What the trend report asks of the store: crawls, effort, flagged listings.

Rows come back as tuples named by the classes here. Nothing is counted by week
in SQL: the report says which crawls count and in which cell they fall.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

FLAGGED = "l.offer IN ('likely', 'possible') AND l.appendix <> ''"
"""A flagged listing: a likely or possible name match of a listed taxon."""


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
    complete: int
    pages_requested: int
    pages_fetched: int
    listings_seen: int
    refusals: int
    errors: int


class FlaggedRow(NamedTuple):
    """One flagged listing, judged by its text as last seen."""

    id: int
    marketplace: str
    listing_id: str
    url: str
    title: str
    price_text: str
    place_text: str
    offer: str
    appendix: str
    taxon: str
    taxon_group: str
    reason: str
    first_seen_at: str
    relisted_from: int | None
    same_as: int | None


class SightingRow(NamedTuple):
    """One flagged listing in one crawl."""

    listing: int
    crawl: int
    seen_at: str
    event: str


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


def first_crawls(conn: sqlite3.Connection) -> dict[str, str]:
    """Give each marketplace's first crawl's start, over the whole store."""
    return dict(
        conn.execute(
            "SELECT marketplace, MIN(started_at) FROM crawls GROUP BY marketplace"
        ).fetchall()
    )


def last_crawl_start(conn: sqlite3.Connection) -> str | None:
    """Give the start of the latest crawl, None if there is none."""
    start: str | None = conn.execute("SELECT MAX(started_at) FROM crawls").fetchone()[0]
    return start


def distinct_listings(
    conn: sqlite3.Connection, groups: Iterable[tuple[int, str]]
) -> dict[str, int]:
    """Count the distinct listings seen in each group of crawls.

    *groups* pairs a crawl's id with the name of its group; a crawl may be in
    several. A listing noted as gone was not seen.
    """
    rows = conn.execute(
        """
        SELECT json_extract(g.value, '$[1]'), COUNT(DISTINCT s.listing)
        FROM json_each(?) g
        JOIN sightings s ON s.crawl = json_extract(g.value, '$[0]') AND s.event <> 'gone'
        GROUP BY 1
        """,
        (json.dumps(list(groups)),),
    )
    return dict(rows.fetchall())


def crawl_events(conn: sqlite3.Connection, crawls: Iterable[int]) -> list[EventRow]:
    """Count the events of *crawls* over all listings."""
    rows = conn.execute(
        """
        SELECT s.crawl, s.event, COUNT(*)
        FROM json_each(?) c JOIN sightings s ON s.crawl = c.value
        GROUP BY s.crawl, s.event ORDER BY s.crawl, s.event
        """,
        (json.dumps(list(crawls)),),
    )
    return [EventRow(*row) for row in rows]


def flagged_sightings(
    conn: sqlite3.Connection, crawls: Iterable[int]
) -> list[SightingRow]:
    """List what *crawls* noted of flagged listings, gone ones included."""
    rows = conn.execute(
        f"""
        SELECT s.listing, s.crawl, s.seen_at, s.event
        FROM json_each(?) c
        JOIN sightings s ON s.crawl = c.value
        JOIN listings l ON l.id = s.listing
        WHERE {FLAGGED}
        ORDER BY s.crawl, s.listing
        """,  # noqa: S608 (our own constant)
        (json.dumps(list(crawls)),),
    )
    return [SightingRow(*row) for row in rows]


def flagged_listings(
    conn: sqlite3.Connection, crawls: Iterable[int]
) -> list[FlaggedRow]:
    """List the flagged listings that *crawls* saw or missed, by id."""
    rows = conn.execute(
        f"""
        SELECT l.id, l.marketplace, l.listing_id, l.url, l.title,
               COALESCE(l.price_text, ''), COALESCE(l.place_text, ''),
               l.offer, l.appendix, COALESCE(l.taxon, ''),
               COALESCE(m.taxon_group, ''), COALESCE(m.reason, ''),
               l.first_seen_at, l.relisted_from, l.same_as
        FROM listings l
        LEFT JOIN matches m ON m.id = (
            SELECT b.id FROM matches b
            WHERE b.listing = l.id AND b.taxon = l.taxon
            ORDER BY b.appendix = l.appendix DESC,
                     b.offer IN ('likely', 'possible') DESC, b.score DESC, b.id
            LIMIT 1)
        WHERE {FLAGGED} AND l.id IN (
            SELECT s.listing FROM json_each(?) c JOIN sightings s ON s.crawl = c.value)
        ORDER BY l.id
        """,  # noqa: S608 (our own constant)
        (json.dumps(list(crawls)),),
    )
    return [FlaggedRow(*row) for row in rows]
