"""Writing listings: what is new, what changed, and that each was seen."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import cast

from crawler.items import Listing
from crawler.store.clean_text import storable
from crawler.store.errors import ListingError
from crawler.store.facts import Event
from crawler.store.listing_row import PUBLISHED, VERSIONED, Row, listing_row
from crawler.store.search_words import WordChanges, indexed
from crawler.store.write_matches import MatchWriter
from crawler.store.write_privacy import keep_identity


def _insert(table: str, columns: Iterable[str]) -> str:
    names = ", ".join(columns)
    marks = ", ".join(f":{name}" for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608


KEPT = (
    "version",
    "state",
    "first_seen_at",
    "last_seen_at",
    "last_crawl_id",
    *PUBLISHED,
)
_FIND = f"""
    SELECT l.id, s.event, s.version, {", ".join(f"l.{name}" for name in KEPT)}
    FROM listings l
    LEFT JOIN sightings s ON s.listing = l.id AND s.crawl = ?
    WHERE l.marketplace = ? AND l.listing_id = ?
"""  # noqa: S608 (our own column names)
NEW_LISTING = _insert(
    "listings",
    (
        "id",
        "marketplace",
        "listing_id",
        "version",
        "state",
        "state_since",
        "first_seen_at",
        "last_seen_at",
        "first_crawl_id",
        "last_crawl_id",
        *PUBLISHED,
    ),
)
NEW_VERSION = _insert(
    "listing_versions", ("id", "listing", "crawl", "seen_at", *VERSIONED)
)
NEW_SIGHTING = _insert("sightings", ("listing", "crawl", "seen_at", "version", "event"))
_KNOWN_TEXT = """
    SELECT 1 FROM listing_versions
    WHERE listing = ? AND content_sha256 = ? AND (crawl = ? OR id = ?)
"""
_REASSESS = """
    UPDATE listing_versions SET offer = :offer, priority = :priority,
        appendix = :appendix, taxon = :taxon, claims = :claims
    WHERE id = :version
