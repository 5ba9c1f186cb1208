"""How the crawls of each marketplace went lately, and what waits for a person."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class LastCrawl(NamedTuple):
    """The last crawl of a marketplace.

    `complete_at` is when its last complete crawl ended, "" if there was none;
    `high_active` counts its active offers of high priority.
    """

    marketplace: str
    title: str
    min_listings: int
    crawl_id: int
    started_at: str
    finished_at: str
    outcome: str
    reason: str
    complete: bool
    pages_fetched: int
    listings_seen: int
    refusals: int
    errors: int
    complete_at: str
    high_active: int


_LAST = """
    SELECT m.name, m.title, m.min_listings, c.id, c.started_at,
        COALESCE(c.finished_at, ''), c.outcome, c.reason, e.complete, e.pages_fetched,
        e.listings_seen, e.refusals, e.errors,
        COALESCE((SELECT MAX(d.finished_at) FROM crawls d
            JOIN effort f ON f.crawl_id = d.id
            WHERE d.marketplace = m.name AND f.complete), ''),
        (SELECT COUNT(*) FROM listings l WHERE l.priority = 'high'
            AND l.marketplace = m.name AND l.state = 'active')
    FROM marketplaces m
    JOIN crawls c ON c.id = (SELECT MAX(id) FROM crawls WHERE marketplace = m.name)
    JOIN effort e ON e.crawl_id = c.id
    ORDER BY m.name
"""


def last_crawls(conn: sqlite3.Connection) -> list[LastCrawl]:
    """Give the last crawl of each marketplace, by name."""
    return [
        LastCrawl(*row)._replace(complete=bool(row[8])) for row in conn.execute(_LAST)
    ]


def count_rows(conn: sqlite3.Connection) -> dict[str, int]:
    """Count listings, sightings and crawls."""
    return {
        table: conn.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in ("listings", "sightings", "crawls")
    }


def count_unreviewed(conn: sqlite3.Connection) -> int:
    """Count the active offers of high priority whose present text nobody judged."""
    (count,) = conn.execute(
        """SELECT COUNT(*) FROM review_queue q JOIN listings l ON l.id = q.listing
           WHERE l.priority = 'high' AND l.state = 'active'"""
    ).fetchone()
    return int(count)
