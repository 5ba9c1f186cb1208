"""What each listing's page gave so that it can be asked "has it changed?".

Only the page of one active listing, read the same way as today, is asked so: then
"not changed" means that the listing is there as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from crawler.store.flagged_sightings import NOTE_FLAGGED


class Validators(NamedTuple):
    """What to ask with (RFC 9110, 8.8), and the listing that it stands for."""

    listing: int
    etag: str
    last_modified: str


class Fetched(NamedTuple):
    """A listing's page as it came."""

    listing_id: str
    url: str
    etag: str
    last_modified: str


def find_validators(
    conn: sqlite3.Connection,
    marketplace: str,
    url: str,
    *,
    read_with: str,
    not_before: str,
) -> Validators | None:
    """Give what the page at *url* may be asked with.

    None when it was read in another way, before *not_before*, or its listing is no
    longer active.
    """
    row = conn.execute(
        """SELECT p.listing, p.etag, p.last_modified FROM page_validators p
           JOIN listings l ON l.id = p.listing
           WHERE p.url = ? AND l.marketplace = ? AND l.state = 'active'
             AND p.read_with = ? AND p.fetched_at >= ? LIMIT 1""",
        (url, marketplace, read_with, not_before),
    ).fetchone()
    return Validators(*row) if row else None


def keep_validators(
    conn: sqlite3.Connection,
    marketplace: str,
    pages: Iterable[Fetched],
    *,
    read_with: str,
    now: str,
) -> None:
    """Keep what the pages gave; a page without validators forgets the former ones."""
    for page in pages:
        conn.execute(
            """DELETE FROM page_validators WHERE listing =
               (SELECT id FROM listings WHERE marketplace = ? AND listing_id = ?)""",
            (marketplace, page.listing_id),
        )
        if page.etag or page.last_modified:
            conn.execute(
                """INSERT INTO page_validators (listing, url, etag, last_modified,
                       read_with, fetched_at)
                   SELECT id, ?, ?, ?, ?, ? FROM listings
                   WHERE marketplace = ? AND listing_id = ?""",
                (*page[1:], read_with, now, marketplace, page.listing_id),
            )


def see_unchanged(
    conn: sqlite3.Connection, crawl_id: int, seen: Iterable[tuple[int, str]]
) -> int:
    """Write a sighting for each listing whose page did not change; count new ones.

    *seen* gives each listing's id and when its page answered.
    """
    count = 0
    for listing, seen_at in seen:
        added = conn.execute(
            """INSERT OR IGNORE INTO sightings (listing, crawl, seen_at, version, event)
               SELECT id, ?, ?, version, 'seen' FROM listings WHERE id = ?""",
            (crawl_id, seen_at, listing),
        ).rowcount
        count += added
        if added:
            conn.execute(NOTE_FLAGGED, (listing, crawl_id))
            conn.execute(
                """UPDATE listings SET last_seen_at = MAX(last_seen_at, ?),
                       last_crawl_id = MAX(last_crawl_id, ?) WHERE id = ?""",
                (seen_at, crawl_id, listing),
            )
    return count
