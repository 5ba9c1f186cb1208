"""Writing listings: what is new, what changed, and that each was seen."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable

from crawler.items import Listing
from crawler.store.clean_text import storable
from crawler.store.errors import ListingError
from crawler.store.facts import Event
from crawler.store.known_listings import (
    KnownListing,
    Sellers,
    find_listings,
    find_sighted,
)
from crawler.store.listing_changes import OUR_FAULTS, ListingChanges
from crawler.store.listing_row import Row, listing_row, seen_as_kept
from crawler.store.listing_statements import KEPT, PUBLISHED_FROM, renewed
from crawler.store.search_words import INDEXED, WordChanges, indexed
from crawler.store.write_matches import MatchWriter, Replacement
from crawler.store.write_privacy import keep_identity

_KNOWN_TEXT = """
    SELECT 1 FROM listing_versions
    WHERE listing = ? AND content_sha256 = ? AND (crawl = ? OR id = ?)
"""
_STATE = KEPT.index("state")
_VERSION = KEPT.index("version")
_CONTENT = KEPT.index("content_sha256")
_MATCHES = KEPT.index("match_count")


class ListingWriter:
    """Writes the listings of one crawl, inside the caller's transaction.

    Within one crawl each distinct text of a listing is kept once, so that the
    same batch may be written again: after a crash nobody knows whether it was.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        crawl_id: int,
        marketplace: str,
        now: str,
        matches: MatchWriter,
    ) -> None:
        self.conn = conn
        self.crawl_id = crawl_id
        self.marketplace = marketplace
        self.now = now
        self.matches = matches
        self.events: Counter[str] = Counter()
        self.sighted = 0
        self._words = WordChanges(conn)
        self._sellers = Sellers(conn, marketplace)
        self._next_listing = self._after_last("listings")
        self._next_version = self._after_last("listing_versions")
        self._changes = ListingChanges(conn, crawl_id, matches)

    def write(self, listings: Iterable[Listing]) -> None:
        """Write listings and count their events.

        Raises:
            ListingError: a value of a listing is none that the store keeps.
        """
        try:
            group: dict[str, Listing] = {}
            for listing in listings:
                listing_id = self._identity(listing)
                if listing_id in group:
                    self._write(group)
                    group = {}
                group[listing_id] = listing
            self._write(group)
        except ListingError:
            raise
        except OUR_FAULTS as error:
            raise ListingError(
                self.marketplace, self._changes.at, repr(error)
            ) from error
        self._words.write()

    def _identity(self, listing: Listing) -> str:
        self._changes.at = listing.listing_id
        if listing.marketplace != self.marketplace or not listing.listing_id:
            why = f"crawl {self.crawl_id} of {self.marketplace!r} cannot keep it"
            raise ListingError(listing.marketplace, listing.listing_id, why)
        return storable(listing.listing_id)

    def _write(self, group: dict[str, Listing]) -> None:
        """Write listings of which none is there twice."""
        self._changes = changes = ListingChanges(self.conn, self.crawl_id, self.matches)
        self._sellers.look_up(one.seller_pseudonym for one in group.values())
        known = find_listings(self.conn, self.marketplace, group)
        sighted = find_sighted(self.conn, self.crawl_id, known.values())
        for listing_id, listing in group.items():
            changes.at = listing_id
            seller = self._sellers.number(listing.seller_pseudonym)
            stored = known.get(listing_id)
            if stored is None:
                self._add(self._row(listing, seller), listing)
            elif stored.id in sighted:
                row = self._row(listing, seller)
                self._see_again(row, listing, stored, sighted[stored.id])
            elif not self._is_as_kept(listing, seller, stored):
                self._see(self._row(listing, seller), listing, stored)
        changes.make()

    def _row(self, listing: Listing, seller: int | None) -> Row:
        row = listing_row(listing, self.crawl_id, self.now)
        row["seller_id"] = seller
        if listing.seller_sealed and seller is not None:
            keep_identity(self.conn, seller, listing.seller_sealed, row["seen_at"])
        return row

    def _add(self, row: Row, listing: Listing) -> None:
        row["id"] = self._next_listing
        self._next_listing += 1
        self._keep_text(row)
        self._changes.new.append(row)
        self._words.add(row["id"], indexed(row))
        self._sight(row, "new")
        if listing.matches:
            self._changes.matches.append(Replacement(row, listing.matches, 0))

    def _is_as_kept(
        self, listing: Listing, seller: int | None, stored: KnownListing
    ) -> bool:
        """See a listing of which nothing is other than before; tell whether it is so."""
        kept, state = stored.had[PUBLISHED_FROM:], stored.had[_STATE]
        seen_at = seen_as_kept(listing, seller, kept, state, self.now)
        if not seen_at or listing.seller_sealed:
            return False
        self._changes.see(stored, seen_at)
        self._count("seen")
        return True

    def _see(self, row: Row, listing: Listing, stored: KnownListing) -> None:
        changed = row["content_sha256"] != stored.had[_CONTENT]
        event: Event = "changed" if changed else "seen"
        if stored.had[_STATE] != "active" and row["state"] == "active":
            event = "relisted"
        self._renew(row, listing, stored, changed=changed)
        self._sight(row, event)

    def _see_again(
        self, row: Row, listing: Listing, stored: KnownListing, sighted_version: int
    ) -> None:
        text = stored.id, row["content_sha256"], self.crawl_id, sighted_version
        if self.conn.execute(_KNOWN_TEXT, text).fetchone():
            self.events["repeated"] += 1
            return
        self._renew(row, listing, stored, changed=True)
        self._changes.sighted_otherwise.append(row)
        self.events["changed"] += 1

    def _renew(
        self, row: Row, listing: Listing, stored: KnownListing, *, changed: bool
    ) -> None:
        had = stored.had
        row["id"], row["version"] = stored.id, had[_VERSION]
        if changed:
            self._keep_text(row)
        values = renewed(row, had)
        self._changes.renew(row, values)
        if not INDEXED.isdisjoint(values):
            before = dict(zip(KEPT, had, strict=True))
            self._words.replace(stored.id, indexed(before), indexed(row))
        if listing.matches or had[_MATCHES]:
            wanted = Replacement(row, listing.matches, had[_MATCHES])
            self._changes.matches.append(wanted)

    def _keep_text(self, row: Row) -> None:
        row["version"] = self._next_version
        self._next_version += 1
        self._changes.texts.append(row)

    def _sight(self, row: Row, event: Event) -> None:
        row["event"] = event
        self._changes.sighted.append(row)
        self._count(event)

    def _count(self, event: Event) -> None:
        self.sighted += 1
        self.events[event] += 1

    def _after_last(self, table: str) -> int:
        (last,) = self.conn.execute(
            f"SELECT COALESCE(MAX(id), 0) FROM {table}"  # noqa: S608
        ).fetchone()
        return int(last) + 1
