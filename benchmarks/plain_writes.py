"""The rows of listings written with `executemany` alone, and nothing looked up.

What the store's writer leaves in its tables, in the same transactions, from rows that
were made before: the least that SQLite needs for it.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from benchmarks.growing_store import START
from crawler.items import Listing
from crawler.store.connection import transaction
from crawler.store.flagged_sightings import FLAGGED_OFFERS, NOTE_FLAGGED
from crawler.store.known_listings import KnownListing
from crawler.store.listing_row import Row, listing_row
from crawler.store.listing_statements import (
    KEPT,
    NEW_LISTING,
    NEW_SIGHTING,
    NEW_VERSION,
    Insert,
    renewed,
    update_listing,
)
from crawler.store.search_words import ADD, DELETE, MATCHED_WORDS, WORDS, searchable
from crawler.store.times import utc_text
from crawler.store.write_matches import NEW_MATCH, RETIRE, UNMATCH, MatchWriter

Statement = tuple[str, list[object]]
_VERSION = KEPT.index("version")


@dataclass
class Sellers:
    """The numbers of the sellers, as the database has them."""

    conn: sqlite3.Connection

    def __post_init__(self) -> None:
        rows = self.conn.execute("SELECT marketplace, pseudonym, id FROM sellers")
        self.known = {(name, pseudonym): number for name, pseudonym, number in rows}

    def of(self, listing: Listing) -> int:
        """Give the number of a listing's seller; keep one who is not known."""
        key = (listing.marketplace, listing.seller_pseudonym)
        if key not in self.known:
            (self.known[key],) = self.conn.execute(
                "INSERT INTO sellers (marketplace, pseudonym) VALUES (?, ?) RETURNING id",
                key,
            ).fetchone()
        return self.known[key]


class PlainWriter:
    """Makes the statements that write batches, and runs them."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        crawls: dict[str, int],
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self.conn = conn
        self.crawls = crawls
        self.clock = clock
        self.sellers = Sellers(conn)
        self.matches = MatchWriter(conn, None, "")
        self.seconds_looking = 0.0
        """What it took to look up listings that are stored; in no time of writing."""

    def write(self, made: Sequence[list[Statement]]) -> float:
        """Write, a transaction for each of *made*; give the seconds it took."""
        began = self.clock()
        for statements in made:
            with transaction(self.conn):
                for sql, rows in statements:
                    self.conn.executemany(sql, rows)
        return self.clock() - began

    def new(self, batches: Sequence[list[Listing]]) -> Iterator[list[Statement]]:
        """Make the statements for listings that are not stored yet."""
        listing, version = self._last("listings"), self._last("listing_versions")
        for batch in batches:
            rows = []
            for one in batch:
                listing, version = listing + 1, version + 1
                rows.append(self._row(one, listing, version))
            words = [(row["id"], _words(row)) for row in rows]
            matched = [
                one for one, row in zip(words, rows, strict=True) if row["match_count"]
            ]
            yield [
                _rows(NEW_LISTING, rows),
                _rows(NEW_VERSION, rows),
                _sightings(rows, "new"),
                _flagged(rows),
                (ADD[WORDS], [*words]),
                (ADD[MATCHED_WORDS], [*matched]),
                (NEW_MATCH, self._matches(batch, rows)),
            ]

    def seen(self, batches: Sequence[list[Listing]]) -> Iterator[list[Statement]]:
        """Make the statements for stored listings that are as they were."""
        for batch in batches:
            had = [self._stored(one) for one in batch]
            rows = [
                self._row(one, old.id, old.had[_VERSION])
                for one, old in zip(batch, had, strict=True)
            ]
            yield [*_updates(rows, had), _sightings(rows, "seen"), _flagged(rows)]

    def changed(self, batches: Sequence[list[Listing]]) -> Iterator[list[Statement]]:
        """Make the statements for stored listings with another text."""
        version = self._last("listing_versions")
        for batch in batches:
            rows, had = [], []
            for one in batch:
                version += 1
                had.append(self._stored(one))
                rows.append(self._row(one, had[-1].id, version))
            others = [
                ((row["id"], former), (row["id"], _words(row)), row["match_count"])
                for old, row in zip(had, rows, strict=True)
                if (former := _words(dict(zip(KEPT, old.had, strict=True))))
                != _words(row)
            ]
            yield [
                _rows(NEW_VERSION, rows),
                (DELETE[WORDS], [old for old, _, _ in others]),
                (ADD[WORDS], [new for _, new, _ in others]),
                (DELETE[MATCHED_WORDS], [old for old, _, had in others if had]),
                (ADD[MATCHED_WORDS], [new for _, new, had in others if had]),
                *_updates(rows, had),
                _sightings(rows, "changed"),
                _flagged(rows),
                *_retire(rows),
                (NEW_MATCH, self._matches(batch, rows)),
            ]

    def _row(self, listing: Listing, number: int, version: int) -> Row:
        row = listing_row(listing, self.crawls[listing.marketplace], utc_text(START))
        return {
            **row,
            "seller_id": self.sellers.of(listing),
            "id": number,
            "version": version,
        }

    def _matches(self, batch: Sequence[Listing], rows: Sequence[Row]) -> list[object]:
        return [
            (*self.matches.row(row, match), row["id"], row["seen_at"])
            for listing, row in zip(batch, rows, strict=True)
            for match in listing.matches
        ]

    def _stored(self, listing: Listing) -> KnownListing:
        began = self.clock()
        number, *had = self.conn.execute(
            f"""SELECT id, {", ".join(KEPT)} FROM listings
                WHERE marketplace = ? AND listing_id = ?""",
            (listing.marketplace, listing.listing_id),
        ).fetchone()
        self.seconds_looking += self.clock() - began
        return KnownListing(number, tuple(had))

    def _last(self, table: str) -> int:
        (last,) = self.conn.execute(
            f"SELECT COALESCE(MAX(id), 0) FROM {table}"
        ).fetchone()
        return int(last)


def _rows(insert: Insert, rows: Sequence[Row]) -> Statement:
    return insert.sql, [insert.values(row) for row in rows]


def _updates(rows: Sequence[Row], had: Sequence[KnownListing]) -> list[Statement]:
    """Set what is other than it was; rows with the same columns together."""
    made: defaultdict[str, list[object]] = defaultdict(list)
    for row, old in zip(rows, had, strict=True):
        values = renewed(row, old.had)
        made[update_listing(values)].append((*values.values(), row["id"]))
    return list(made.items())


def _words(row: Row) -> str:
    return searchable(str(row["title"]), str(row["description"]))


def _sightings(rows: Sequence[Row], event: str) -> Statement:
    return _rows(NEW_SIGHTING, [{**row, "event": event} for row in rows])


def _flagged(rows: Sequence[Row]) -> Statement:
    """Keep the sightings of flagged listings apart."""
    flagged = [row for row in rows if row["offer"] in FLAGGED_OFFERS]
    return NOTE_FLAGGED, [(row["id"], row["crawl"]) for row in flagged]


def _retire(rows: Sequence[Row]) -> list[Statement]:
    """Move the matches of the former text to those that are past."""
    matched: list[object] = [(row["id"],) for row in rows if row["match_count"]]
    return [
        (RETIRE, matched),
        (UNMATCH, matched),
    ]
