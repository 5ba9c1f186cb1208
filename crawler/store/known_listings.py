"""What the store has of the listings of a batch: looked up for all of them at once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import NamedTuple

from crawler.store.listing_statements import KEPT, Values

_FIND = f"""
    SELECT l.listing_id, l.id, {", ".join(f"l.{name}" for name in KEPT)}
    FROM json_each(?) AS asked CROSS JOIN listings l
        ON l.listing_id = asked.value AND l.marketplace = ?
"""  # noqa: S608 (our own column names)
_SIGHTED = """
    SELECT listing, version FROM sightings
    WHERE crawl = ? AND listing IN (SELECT value FROM json_each(?))
"""
_FIND_SELLERS = """
    SELECT pseudonym, id FROM sellers
    WHERE marketplace = ? AND pseudonym IN (SELECT value FROM json_each(?))
"""
_NEW_SELLER = "INSERT INTO sellers (marketplace, pseudonym) VALUES (?, ?) RETURNING id"


class KnownListing(NamedTuple):
    """The number of a listing, and its columns as `KEPT` names them."""

    id: int
    had: Values


def find_listings(
    conn: sqlite3.Connection, marketplace: str, listing_ids: Iterable[str]
) -> dict[str, KnownListing]:
    """Give what is stored of listings, by their id on the marketplace."""
    asked = json.dumps(list(listing_ids)), marketplace
    found = conn.execute(_FIND, asked).fetchall()
    return {row[0]: KnownListing(row[1], row[2:]) for row in found}


def find_sighted(
    conn: sqlite3.Connection, crawl_id: int, stored: Collection[KnownListing]
) -> dict[int, int]:
    """Give the version that a crawl has sighted, for those that it has seen already."""
    crawl, state = KEPT.index("last_crawl_id"), KEPT.index("state")
    # A listing last seen in an earlier crawl has no sighting in this one, unless that
    # it is gone.
    maybe = [
        one.id
        for one in stored
        if one.had[crawl] >= crawl_id or one.had[state] == "gone"
    ]
    if not maybe:
        return {}
    return dict(conn.execute(_SIGHTED, (crawl_id, json.dumps(maybe))))


class Sellers:
    """The numbers of a marketplace's sellers, those that were asked for."""

    def __init__(self, conn: sqlite3.Connection, marketplace: str) -> None:
        self.conn = conn
        self.marketplace = marketplace
        self._known: dict[str, int] = {}

    def look_up(self, pseudonyms: Iterable[str]) -> None:
        """Find the numbers of sellers that are kept."""
        asked = {one for one in pseudonyms if one} - self._known.keys()
        if asked:
            asked_for = self.marketplace, json.dumps(sorted(asked))
            self._known.update(self.conn.execute(_FIND_SELLERS, asked_for))

    def number(self, pseudonym: str) -> int | None:
        """Give the number of a seller who was looked up; keep one who is not known."""
        if not pseudonym:
            return None
        if pseudonym not in self._known:
            key = self.marketplace, pseudonym
            (self._known[pseudonym],) = self.conn.execute(_NEW_SELLER, key).fetchone()
        return self._known[pseudonym]
