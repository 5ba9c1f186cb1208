"""The store: one writer to one SQLite file."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from crawler import __version__
from crawler.items import Listing
from crawler.panel.query import Plan, QueryRun
from crawler.store import close_crawl, write_crawls
from crawler.store.connection import (
    BUSY_SECONDS,
    connect,
    connect_read_only,
    transaction,
)
from crawler.store.errors import StoreError, explaining
from crawler.store.facts import Effort, MarketplaceFacts, Outcome
from crawler.store.live import LiveCrawls
from crawler.store.seen_before import forget_seen_before
from crawler.store.times import utc_text
from crawler.store.write_listings import ListingWriter
from crawler.store.write_matches import MatchWriter
from crawler.store.write_queries import begin_queries, save_queries, save_query
from crawler.store.write_taxa import Catalogue

DIED = "the process ended before the crawl did"


class Store:
    """An open database.

    Every method that writes does so in one transaction: it is wholly there
    afterwards, or, when it raises `StoreError`, not at all.
    """

    def __init__(
        self,
        conn: sqlite3.Connection,
        path: Path,
        catalogue: Callable[[], Catalogue] | None = None,
    ) -> None:
        self.conn = conn
        self.path = path
        self.live = LiveCrawls(path)
        self._catalogue = catalogue

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        busy_seconds: float = BUSY_SECONDS,
        catalogue: Callable[[], Catalogue] | None = None,
    ) -> Store:
        """Open the database at *path*; make it, or bring it up to date, if need be.

        Crawls that died are closed as interrupted. *busy_seconds* is how long to
        wait for another program that writes; *catalogue* gives the species list
        from which matched taxa are copied in.

        Raises:
            StoreError: the file cannot be used; the text says what mends it.
        """
        connecting = connect_read_only if read_only else connect
        store = cls(connecting(path, busy_seconds=busy_seconds), path, catalogue)
        if not read_only:
            try:
                store.close_interrupted()
            except BaseException:
                store.close()
                raise
        return store

    def close(self) -> None:
        """Close the file. Crawls that this store began count as interrupted."""
        self.conn.close()
        self.live.release_all()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin_crawl(
        self,
        facts: MarketplaceFacts,
        *,
        started_at: datetime | None = None,
        clock: str = "system",
        software_version: str = __version__,
        species_list_version: str = "",
        plan: Plan | None = None,
    ) -> int:
        """Begin a crawl of a marketplace and give its id.

        *clock* is `system`, or `demo` when the crawl is dated otherwise; *plan* is
        what the site's search is asked for.
        """
        began = utc_text(started_at or datetime.now(UTC))
        crawl_id = 0
        try:
            with explaining(self.path), transaction(self.conn):
                write_crawls.save_marketplace(self.conn, facts)
                crawl_id = write_crawls.insert_crawl(
                    self.conn,
                    facts,
                    started_at=began,
                    clock=clock,
                    software_version=software_version,
                    species_list_version=species_list_version,
                )
                if plan is not None:
                    begin_queries(self.conn, crawl_id, facts.name, plan, began)
                # Inside the transaction: nobody sees the row without its lock.
                self._take_lock(crawl_id)
        except BaseException:
            self.live.give_back(crawl_id)
            raise
        return crawl_id

    def resume_crawl(self, crawl_id: int, marketplace: str, listings: int) -> bool:
        """Let the last crawl of *marketplace*, which was cut off, run again.

        False when it cannot: it is not the last, or fewer than *listings* of it are
        here.
        """
        try:
            with explaining(self.path), transaction(self.conn):
                found = write_crawls.resume_crawl(
                    self.conn, crawl_id, marketplace, listings
                )
                if found:
                    forget_seen_before(self.conn, crawl_id)
                    self._take_lock(crawl_id)
        except BaseException:
            self.live.give_back(crawl_id)
            raise
        return found

    def write_batch(
        self,
        crawl_id: int,
        listings: Iterable[Listing],
        effort: Effort | None = None,
    ) -> Counter[str]:
        """Write listings that a crawl saw, with its effort so far.

        Gives how many were new, seen, changed, relisted, or repeated (seen
        before in this crawl with the same text). Writing a batch again changes
        nothing.

        Raises:
            StoreError: nothing of the batch was written.
            ListingError: nor now, for one of the listings cannot be kept.
        """
        with explaining(self.path), transaction(self.conn):
            marketplace, species_list_version = self._running(crawl_id)
            matches = MatchWriter(self.conn, self._catalogue, species_list_version)
            writer = ListingWriter(
                self.conn, crawl_id, marketplace, utc_text(datetime.now(UTC)), matches
            )
            writer.write(listings)
            write_crawls.count_up(self.conn, crawl_id, writer.sighted, writer.events)
            if effort is not None:
                write_crawls.save_effort(self.conn, crawl_id, effort)
        return writer.events

    def note_query(self, crawl_id: int, number: int, run: QueryRun) -> None:
        """Keep what came of one query of a running crawl, so that its turn is over."""
        with explaining(self.path), transaction(self.conn):
            save_query(self.conn, crawl_id, number, run)

    def note_effort(self, crawl_id: int, effort: Effort) -> None:
        """Keep what a running crawl has asked for and got so far."""
        with explaining(self.path), transaction(self.conn):
            write_crawls.save_effort(self.conn, crawl_id, effort)

    def finish_crawl(
        self,
        crawl_id: int,
        outcome: Outcome,
        reason: str = "finished",
        effort: Effort | None = None,
        *,
        finished_at: datetime | None = None,
        queries: Sequence[QueryRun] = (),
    ) -> Counter[str]:
        """End a crawl, and count its listings by event.

        A complete crawl marks what it did not see as gone (see
        `crawler.store.close_crawl`). Without *effort*, what was noted last stays.
        """
        now = utc_text(finished_at or datetime.now(UTC))
        with explaining(self.path), transaction(self.conn):
            marketplace, _ = self._running(crawl_id)
            if effort is not None:
                write_crawls.save_effort(self.conn, crawl_id, effort)
            crawl = close_crawl.EndedCrawl(
                crawl_id, marketplace, outcome, reason, now, effort or Effort()
            )
            events = close_crawl.close(self.conn, crawl)
            save_queries(self.conn, crawl_id, queries)
        self.live.give_back(crawl_id)
        return events

    def missed_listings(self, crawl_id: int, effort: Effort) -> list[tuple[str, str]]:
        """List id and address of what would be called gone if the crawl ended now."""
        with explaining(self.path):
            marketplace, _ = self._running(crawl_id)
            crawl = close_crawl.EndedCrawl(
                *(crawl_id, marketplace, "finished", close_crawl.RAN_TO_ITS_END, ""),
                effort,
            )
            return close_crawl.missed(self.conn, crawl)

    def close_interrupted(self) -> list[int]:
        """Close the crawls whose process died, and give their ids.

        A crawl that another process is running is left alone.
        """
        with explaining(self.path):
            if not self._dead():
                return []
            with transaction(self.conn):
                # Asked again now that nobody else can write.
                dead = self._dead()
                for crawl_id, marketplace, last_seen_at in dead:
                    crawl = close_crawl.EndedCrawl(
                        *(crawl_id, marketplace, "interrupted", DIED, last_seen_at)
                    )
                    close_crawl.close(self.conn, crawl)
        for crawl_id, _, _ in dead:
            self.live.forget(crawl_id)
        return [crawl_id for crawl_id, _, _ in dead]

    def _take_lock(self, crawl_id: int) -> None:
        try:
            self.live.take(crawl_id)
        except OSError as error:
            raise StoreError(
                f"{self.live.folder} cannot be written to ({error}); check the rights "
                "of the folder"
            ) from error

    def _dead(self) -> list[tuple[int, str, str]]:
        """List the crawls left running by a dead process, with their last sighting."""
        running = write_crawls.running_crawls(self.conn)
        return [row for row in running if not self.live.is_live(row[0])]

    def _running(self, crawl_id: int) -> tuple[str, str]:
        row = self.conn.execute(
            """SELECT marketplace, species_list_version FROM crawls
               WHERE id = ? AND outcome = 'running'""",
            (crawl_id,),
        ).fetchone()
        if row is None:
            raise ValueError(f"crawl {crawl_id} is not running")
        return row[0], row[1]
