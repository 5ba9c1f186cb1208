"""Keeping and deleting what is known of people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from crawler.store.errors import StoreError
from crawler.store.search_words import Indexed, replace_words

_DERIVED = (
    *("text_bands", "listing_contacts", "listing_pictures", "picture_bands"),
    "page_validators",
)
"""Tables with what was made of a listing's text and pictures, and the key by which its
page would be left unread if it came back."""


def keep_identity(
    conn: sqlite3.Connection, seller: int, sealed: bytes, at: str
) -> None:
    """Keep the encrypted name of a seller, in the caller's transaction."""
    conn.execute(
        """INSERT INTO seller_identities (seller, sealed, kept_at, last_seen_at)
           VALUES (?, ?, ?, ?)
           ON CONFLICT (seller) DO UPDATE SET sealed = excluded.sealed,
               last_seen_at = MAX(last_seen_at, excluded.last_seen_at)""",
        (seller, sealed, at, at),
    )


def delete_identities(conn: sqlite3.Connection, sellers: Iterable[int]) -> None:
    """Delete the names of sellers; their pseudonyms stay."""
    conn.executemany(
        "DELETE FROM seller_identities WHERE seller = ?", [(one,) for one in sellers]
    )


def blank_texts(conn: sqlite3.Connection, listings: Iterable[int]) -> None:
    """Blank what was published of listings; what the trend needs stays.

    Times, prices, countries, matches and sightings stay.
    """
    for number in listings:
        replace_words(conn, number, Indexed("", "", _is_matched(conn, number)))
        for table in _DERIVED:
            conn.execute(f"DELETE FROM {table} WHERE listing = ?", (number,))  # noqa: S608
        # Without a checksum the text counts as new, should the listing come back.
        conn.execute(
            """UPDATE listings SET title = '', description = '', url = '',
                   place_text = '', shipping_text = '', image_urls = '[]',
                   provenance = '{}', content_sha256 = '', text_fingerprint = ''
               WHERE id = ?""",
            (number,),
        )
        conn.execute(
            "UPDATE listing_versions SET title = '', description = '' WHERE listing = ?",
            (number,),
        )
        conn.execute(
            """UPDATE listing_versions SET content_sha256 = ''
               WHERE id = (SELECT version FROM listings WHERE id = ?)""",
            (number,),
        )


def _is_matched(conn: sqlite3.Connection, listing: int) -> bool:
    found = conn.execute("SELECT match_count FROM listings WHERE id = ?", (listing,))
    return bool(found.fetchone()[0])


def hold(
    conn: sqlite3.Connection, listing: int, *, at: str, by: str, reason: str
) -> None:
    """Put a listing under legal hold, in the caller's transaction."""
    conn.execute(
        """INSERT INTO holds (listing, held_at, held_by, reason) VALUES (?, ?, ?, ?)
           ON CONFLICT (listing) DO UPDATE SET reason = excluded.reason""",
        (listing, at, by, reason),
    )


def release(conn: sqlite3.Connection, listing: int) -> None:
    """Take a listing out of its legal hold, in the caller's transaction.

    Raises:
        StoreError: it is under none that was set by hand.
    """
    if not conn.execute("DELETE FROM holds WHERE listing = ?", (listing,)).rowcount:
        raise StoreError(
            f"listing {listing} is under no hold that was set by hand; a case holds its "
            "listings until it is closed"
        )


def overwrite_deleted(conn: sqlite3.Connection) -> None:
    """Have what is deleted from now on overwritten in the file, not only forgotten."""
    conn.execute("PRAGMA secure_delete = ON")


def empty_log(conn: sqlite3.Connection) -> None:
    """Empty the write-ahead log, which may still hold what was deleted."""
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
