"""One listing by the words that a person names it with."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from crawler.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class KnownListing:
    """What is needed to ask for a listing again."""

    id: int
    marketplace: str
    listing_id: str
    url: str
    title: str
    offer: str
    appendix: str
    image_urls: list[str]


def find_listing(conn: sqlite3.Connection, named: str) -> KnownListing:
    """Find a listing by its number here, its address, or MARKETPLACE/ITS-ID.

    Raises:
        StoreError: there is none.
    """
    marketplace, _, listing_id = named.partition("/")
    row = conn.execute(
        """SELECT id, marketplace, listing_id, url, title, offer, appendix, image_urls
           FROM listings
           WHERE url = :named OR (marketplace = :marketplace AND listing_id = :id)
              OR id = CAST(:number AS INTEGER)
           ORDER BY id LIMIT 1""",
        {
            "named": named,
            "marketplace": marketplace,
            "id": listing_id,
            "number": named if named.isascii() and named.isdigit() else "0",
        },
    ).fetchone()
    if row is None:
        raise StoreError(
            f"no listing {named!r} is stored; name it by its number (citeswatch "
            "listings), its address, or MARKETPLACE/ITS-ID"
        )
    return KnownListing(*(*row[:7], json.loads(row[7])))
