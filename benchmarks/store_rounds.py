"""Batches of each kind written to one database, and the seconds that they take.

A round of the store's own writer and one of `executemany` alone write different batches
of the same kinds. What is stored already is drawn from all of the database, and read once
before either way writes it: how fast a disk finds pages is not what is measured.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from time import perf_counter

from benchmarks.growing_store import BATCH, batches_of, listings_of, market
from benchmarks.plain_writes import PlainWriter
from benchmarks.prepared_stores import (
    begin_crawls,
    count_batches,
    editions_of,
    end_crawls,
)
from crawler.items import Listing
from crawler.store import Effort, Store
from crawler.store.listing_queries import ListingFilter, find_listings

KINDS = ("new", "seen again", "changed")
ROUND = 25
"""Batches of each kind in a round."""
TABLES = ("listings", "listing_versions", "sightings", "sellers", "matches")
QUESTIONS = {
    "50 newest": ListingFilter(limit=50),
    "50 of Appendix I": ListingFilter(appendices=("I",), limit=50),
    "50 by taxon": ListingFilter(taxon="Panthera tigris", limit=50),
    "50 of high priority, active": ListingFilter(
        priorities=("high",), states=("active",), limit=50
    ),
}


class Rounds:
    """A database that is written to, round by round."""

    def __init__(self, store: Store, clock: Callable[[], float] = perf_counter) -> None:
        self.store = store
        self.clock = clock
        self.batches = count_batches(store.conn)
        self.editions = editions_of(store.conn)
        self.chance = random.Random(self.batches)
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.listings: defaultdict[str, int] = defaultdict(int)

    def round(self, *, plainly: bool, batches: int = ROUND) -> None:
        """Write *batches* of each kind, by the store or with `executemany` alone."""
        for kind in KINDS:
            crawls = begin_crawls(self.store)
            made = self._batches(kind, batches)
            if kind != "new":
                self._read(made)
            if plainly:
                self._write_plainly(kind, crawls, made)
            else:
                self._count(kind, self._write(crawls, made), made)
            end_crawls(self.store, crawls)

    def read_indexes(self) -> None:
        """Read all indexes once: a writer that has been at work has met their pages."""
        conn, marks = self.store.conn, ", ".join("?" * len(TABLES))
        indexes = conn.execute(
            f"""SELECT name, tbl_name, sql FROM sqlite_master
                WHERE type = 'index' AND tbl_name IN ({marks})""",
            TABLES,
        ).fetchall()
        for name, table, sql in indexes:
            condition = (sql or "").partition("WHERE")[2] or "1"
            asked = f"SELECT COUNT(*) FROM {table} INDEXED BY {name} WHERE {condition}"
            conn.execute(asked).fetchone()

    def rates(self) -> dict[str, int]:
        """Give the listings that were written in a second, of each kind and way."""
        return {
            f"{name}, listings/s": round(self.listings[name] / seconds)
            for name, seconds in self.seconds.items()
        }

    def end_of_crawl(self) -> float:
        """Time the end of a complete crawl that calls almost a whole market gone.

        It is undone afterwards.
        """
        conn = self.store.conn
        conn.execute("BEGIN IMMEDIATE")
        try:
            crawl = begin_crawls(self.store)[market(0)]
            self.store.write_batch(crawl, listings_of(0, self.editions[0]))
            began = perf_counter()
            self.store.finish_crawl(crawl, "finished")
            return perf_counter() - began
        finally:
            conn.execute("ROLLBACK")

    def questions(self) -> dict[str, float]:
        """Give the seconds until each question is answered."""
        answered = {}
        for name, wanted in QUESTIONS.items():
            began = perf_counter()
            list(find_listings(self.store.conn, wanted))
            answered[f"find {name}, s"] = perf_counter() - began
        return answered

    def _read(self, batches: list[list[Listing]]) -> None:
        """Read what is stored of listings, so that neither way waits for the disk."""
        for batch in batches:
            for one in batch:
                self.store.conn.execute(
                    """SELECT l.*, v.* FROM listings l
                       JOIN listing_versions v ON v.id = l.version
                       WHERE marketplace = ? AND listing_id = ?""",
                    (one.marketplace, one.listing_id),
                ).fetchone()

    def _batches(self, kind: str, count: int) -> list[list[Listing]]:
        if kind == "new":
            first = self.batches
            self.batches += count
            return batches_of(range(first, self.batches))
        some = self.chance.sample(range(self.batches), count)
        if kind == "changed":
            for number in some:
                self.editions[number] += 1
        return [listings_of(number, self.editions[number]) for number in some]

    def _write(self, crawls: dict[str, int], batches: list[list[Listing]]) -> float:
        began = self.clock()
        for batch in batches:
            crawl = crawls[batch[0].marketplace]
            self.store.write_batch(crawl, batch, Effort(pages_fetched=1))
        return self.clock() - began

    def _write_plainly(
        self, kind: str, crawls: dict[str, int], batches: list[list[Listing]]
    ) -> None:
        plain = PlainWriter(self.store.conn, crawls, self.clock)
        ways = {"new": plain.new, "seen again": plain.seen, "changed": plain.changed}
        took = plain.write(list(ways[kind](batches)))
        self._count(f"{kind}, executemany", took, batches)
        if plain.seconds_looking:
            took += plain.seconds_looking
            self._count(f"{kind}, looked up and executemany", took, batches)

    def _count(self, name: str, took: float, batches: list[list[Listing]]) -> None:
        self.seconds[name] += took
        self.listings[name] += len(batches) * BATCH
