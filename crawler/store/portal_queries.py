"""What the portal's own pages ask of the store."""

from __future__ import annotations

import sqlite3
from typing import Any

from crawler.store import export_queries

Row = dict[str, Any]


def front_counts(conn: sqlite3.Connection) -> Row:
    """Count what the front page tells: what is there, what is flagged, what is new.

    `new` are flagged Appendix I listings that the last crawl of their marketplace
    saw first.
    """
    return _row(
        conn,
        """
        SELECT
            (SELECT COUNT(*) FROM listings) AS listings,
            (SELECT COUNT(*) FROM listings WHERE priority = 'high'
                AND state = 'active') AS flagged,
            (SELECT COUNT(*) FROM listings l WHERE l.priority = 'high'
                AND l.first_crawl_id IN (SELECT MAX(id) FROM crawls
                    WHERE outcome <> 'running' GROUP BY marketplace)) AS new,
            (SELECT COUNT(*) FROM marketplaces) AS marketplaces,
            (SELECT COUNT(*) FROM crawls) AS crawls,
            (SELECT MAX(started_at) FROM crawls) AS last_crawl
        """,
    )


def newest_flagged(conn: sqlite3.Connection, limit: int) -> list[Row]:
    """List the flagged Appendix I offers that were first seen last."""
    return _rows(
        conn,
        """
        SELECT l.id, l.title, l.taxon, l.offer, l.price_text, l.currency, l.state,
               l.first_seen_at, l.language,
               COALESCE(NULLIF(m.title, ''), m.name) AS marketplace
        FROM listings l JOIN marketplaces m ON m.name = l.marketplace
        WHERE l.priority = 'high'
        ORDER BY l.first_seen_at DESC, l.id DESC LIMIT ?
        """,
        (limit,),
    )


def one_listing(conn: sqlite3.Connection, number: int) -> Row | None:
    """Give a listing with its matches, texts, sightings and kin; None if unknown."""
    found = export_queries.listings_by_id(conn, [number])
    if not found:
        return None
    return {
        **found[0],
        "matches": export_queries.matches_by_listing(conn, [number]),
        "versions": export_queries.versions_by_listing(conn, [number]),
        "sightings": export_queries.sightings_by_listing(conn, [number]),
        "kin": _kin(conn, number),
        "appendix_listings": _appendix_listings(conn, number),
    }


def _kin(conn: sqlite3.Connection, number: int) -> list[Row]:
    """List the listings that repeat this one, and the seller's other flagged ones."""
    return _rows(
        conn,
        """
        SELECT o.id, o.title, o.marketplace, o.state, o.appendix, o.taxon, o.offer,
            CASE WHEN o.relisted_from = l.id THEN 'put up again as'
                 WHEN o.same_as = l.id THEN 'same text on another marketplace'
                 ELSE 'same seller' END AS kinship
        FROM listings l JOIN listings o ON o.id <> l.id AND (
            o.relisted_from = l.id OR o.same_as = l.id
            OR (o.seller_id = l.seller_id AND o.offer IN ('likely', 'possible')))
        WHERE l.id = ? ORDER BY kinship, o.id LIMIT 50
        """,
        (number,),
    )


def _appendix_listings(conn: sqlite3.Connection, number: int) -> list[Row]:
    """List what the Appendices say of the taxa that the listing's words name."""
    return _rows(
        conn,
        """
        SELECT DISTINCT t.scientific_name AS taxon, a.appendix, a.listed_under,
            a.population, a.party, a.annotation, a.valid_from, a.valid_until, a.source
        FROM matches m
        JOIN taxa t ON t.id = m.taxon_id
        JOIN appendix_listings a ON a.taxon_id = t.id
        WHERE m.listing = ?
        ORDER BY t.scientific_name, a.valid_from IS NULL, a.valid_from, a.appendix
        """,
        (number,),
    )


def _rows(conn: sqlite3.Connection, sql: str, values: tuple[int, ...]) -> list[Row]:
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _row(conn: sqlite3.Connection, sql: str) -> Row:
    (row,) = _rows(conn, sql, ())
    return row
