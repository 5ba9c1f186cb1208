"""What an export asks of the store: the flagged listings with all that is known.

Rows come back as dictionaries with the names of their columns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class ExportFilters:
    """Which offers to hand over; empty means all.

    *taxon* is a scientific name of any rank, a name in any language of a taxon
    that was matched, or a taxon group. *since* and
    *until* are UTC dates, both included: the offer was seen in between with a
    flagged text.
    """

    appendices: tuple[str, ...] = ("I",)
    offers: tuple[str, ...] = ("likely", "possible")
    marketplaces: tuple[str, ...] = ()
    taxon: str = ""
    since: str = ""
    until: str = ""


_FIND = """
    SELECT v.listing, MAX(v.id)
    FROM listing_versions v
    JOIN listings l ON l.id = v.listing
    WHERE v.appendix IN (SELECT value FROM json_each(:appendices))
      AND v.offer IN (SELECT value FROM json_each(:offers))
      AND (:marketplaces = '[]'
           OR l.marketplace IN (SELECT value FROM json_each(:marketplaces)))
      AND (:taxon = '' OR v.taxon = :taxon COLLATE NOCASE
           OR v.taxon IN (SELECT scientific_name FROM taxa
                WHERE :taxon COLLATE NOCASE IN (taxon_group, genus, family, "order",
                    class, phylum, kingdom)
                OR id IN (SELECT taxon_id FROM names
                    WHERE text = :taxon COLLATE NOCASE)))
      AND EXISTS (SELECT 1 FROM sightings s
            WHERE s.listing = v.listing AND s.version = v.id AND s.event <> 'gone'
              AND (:since = '' OR s.seen_at >= :since)
              AND (:until = '' OR s.seen_at < date(:until, '+1 day')))
    GROUP BY v.listing
    ORDER BY v.listing
"""


def find_flagged(conn: sqlite3.Connection, filters: ExportFilters) -> dict[int, int]:
    """Give the listings that *filters* let through, each with its text's version.

    A listing is in if any text that it was seen with is flagged; the version is
    the latest of those texts.
    """
    rows = conn.execute(
        _FIND,
        {
            "appendices": json.dumps(filters.appendices),
            "offers": json.dumps(filters.offers),
            "marketplaces": json.dumps(filters.marketplaces),
            "taxon": filters.taxon,
            "since": filters.since,
            "until": filters.until,
        },
    )
    return dict(rows.fetchall())


def listings_by_id(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Row]:
    """Give listings with their marketplace, seller and the listings they repeat."""
    return _rows(
        conn,
        """
        SELECT l.*, m.title AS marketplace_title, m.home AS marketplace_home,
               m.country AS marketplace_country, m.family AS marketplace_family,
               p.pseudonym AS seller_pseudonym,
               r.url AS relisted_from_url, r.listing_id AS relisted_from_listing_id,
               r.marketplace AS relisted_from_marketplace,
               c.url AS same_as_url, c.listing_id AS same_as_listing_id,
               c.marketplace AS same_as_marketplace
        FROM json_each(:ids) i
        JOIN listings l ON l.id = i.value
        JOIN marketplaces m ON m.name = l.marketplace
        LEFT JOIN sellers p ON p.id = l.seller_id
        LEFT JOIN listings r ON r.id = l.relisted_from
        LEFT JOIN listings c ON c.id = l.same_as
        ORDER BY l.id
        """,
        ids,
    )


def versions_by_listing(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Row]:
    """Give every text and price that the listings had, oldest first."""
    return _rows(
        conn,
        """
        SELECT v.* FROM json_each(:ids) i JOIN listing_versions v ON v.listing = i.value
        ORDER BY v.listing, v.seen_at, v.id
        """,
        ids,
    )


def sightings_by_listing(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Row]:
    """Give every sighting of the listings with its crawl, oldest first."""
    return _rows(
        conn,
        """
        SELECT s.listing, s.crawl, s.seen_at, s.version, s.event, c.started_at,
               c.outcome, c.clock, c.software_version, c.species_list_version
        FROM json_each(:ids) i
        JOIN sightings s ON s.listing = i.value
        JOIN crawls c ON c.id = s.crawl
        ORDER BY s.listing, s.seen_at, s.crawl
        """,
        ids,
    )


def matches_by_listing(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Row]:
    """Give every match of the listings' texts, past ones too, best first."""
    return _rows(
        conn,
        """
        WITH found AS (
            SELECT m.*, 1 AS is_current
            FROM json_each(:ids) i JOIN matches m ON m.listing = i.value
            UNION ALL
            SELECT m.*, 0
            FROM json_each(:ids) i JOIN past_matches m ON m.listing = i.value
        )
        SELECT f.*, t.kingdom, t.phylum, t.class, t."order", t.family, t.genus
        FROM found f LEFT JOIN taxa t ON t.id = f.taxon_id
        ORDER BY f.listing, f.is_current DESC, f.version DESC,
                 CASE f.offer WHEN 'likely' THEN 0 WHEN 'possible' THEN 1 ELSE 2 END,
                 f.score DESC, f.id
        """,
        ids,
    )


def _rows(conn: sqlite3.Connection, sql: str, ids: Iterable[int]) -> list[Row]:
    cursor = conn.execute(sql, {"ids": json.dumps(list(ids))})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