"""
_FIND_SELLER = "SELECT id FROM sellers WHERE marketplace = ? AND pseudonym = ?"
_NEW_SELLER = "INSERT INTO sellers (marketplace, pseudonym) VALUES (?, ?) RETURNING id"
_OUR_FAULTS = (
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    ArithmeticError,
    AttributeError,
    TypeError,
    ValueError,
)


@dataclass(slots=True)
class _Stored:
    """A listing as the store has it, and its sighting in this crawl, if any."""

    id: int
    event: str | None
    sighted_version: int | None
    columns: Row


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
        self._sellers: dict[str, int] = {}
        self._next_listing = self._after_last("listings")
        self._next_version = self._after_last("listing_versions")

    def write(self, listing: Listing) -> None:
        """Write one listing and count its event.

        Raises:
            ListingError: a value of the listing is none that the store keeps.
        """
        if listing.marketplace != self.marketplace or not listing.listing_id:
            why = f"crawl {self.crawl_id} of {self.marketplace!r} cannot keep it"
            raise ListingError(listing.marketplace, listing.listing_id, why)
        try:
            self._write(listing)
        except _OUR_FAULTS as error:
            raise ListingError(
                listing.marketplace, listing.listing_id, repr(error)
            ) from error

    def finish(self) -> None:
        """Index the words of what was written."""
        self._words.write()

    def _write(self, listing: Listing) -> None:
        row = listing_row(listing, self.crawl_id, self.now)
        row["seller_id"] = self._seller(listing.seller_pseudonym)
        if listing.seller_sealed and isinstance(row["seller_id"], int):
            seen_at = str(row["seen_at"])
            keep_identity(self.conn, row["seller_id"], listing.seller_sealed, seen_at)
        stored = self._find(listing)
        if stored is None:
            self._add(row, listing)
        elif stored.event is None:
            self._see(row, listing, stored)
        else:
            self._see_again(row, listing, stored)

    def _add(self, row: Row, listing: Listing) -> None:
        row["id"] = self._next_listing
        self._next_listing += 1
        row["version"] = self._next_version
        self.conn.execute(NEW_LISTING, row)
        self._words.add(row["id"], indexed(row))
        self._keep_text(row)
        self._sight(row, "new")
        self.matches.replace(row, listing.matches, had=0)

    def _see(self, row: Row, listing: Listing, stored: _Stored) -> None:
        changed = row["content_sha256"] != stored.columns["content_sha256"]
        event: Event = "changed" if changed else "seen"
        if stored.columns["state"] != "active" and row["state"] == "active":
            event = "relisted"
        self._renew(row, listing, stored, changed=changed)
        self._sight(row, event)

    def _see_again(self, row: Row, listing: Listing, stored: _Stored) -> None:
        known = self.conn.execute(
            _KNOWN_TEXT,
            (stored.id, row["content_sha256"], self.crawl_id, stored.sighted_version),
        ).fetchone()
        if known:
            self.events["repeated"] += 1
            return
        self._renew(row, listing, stored, changed=True)
        self.conn.execute(
            """UPDATE sightings SET event = 'changed'
               WHERE listing = ? AND crawl = ? AND event = 'seen'""",
            (stored.id, self.crawl_id),
        )
        self.events["changed"] += 1

    def _renew(
        self,
        row: Row,
        listing: Listing,
        stored: _Stored,
        *,
        changed: bool,
    ) -> None:
        row["id"] = stored.id
        had = stored.columns
        row["version"] = self._next_version if changed else had["version"]
        if changed:
            self._keep_text(row)
        self._words.replace(stored.id, indexed(had), indexed(row))
        if values := renewed(row, had):
            self.conn.execute(update_listing(values), (*values.values(), stored.id))
        count = cast(int, had["match_count"])
        replaced = self.matches.replace(row, listing.matches, had=count)
        if replaced and not changed:
            self.conn.execute(_REASSESS, row)

    def _keep_text(self, row: Row) -> None:
        self.conn.execute(
            NEW_VERSION, {**row, "id": self._next_version, "listing": row["id"]}
        )
        self._next_version += 1

    def _sight(self, row: Row, event: Event) -> None:
        self.conn.execute(NEW_SIGHTING, {**row, "listing": row["id"], "event": event})
        self.sighted += 1
        self.events[event] += 1

    def _find(self, listing: Listing) -> _Stored | None:
        found = self.conn.execute(
            _FIND, (self.crawl_id, self.marketplace, storable(listing.listing_id))
        ).fetchone()
        if found is None:
            return None
        number, event, version, *columns = found
        return _Stored(number, event, version, dict(zip(KEPT, columns, strict=True)))

    def _seller(self, pseudonym: str) -> int | None:
        if not pseudonym:
            return None
        if pseudonym not in self._sellers:
            key = (self.marketplace, pseudonym)
            found = self.conn.execute(_FIND_SELLER, key).fetchone()
            if found is None:
                found = self.conn.execute(_NEW_SELLER, key).fetchone()
            (self._sellers[pseudonym],) = found
        return self._sellers[pseudonym]

    def _after_last(self, table: str) -> int:
        (last,) = self.conn.execute(
            f"SELECT COALESCE(MAX(id), 0) FROM {table}"  # noqa: S608
        ).fetchone()
        return int(last) + 1


def renewed(row: Row, had: Row) -> Row:
    """Give the columns of a stored listing that are other now than it *had* them.

    SQLite writes anew each index of a column that is set, whether it is other or not.
    """
    seen_at, crawl = row["seen_at"], row["crawl"]
    values = {name: row[name] for name in PUBLISHED if row[name] != had[name]}
    if row["version"] != had["version"]:
        values["version"] = row["version"]
    if row["state"] != had["state"]:
        values |= {"state": row["state"], "state_since": seen_at}
    if str(seen_at) < str(had["first_seen_at"]):
        values["first_seen_at"] = seen_at
    if str(seen_at) > str(had["last_seen_at"]):
        values["last_seen_at"] = seen_at
    if cast(int, crawl) > cast(int, had["last_crawl_id"]):
        values["last_crawl_id"] = crawl
    return values


@cache
def _update(names: tuple[str, ...]) -> str:
    columns = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE listings SET {columns} WHERE id = ?"  # noqa: S608 (our own names)


def update_listing(values: Row) -> str:
    """Give the statement that sets the *values* of a listing."""
    return _update(tuple(values))
