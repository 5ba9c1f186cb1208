"""What the dashboard tells: quick counts, and the figures behind its charts."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta

from crawler.portal.asking.rows import LANGUAGE, Row, row, rows, value

NEWEST = 8
TAXA = 10
PLACES = 250


def stamp(conn: sqlite3.Connection) -> list[object]:
    """Give what changes when a crawl begins or ends, or all was matched again.

    The first is the last crawl, the third how many run.
    """
    found = conn.execute(
        """SELECT MAX(id), MAX(finished_at), SUM(outcome = 'running'),
               (SELECT MAX(finished_at) FROM rematches) FROM crawls"""
    ).fetchone()
    return list(found)


def since_yesterday(conn: sqlite3.Connection) -> str:
    """Give the day before the last crawl began (today's, if there is none)."""
    last = value(conn, "SELECT MAX(started_at) FROM crawls")
    day = date.fromisoformat(last[:10]) if last else datetime.now(UTC).date()
    return (day - timedelta(days=1)).isoformat()


def counts(conn: sqlite3.Connection, since: str) -> Row:
    """Count listings, marketplaces, crawls, and flagged Appendix I offers."""
    found = row(
        conn,
        """SELECT
            (SELECT COUNT(*) FROM listings) AS listings,
            (SELECT COUNT(*) FROM listings WHERE priority = 'high'
                AND state = 'active') AS flagged,
            (SELECT COUNT(*) FROM listings INDEXED BY listings_first_flagged
                WHERE priority = 'high' AND first_seen_at >= :since) AS new,
            (SELECT COUNT(*) FROM marketplaces) AS marketplaces,
            (SELECT COUNT(*) FROM crawls) AS crawls,
            (SELECT MAX(started_at) FROM crawls) AS last_crawl""",
        {"since": since},
    )
    return found or {}


def newest_flagged(conn: sqlite3.Connection) -> list[Row]:
    """List the flagged Appendix I offers that were first seen last."""
    return rows(
        conn,
        f"""SELECT l.id, l.title, l.taxon, l.offer, l.price_text, l.currency, l.state,
               l.first_seen_at, {LANGUAGE}, l.marketplace,
               COALESCE(NULLIF(m.title, ''), m.name) AS shop
           FROM listings l INDEXED BY listings_first_flagged
           JOIN marketplaces m ON m.name = l.marketplace
           WHERE l.priority = 'high'
           ORDER BY l.first_seen_at DESC, l.id DESC LIMIT {NEWEST}""",  # noqa: S608
    )


def top_taxa(conn: sqlite3.Connection) -> list[Row]:
    """Count the flagged listings of the taxa that have most, by Appendix."""
    return rows(
        conn,
        f"""SELECT taxon, appendix, COUNT(*) AS listings,
               SUM(state = 'active') AS active
           FROM listings INDEXED BY listings_facets
           WHERE match_count > 0 AND offer IN ('likely', 'possible') AND taxon <> ''
           GROUP BY taxon, appendix ORDER BY listings DESC, taxon LIMIT {TAXA}""",  # noqa: S608
    )


def places(conn: sqlite3.Connection) -> list[Row]:
    """Count flagged listings by where the goods are and where they are offered.

    `country` is that of the listing's place; `offered_in` that of the marketplace.
    """
    return rows(
        conn,
        f"""SELECT p.country, m.country AS offered_in, SUM(p.n) AS listings
           FROM (SELECT country, marketplace, COUNT(*) AS n
                 FROM listings INDEXED BY listings_facets
                 WHERE match_count > 0 AND offer IN ('likely', 'possible')
                 GROUP BY country, marketplace) p
           JOIN marketplaces m ON m.name = p.marketplace
           GROUP BY 1, 2 ORDER BY listings DESC LIMIT {PLACES}""",  # noqa: S608
    )
