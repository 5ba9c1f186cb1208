"""Writing listings: what is new, what changed, and that each was seen."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from crawler.items import Listing
from crawler.store.errors import ListingError
from crawler.store.facts import Event
from crawler.store.known_listings import (
    KnownListing,
    Sellers,
    find_listings,
    find_sighted,
)
from crawler.store.listing_row import Row, listing_row
from crawler.store.listing_statements import (
    KEPT,
    NEW_LISTING,
    NEW_SIGHTING,
    NEW_VERSION,
    REASSESS,
    Insert,
    renewed,
    update_listing,
)
from crawler.store.search_words import INDEXED, WordChanges, indexed
from crawler.store.write_matches import MatchWriter, Replacement
from crawler.store.write_privacy import keep_identity

_KNOWN_TEXT = """
    SELECT 1 FROM listing_versions
    WHERE listing = ? AND content_sha256 = ? AND (crawl = ? OR id = ?)
"""
_SIGHTED_OTHERWISE = """
    UPDATE sightings SET event = 'changed'
    WHERE listing = ? AND crawl = ? AND event = 'seen'
"""
_OUR_FAULTS = (
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    ArithmeticError,
    AttributeError,
    TypeError,
    ValueError,
)
_STATE = KEPT.index("state")
_VERSION = KEPT.index("version")
_CONTENT = KEPT.index("content_sha256")
_MATCHES = KEPT.index("match_count")


@dataclass(slots=True)
class _Changes:
    """What a group of different listings changes, in the order of the listings."""

    new: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    sighted: list[Row] = field(default_factory=list)
    sighted_otherwise: list[Row] = field(default_factory=list)
    renewed: defaultdict[str, list[tuple[Row, tuple[Any, ...]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    matches: list[Replacement] = field(default_factory=list)


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
        self._at = ""

    def write(self, listings: Iterable[Listing]) -> None:
        """Write listings and count their events.

        Raises:
            ListingError: a value of a listing is none that the store keeps.
        """
        with self._naming_the_listing():
            group: dict[str, tuple[Row, Listing]] = {}
            for listing in listings:
                row = self._row(listing)
                listing_id = str(row["listing_id"])
                if listing_id in group:
                    self._write(group)
                    group = {}
                group[listing_id] = row, listing
            self._write(group)
            self._words.write()
        self.sighted = self.events.total() - self.events["repeated"]

    @contextmanager
    def _naming_the_listing(self) -> Iterator[None]:
        try:
            yield
        except _OUR_FAULTS as error:
            if isinstance(error, ListingError):
                raise
            raise ListingError(self.marketplace, self._at, repr(error)) from error

    def _row(self, listing: Listing) -> Row:
        self._at = listing.listing_id
        if listing.marketplace != self.marketplace or not listing.listing_id:
            why = f"crawl {self.crawl_id} of {self.marketplace!r} cannot keep it"
            raise ListingError(listing.marketplace, listing.listing_id, why)
        return listing_row(listing, self.crawl_id, self.now)

    def _write(self, group: dict[str, tuple[Row, Listing]]) -> None:
        """Write listings of which none is there twice."""
        self._sellers.look_up(row["seller_pseudonym"] for row, _ in group.values())
        stored = find_listings(self.conn, self.marketplace, group)
        sighted = find_sighted(self.conn, self.crawl_id, stored.values())
        changes = _Changes()
        for listing_id, (row, listing) in group.items():
            self._at = listing_id
            row["seller_id"] = seller = self._sellers.number(row["seller_pseudonym"])
            if listing.seller_sealed and seller is not None:
                sealed, seen_at = listing.seller_sealed, row["seen_at"]
                keep_identity(self.conn, seller, sealed, seen_at)
            known = stored.get(listing_id)
            if known is None:
                self._add(changes, row, listing)
            elif known.id not in sighted:
                self._see(changes, row, listing, known)
            else:
                self._see_again(changes, row, listing, known, sighted[known.id])
        self._make(changes)

    def _add(self, changes: _Changes, row: Row, listing: Listing) -> None:
        row["id"] = self._next_listing
        self._next_listing += 1
        self._keep_text(changes, row)
        changes.new.append(row)
        self._words.add(row["id"], indexed(row))
        self._sight(changes, row, "new")
        if listing.matches:
            changes.matches.append(Replacement(row, listing.matches, 0))

    def _see(
        self, changes: _Changes, row: Row, listing: Listing, known: KnownListing
    ) -> None:
        changed = row["content_sha256"] != known.had[_CONTENT]
        event: Event = "changed" if changed else "seen"
        if known.had[_STATE] != "active" and row["state"] == "active":
            event = "relisted"
        self._renew(changes, row, listing, known, changed=changed)
        self._sight(changes, row, event)

    def _see_again(
        self,
        changes: _Changes,
        row: Row,
        listing: Listing,
        known: KnownListing,
        sighted_version: int,
    ) -> None:
        text = known.id, row["content_sha256"], self.crawl_id, sighted_version
        if self.conn.execute(_KNOWN_TEXT, text).fetchone():
            self.events["repeated"] += 1
            return
        self._renew(changes, row, listing, known, changed=True)
        changes.sighted_otherwise.append(row)
        self.events["changed"] += 1

    def _renew(
        self,
        changes: _Changes,
        row: Row,
        listing: Listing,
        known: KnownListing,
        *,
        changed: bool,
    ) -> None:
        had = known.had
        row["id"], row["version"] = known.id, had[_VERSION]
        if changed:
            self._keep_text(changes, row)
        values = renewed(row, had)
        if values:
            statement = update_listing(values)
            changes.renewed[statement].append((row, (*values.values(), known.id)))
        if not INDEXED.isdisjoint(values):
            before = dict(zip(KEPT, had, strict=True))
            self._words.replace(known.id, indexed(before), indexed(row))
        if listing.matches or had[_MATCHES]:
            changes.matches.append(Replacement(row, listing.matches, had[_MATCHES]))

    def _keep_text(self, changes: _Changes, row: Row) -> None:
        row["version"] = self._next_version
        self._next_version += 1
        changes.texts.append(row)

    def _sight(self, changes: _Changes, row: Row, event: Event) -> None:
        row["event"] = event
        changes.sighted.append(row)
        self.events[event] += 1

    def _make(self, changes: _Changes) -> None:
        """Run the statements: for all listings the first, then for all the next."""
        self._insert(NEW_LISTING, changes.new)
        self._insert(NEW_VERSION, changes.texts)
        for statement, rows in changes.renewed.items():
            self._run(statement, rows)
        self._insert(NEW_SIGHTING, changes.sighted)
        self._run(
            _SIGHTED_OTHERWISE,
            [(row, (row["id"], self.crawl_id)) for row in changes.sighted_otherwise],
        )
        replaced = self.matches.replace(changes.matches, self._noting)
        with_text = {row["version"] for row in changes.texts}
        others = [row for row in replaced if row["version"] not in with_text]
        self._run(REASSESS, [(row, row) for row in others])

    def _insert(self, insert: Insert, rows: Sequence[Row]) -> None:
        self._run(insert.sql, [(row, insert.values(row)) for row in rows])

    def _run(self, statement: str, rows: Sequence[tuple[Row, Any]]) -> None:
        if rows:
            self.conn.executemany(statement, self._noting(rows))

    def _noting(self, rows: Iterable[tuple[Row, Any]]) -> Iterator[Any]:
        """Keep in mind which listing it is, should its values be refused."""
        for row, values in rows:
            self._at = row["listing_id"]
            yield values

    def _after_last(self, table: str) -> int:
        (last,) = self.conn.execute(
            f"SELECT COALESCE(MAX(id), 0) FROM {table}"  # noqa: S608
        ).fetchone()
        return int(last) + 1
