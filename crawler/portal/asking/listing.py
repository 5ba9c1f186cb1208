"""One listing with all that is known of it."""

from __future__ import annotations

import json
import sqlite3

from crawler.portal.asking.rows import LANGUAGE, Row, rows, value
from crawler.store import export_queries

OTHERS = 20
EVIDENCE = 60
SIGHTINGS = 200


def one_listing(conn: sqlite3.Connection, number: int) -> Row | None:
    """Give a listing with matches, texts, sightings, kin, reviews; None if unknown."""
    found = export_queries.listings_by_id(conn, [number])
    if not found:
        return None
    listing = found[0]
    listing["language"] = value(
        conn,
        f"""SELECT {LANGUAGE} FROM listings l
            JOIN marketplaces m ON m.name = l.marketplace WHERE l.id = ?""",  # noqa: S608
        (number,),
    )
    return {
        **listing,
        "claims": json.loads(listing["claims"]),
        "matches": [
            {
                **match,
                "possible": json.loads(match["appendices"]),
                "steps": [
                    {"rule": "", **step} for step in json.loads(match["explanation"])
                ],
            }
            for match in export_queries.matches_by_listing(conn, [number])
        ],
        "versions": export_queries.versions_by_listing(conn, [number]),
        "sightings": export_queries.sightings_by_listing(conn, [number])[-SIGHTINGS:],
        "kin": _kin(conn, listing),
        "seller_others": _seller_others(conn, listing),
        "appendix_listings": _appendix_listings(conn, number),
        "reviews": rows(
            conn,
            """SELECT r.*, v.content_sha256 FROM reviews r
               JOIN listing_versions v ON v.id = r.version
               WHERE r.listing = ? ORDER BY r.id DESC""",
            (number,),
        ),
        "evidence": _evidence(conn, listing),
    }


def _kin(conn: sqlite3.Connection, listing: Row) -> list[Row]:
    """List the listings that repeat this one, those that it repeats, and its likes.

    A listing that has the same text is not told of again as one that is alike.
    """
    return rows(
        conn,
        """SELECT MAX(k.kinship) AS kinship, o.id, o.title, o.marketplace, o.state, o.taxon, o.offer
           FROM (
               SELECT id, 'relisted_as' AS kinship FROM listings WHERE relisted_from = :id
               UNION SELECT :from, 'relisted_from'
               UNION SELECT id, 'same_text' FROM listings WHERE same_as = :id
               UNION SELECT :same, 'same_text'
               UNION SELECT id, 'same_text' FROM listings
                   WHERE same_as = :same AND id <> :id
               UNION SELECT other, 'alike' FROM same_offers WHERE listing = :id
               UNION SELECT listing, 'alike' FROM same_offers WHERE other = :id
           ) k JOIN listings o ON o.id = k.id
           GROUP BY o.id ORDER BY 1 DESC, o.id LIMIT 50""",
        {
            "id": listing["id"],
            "from": listing["relisted_from"],
            "same": listing["same_as"],
        },
    )


def _seller_others(conn: sqlite3.Connection, listing: Row) -> list[Row]:
    """List other offers of the seller, flagged ones first."""
    return rows(
        conn,
        f"""SELECT id, title, taxon, appendix, offer, state, price_text, currency
            FROM listings WHERE seller_id = ? AND id <> ?
            ORDER BY offer NOT IN ('likely', 'possible'), id DESC LIMIT {OTHERS}""",  # noqa: S608
        (listing["seller_id"], listing["id"]),
    )


def _appendix_listings(conn: sqlite3.Connection, number: int) -> list[Row]:
    """List what the Appendices say of the taxa that the listing's words name."""
    return rows(
        conn,
        """SELECT DISTINCT t.id AS taxon_id, t.scientific_name AS taxon, a.appendix,
               a.listed_under, a.population, a.party, a.annotation, a.valid_from,
               a.valid_until, a.source
           FROM matches m
           JOIN taxa t ON t.id = m.taxon_id
           JOIN appendix_listings a ON a.taxon_id = t.id
           WHERE m.listing = ?
           ORDER BY t.scientific_name, a.valid_from IS NULL, a.valid_from, a.appendix
           LIMIT 60""",
        (number,),
    )


def _evidence(conn: sqlite3.Connection, listing: Row) -> list[Row]:
    """List what was kept of the listing as evidence, the newest first."""
    return rows(
        conn,
        f"""SELECT id, captured_at, kind, reason, content_type, payload_bytes,
               COALESCE(NULLIF(payload_sha256, ''), record_sha256) AS digest, warc,
               deleted_at
           FROM evidence WHERE marketplace = ? AND listing_id = ?
               AND kind IN ('page', 'picture', 'screenshot', 'print')
           ORDER BY id DESC LIMIT {EVIDENCE}""",  # noqa: S608
        (listing["marketplace"], listing["listing_id"]),
    )
