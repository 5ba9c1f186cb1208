"""Writing listings: what is new, what changed, and that each was seen."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.items import Listing
from crawler.store.clean_text import storable
from crawler.store.errors import ListingError
from crawler.store.facts import Event
from crawler.store.listing_row import PUBLISHED, VERSIONED, Row, listing_row
from crawler.store.search_words import add_words, replace_words
from crawler.store.write_matches import MatchWriter
from crawler.store.write_privacy import keep_identity


def _insert(table: str, columns: Iterable[str]) -> str:
    names = ", ".join(columns)
    marks = ", ".join(f":{name}" for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608


_FIND = """
    SELECT l.id, l.version, l.content_sha256, l.state, l.match_count, s.event,
        s.version
    FROM listings l
    LEFT JOIN sightings s ON s.listing = l.id AND s.crawl = ?
    WHERE l.marketplace = ? AND l.listing_id = ?
"""
_NEW_LISTING = _insert(
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
_UPDATE = f"""
    UPDATE listings SET {", ".join(f"{name} = :{name}" for name in PUBLISHED)},
        version = :version,
        state_since = CASE state WHEN :state THEN state_since ELSE :seen_at END,
        state = :state,
        first_seen_at = MIN(first_seen_at, :seen_at),
        last_seen_at = MAX(last_seen_at, :seen_at),
        last_crawl_id = MAX(last_crawl_id, :crawl)
    WHERE id = :id
"""  # noqa: S608 (our own column names)
_NEW_VERSION = _insert(
    "listing_versions", ("id", "listing", "crawl", "seen_at", *VERSIONED)
)
_NEW_SIGHTING = _insert(
    "sightings", ("listing", "crawl", "seen_at", "version", "event")
)
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
    version: int
    content_sha256: str
    state: str
    match_count: int
    event: str | None
    sighted_version: int | None


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
        self.conn.execute(_NEW_LISTING, row)
        add_words(self.conn, row["id"], *_texts(row), matched=bool(listing.matches))
        self._keep_text(row)
        self._sight(row, "new")
        self.matches.replace(row, listing.matches, had=0)

    def _see(self, row: Row, listing: Listing, stored: _Stored) -> None:
        changed = row["content_sha256"] != stored.content_sha256
        event: Event = "changed" if changed else "seen"
        if stored.state != "active" and row["state"] == "active":
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
        row["version"] = self._next_version if changed else stored.version
        if changed:
            self._keep_text(row)
        matched = bool(listing.matches)
        if changed or matched != bool(stored.match_count):
            replace_words(self.conn, stored.id, *_texts(row), matched=matched)
        self.conn.execute(_UPDATE, row)
        replaced = self.matches.replace(row, listing.matches, had=stored.match_count)
        if replaced and not changed:
            self.conn.execute(_REASSESS, row)

    def _keep_text(self, row: Row) -> None:
        self.conn.execute(
            _NEW_VERSION, {**row, "id": self._next_version, "listing": row["id"]}
        )
        self._next_version += 1

    def _sight(self, row: Row, event: Event) -> None:
        self.conn.execute(_NEW_SIGHTING, {**row, "listing": row["id"], "event": event})
        self.sighted += 1
        self.events[event] += 1

    def _find(self, listing: Listing) -> _Stored | None:
        found = self.conn.execute(
            _FIND, (self.crawl_id, self.marketplace, storable(listing.listing_id))
        ).fetchone()
        return _Stored(*found) if found else None

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


def _texts(row: Row) -> tuple[str, str]:
    return str(row["title"]), str(row["description"])
