"""What an export asks of the store: the flagged listings with all that is known.

Rows come back as dictionaries with the names of their columns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crawler.store.errors import StoreError
from crawler.store.search_words import words_query
from crawler.store.taxon_names import TAXA, check_taxon, taxon_values

Row = dict[str, Any]


@dataclass(frozen=True)
class ExportFilters:
    """Which offers to hand over; empty means all.

    *taxon* is a name of any rank and in any language of the species list, or a
    taxon group; taxa below it are in. *since* and *until* are UTC dates, both included: the offer was seen in between with a
    flagged text. *search* holds words that the listing's text must all have.
    With *case*, the reference of a case, its listings go out whether flagged or not,
    and the other filters do not count.
    """

    appendices: tuple[str, ...] = ("I",)
    offers: tuple[str, ...] = ("likely", "possible")
    marketplaces: tuple[str, ...] = ()
    taxon: str = ""
    since: str = ""
    until: str = ""
    search: str = ""
    case: str = ""


_FIND = f"""
    SELECT v.listing, MAX(v.id)
    FROM listing_versions v
    JOIN listings l ON l.id = v.listing
    WHERE v.appendix IN (SELECT value FROM json_each(:appendices))
      AND v.offer IN (SELECT value FROM json_each(:offers))
      AND (:marketplaces = '[]'
           OR l.marketplace IN (SELECT value FROM json_each(:marketplaces)))
      AND (:taxon = '' OR v.taxon = :taxon COLLATE NOCASE
           OR v.taxon IN (SELECT scientific_name FROM taxa WHERE id IN ({TAXA})))
      AND EXISTS (SELECT 1 FROM sightings s
            WHERE s.listing = v.listing AND s.version = v.id AND s.event <> 'gone'
              AND (:since = '' OR s.seen_at >= :since)
              AND (:until = '' OR s.seen_at < date(:until, '+1 day')))
      AND (:words = '' OR v.listing IN
            (SELECT rowid FROM listing_words WHERE listing_words MATCH :words))
    GROUP BY v.listing
    ORDER BY v.listing
"""  # noqa: S608 (our own words)
_OF_CASE = """
    SELECT c.listing, COALESCE((SELECT MAX(v.id) FROM listing_versions v
        WHERE v.listing = c.listing AND v.offer IN ('likely', 'possible')), l.version)
    FROM cases k JOIN case_listings c ON c.case_id = k.id
    JOIN listings l ON l.id = c.listing
    WHERE k.reference = :case
    ORDER BY c.listing
"""


def find_flagged(conn: sqlite3.Connection, filters: ExportFilters) -> dict[int, int]:
    """Give the listings that *filters* let through, each with its text's version.

    A listing is in if any text that it was seen with is flagged; the version is
    the latest of those texts. Of a case, every listing is in.

    Raises:
        StoreError: there is no such case, or nothing in the words to look for.
        UnknownTaxonError: no taxon has that name.
    """
    if filters.case:
        find_case(conn, filters.case)
        return dict(conn.execute(_OF_CASE, {"case": filters.case}).fetchall())
    if filters.taxon:
        check_taxon(conn, filters.taxon)
    words = words_query(filters.search)
    if filters.search and not words:
        raise StoreError(f"{filters.search!r} holds no word that can be looked for")
    rows = conn.execute(
        _FIND,
        {
            "appendices": json.dumps(filters.appendices),
            "offers": json.dumps(filters.offers),
            "marketplaces": json.dumps(filters.marketplaces),
            "taxon": filters.taxon,
            **taxon_values(conn, filters.taxon),
            "since": filters.since,
            "until": filters.until,
            "words": words,
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


def find_case(conn: sqlite3.Connection, reference: str) -> Row:
    """Give the case with this reference.

    Raises:
        StoreError: there is none; the text names some that there are.
    """
    columns = "reference, title, country, state, opened_at, closed_at"
    row = conn.execute(
        f"SELECT {columns} FROM cases WHERE reference = ?",  # noqa: S608 (our own words)
        (reference,),
    ).fetchone()
    if row is None:
        known = conn.execute("SELECT reference FROM cases ORDER BY id DESC LIMIT 5")
        names = ", ".join(name for (name,) in known) or "none"
        raise StoreError(f"there is no case {reference!r}; the latest are: {names}")
    return dict(zip(columns.split(", "), row, strict=True))


def evidence_by_listing(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Row]:
    """Give what is kept of the listings, in the order of the chain."""
    return _rows(
        conn,
        """
        SELECT l.id AS listing, e.* FROM json_each(:ids) i
        JOIN listings l ON l.id = i.value
        JOIN evidence e ON e.marketplace = l.marketplace
            AND e.listing_id = l.listing_id
        ORDER BY l.id, e.id
        """,
        ids,
    )


def legal_listings_by_listing(
    conn: sqlite3.Connection, ids: Iterable[int]
) -> list[Row]:
    """Give the entries of the Appendices that hold for the taxa that were matched."""
    return _rows(
        conn,
        """
        SELECT DISTINCT m.listing, t.scientific_name AS taxon, a.listed_under,
            a.appendix, a.population, a.party, a.annotation, a.valid_from,
            a.valid_until, a.source
        FROM json_each(:ids) i
        JOIN (SELECT listing, taxon_id FROM matches
              UNION SELECT listing, taxon_id FROM past_matches) m
            ON m.listing = i.value
        JOIN appendix_listings a ON a.taxon_id = m.taxon_id
        JOIN taxa t ON t.id = m.taxon_id
        ORDER BY m.listing, t.scientific_name, a.valid_from, a.id
        """,
        ids,
    )


def reviews_by_listing(conn: sqlite3.Connection, ids: Iterable[int]) -> list[Row]:
    """Give the reviews of the listings that were not taken back, oldest first."""
    return _rows(
        conn,
        """
        SELECT r.listing, r.version, r.reviewed_at, r.verdict, r.reason, r.taxon, r.note
        FROM json_each(:ids) i JOIN reviews r ON r.listing = i.value
        WHERE r.undone_at IS NULL ORDER BY r.listing, r.id
        """,
        ids,
    )


def _rows(conn: sqlite3.Connection, sql: str, ids: Iterable[int]) -> list[Row]:
    cursor = conn.execute(sql, {"ids": json.dumps(list(ids))})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
