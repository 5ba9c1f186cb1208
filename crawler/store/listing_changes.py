"""What a group of listings changes in the tables, gathered and written at once."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from crawler.store.flagged_sightings import FLAGGED_OFFERS, NOTE_FLAGGED
from crawler.store.known_listings import KnownListing
from crawler.store.listing_row import Row
from crawler.store.listing_statements import (
    KEPT,
    NEW_LISTING,
    NEW_SIGHTING,
    NEW_VERSION,
    REASSESS,
    Insert,
    Values,
    seen_then,
    update_listing,
)
from crawler.store.write_matches import MatchWriter, Replacement

_SIGHTED_OTHERWISE = """
    UPDATE sightings SET event = 'changed'
    WHERE listing = ? AND crawl = ? AND event = 'seen'
"""
OUR_FAULTS = (
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    ArithmeticError,
    AttributeError,
    TypeError,
    ValueError,
)
"""What a value that cannot be kept raises; anything else is the disk's matter."""
_VERSION = KEPT.index("version")
_OFFER = KEPT.index("offer")
AT_ONCE = 50
"""Rows that one statement adds."""


class ListingChanges:
    """Changes of listings of which none is there twice, in the order of the listings.

    `at` is the id of the listing whose values were handed to SQLite last.
    """

    def __init__(
        self, conn: sqlite3.Connection, crawl_id: int, matches: MatchWriter
    ) -> None:
        self.conn = conn
        self.crawl_id = crawl_id
        self.at = ""
        self.new: list[Row] = []
        self.texts: list[Row] = []
        self.sighted: list[Row] = []
        self.sighted_otherwise: list[Row] = []
        self.matches: list[Replacement] = []
        self._match_writer = matches
        self._renewed = defaultdict[str, list[tuple[Row, Values]]](list)
        self._seen: list[Values] = []
        self._seen_flagged: list[int] = []
        self._seen_then = defaultdict[tuple[str, ...], list[Values]](list)

    def renew(self, row: Row, values: Mapping[str, object]) -> None:
        """Set columns of a stored listing."""
        if values:
            statement = update_listing(values)
            self._renewed[statement].append((row, (*values.values(), row["id"])))

    def see(self, stored: KnownListing, seen_at: str) -> None:
        """See a listing that is as it was."""
        number, had = stored
        self._seen.append((number, self.crawl_id, seen_at, had[_VERSION], "seen"))
        if had[_OFFER] in FLAGGED_OFFERS:
            self._seen_flagged.append(number)
        values = seen_then(seen_at, self.crawl_id, had)
        if values:
            self._seen_then[tuple(values)].append((*values.values(), number))

    def make(self) -> None:
        """Run the statements: the first for all listings, then the next."""
        self._insert(NEW_LISTING, self.new)
        self._insert(NEW_VERSION, self.texts)
        for statement, pairs in self._renewed.items():
            self._run(statement, pairs)
        self._insert(NEW_SIGHTING, self.sighted)
        self._make_seen()
        others = [(row, (row["id"], self.crawl_id)) for row in self.sighted_otherwise]
        self._run(_SIGHTED_OTHERWISE, others)
        flagged = [row["id"] for row in self.sighted if row["offer"] in FLAGGED_OFFERS]
        flagged += self._seen_flagged
        self.conn.executemany(NOTE_FLAGGED, [(one, self.crawl_id) for one in flagged])
        replaced = self._match_writer.replace(self.matches, self._noting)
        with_text = {row["version"] for row in self.texts}
        rows = [row for row in replaced if row["version"] not in with_text]
        self._run(REASSESS, [(row, row) for row in rows])

    def _insert(self, insert: Insert, rows: Sequence[Row]) -> None:
        whole = len(rows) - len(rows) % AT_ONCE
        for begin in range(0, whole, AT_ONCE):
            some = rows[begin : begin + AT_ONCE]
            values = chain.from_iterable(map(insert.values, some))
            try:
                self.conn.execute(insert.of(AT_ONCE), tuple(values))
            except OUR_FAULTS:
                # One by one, the listing that is refused has a name.
                self._insert_singly(insert, some)
        self._insert_singly(insert, rows[whole:])

    def _insert_singly(self, insert: Insert, rows: Sequence[Row]) -> None:
        self._run(insert.sql, [(row, insert.values(row)) for row in rows])

    def _make_seen(self) -> None:
        for names, rows in self._seen_then.items():
            self.conn.executemany(update_listing(names), rows)
        whole = len(self._seen) - len(self._seen) % AT_ONCE
        for begin in range(0, whole, AT_ONCE):
            some = self._seen[begin : begin + AT_ONCE]
            values = tuple(chain.from_iterable(some))
            self.conn.execute(NEW_SIGHTING.of(AT_ONCE), values)
        self.conn.executemany(NEW_SIGHTING.sql, self._seen[whole:])

    def _run(self, statement: str, rows: Sequence[tuple[Row, Any]]) -> None:
        if rows:
            self.conn.executemany(statement, self._noting(rows))

    def _noting(self, rows: Iterable[tuple[Row, Any]]) -> Iterator[Any]:
        for row, values in rows:
            self.at = row["listing_id"]
            yield values
