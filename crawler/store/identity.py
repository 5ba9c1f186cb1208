"""Listings compared with those before them, by bands of hashes kept in tables.

Nothing is held in memory but one batch, so that a million listings are no matter.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

MOST_CANDIDATES = 60
"""Of each kind, the newest; more share a template, not an offer."""


class Compared(NamedTuple):
    """What a listing is compared by."""

    id: int
    marketplace: str
    listing_id: str
    title: str
    description: str
    price: float | None
    currency: str
    seller: str
    country: str
    version: int


_COLUMNS = """l.id, l.marketplace, l.listing_id, l.title, l.description, l.price_amount,
    l.currency, COALESCE(s.pseudonym, ''),
    COALESCE(NULLIF(l.country, ''), m.country, ''), l.version"""
_FROM = """FROM listings l LEFT JOIN sellers s ON s.id = l.seller_id
    JOIN marketplaces m ON m.name = l.marketplace"""


def not_compared(conn: sqlite3.Connection, most: int | None) -> list[int]:
    """List the ids of listings whose present text was not compared, oldest first."""
    rows = conn.execute(
        """SELECT l.id FROM listings l
           LEFT JOIN compared_listings c ON c.listing = l.id
           WHERE c.version IS NOT l.version ORDER BY l.id LIMIT ?""",
        (-1 if most is None else most,),
    )
    return [listing for (listing,) in rows]


def load(conn: sqlite3.Connection, listings: Iterable[int]) -> list[Compared]:
    """Give what the listings are compared by."""
    return [
        Compared(*row)
        for listing in listings
        for row in conn.execute(f"SELECT {_COLUMNS} {_FROM} WHERE l.id = ?", (listing,))
    ]


def keep_keys(
    conn: sqlite3.Connection,
    listing: Compared,
    bands: Iterable[int],
    contacts: Iterable[tuple[str, str]],
) -> None:
    """Put the bands and contacts of a listing's present text in place of the former."""
    for table in ("text_bands", "listing_contacts"):
        conn.execute(f"DELETE FROM {table} WHERE listing = ?", (listing.id,))  # noqa: S608
    conn.executemany(
        "INSERT OR IGNORE INTO text_bands (band, listing) VALUES (?, ?)",
        [(band, listing.id) for band in bands],
    )
    conn.executemany(
        """INSERT OR IGNORE INTO listing_contacts (listing, kind, digest)
           VALUES (?, ?, ?)""",
        [(listing.id, kind, digest) for kind, digest in contacts],
    )
    conn.execute(
        "INSERT OR REPLACE INTO compared_listings (listing, version) VALUES (?, ?)",
        (listing.id, listing.version),
    )


def keep_picture(
    conn: sqlite3.Connection,
    listing: int,
    sha256: str,
    phash: int,
    bands: Iterable[int],
) -> None:
    """Keep the perceptual hash of a listing's picture; 0: it cannot be compared."""
    conn.execute(
        "INSERT OR IGNORE INTO listing_pictures VALUES (?, ?, ?)",
        (listing, sha256, phash),
    )
    conn.execute("DELETE FROM compared_listings WHERE listing = ?", (listing,))
    conn.executemany(
        "INSERT OR IGNORE INTO picture_bands (band, listing) VALUES (?, ?)",
        [(band, listing) for band in bands],
    )


def pictures_not_hashed(
    conn: sqlite3.Connection, most: int
) -> list[tuple[int, str, str, set[str]]]:
    """List listings with pictures kept as evidence that have no hash yet.

    Each with its marketplace, its own id and the checksums of those pictures.
    """
    rows = conn.execute(
        """SELECT l.id, l.marketplace, l.listing_id, json_group_array(e.payload_sha256)
           FROM evidence e JOIN listings l
             ON l.marketplace = e.marketplace AND l.listing_id = e.listing_id
           WHERE e.kind = 'picture' AND e.deleted_at IS NULL AND NOT EXISTS
               (SELECT 1 FROM listing_pictures p
                WHERE p.listing = l.id AND p.sha256 = e.payload_sha256)
           GROUP BY l.id ORDER BY l.id LIMIT ?""",
        (most,),
    )
    return [(*row[:3], set(json.loads(row[3]))) for row in rows]


def pictures_of(conn: sqlite3.Connection, listing: int) -> list[int]:
    """Give the perceptual hashes of a listing's pictures."""
    return [
        phash
        for (phash,) in conn.execute(
            "SELECT phash FROM listing_pictures WHERE listing = ? AND phash <> 0",
            (listing,),
        )
    ]


def contacts_of(conn: sqlite3.Connection, listing: int) -> set[str]:
    """Give the digests of the contacts in a listing's text."""
    return {
        digest
        for (digest,) in conn.execute(
            "SELECT digest FROM listing_contacts WHERE listing = ?", (listing,)
        )
    }


# What a listing is found by, and the newest others with the same. Each is read from
# the end of an index, so that a template of a million listings costs as much as one.
_CANDIDATES = (
    (
        "SELECT band FROM text_bands WHERE listing = ?",
        """SELECT listing FROM text_bands WHERE band = ? AND listing <> ?
           ORDER BY listing DESC LIMIT ?""",
    ),
    (
        "SELECT band FROM picture_bands WHERE listing = ?",
        """SELECT listing FROM picture_bands WHERE band = ? AND listing <> ?
           ORDER BY listing DESC LIMIT ?""",
    ),
    (
        "SELECT digest FROM listing_contacts WHERE listing = ?",
        """SELECT listing FROM listing_contacts WHERE digest = ? AND listing <> ?
           ORDER BY listing DESC LIMIT ?""",
    ),
)


def candidates(conn: sqlite3.Connection, listing: int) -> set[int]:
    """Give the listings that may be the same offer as *listing*."""
    found: set[int] = set()
    for keys, others in _CANDIDATES:
        shared: Counter[int] = Counter()
        for (key,) in conn.execute(keys, (listing,)).fetchall():
            rows = conn.execute(others, (key, listing, MOST_CANDIDATES))
            shared.update(other for (other,) in rows)
        best = sorted(shared, key=lambda one: (shared[one], one), reverse=True)
        found.update(best[:MOST_CANDIDATES])
    return found


def keep_same(
    conn: sqlite3.Connection,
    listing: int,
    found: Iterable[tuple[int, float, str]],
    now: str,
) -> int:
    """Put what was found to be the same as *listing* in place of what was before."""
    conn.execute(
        "DELETE FROM same_offers WHERE listing = ? OR other = ?", (listing, listing)
    )
    pairs = [
        (max(listing, other), min(listing, other), score, reason, now)
        for other, score, reason in found
    ]
    conn.executemany("INSERT INTO same_offers VALUES (?, ?, ?, ?, ?)", pairs)
    return len(pairs)
