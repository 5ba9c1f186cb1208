"""Puts what workers found into the database: each entry once, in order."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from crawler.cluster.asking_again import ask_what_was_missed
from crawler.cluster.crawl_ledger import CrawlLedger
from crawler.cluster.crawls import Crawls
from crawler.cluster.messages import (
    Begun,
    Buried,
    Drained,
    MessageError,
    PageDone,
    Stopped,
    read,
    write,
)
from crawler.crawl_summary import CrawlSummary, sum_up
from crawler.extensions.outcomes import outcome_of
from crawler.items import Listing
from crawler.store import ListingError, Store, budgets, write_cluster
from crawler.store.close_crawl import RAN_TO_ITS_END
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.write_crawls import listings_seen

logger = logging.getLogger(__name__)


class Entry(NamedTuple):
    """An entry of the stream of results."""

    id: str
    fields: Mapping[str, str]

    @property
    def order(self) -> tuple[int, int]:
        """Its place in the stream."""
        return order_of(self.id)


def order_of(entry: str) -> tuple[int, int]:
    """Give the place of an entry's id: Redis's time in milliseconds, and a number."""
    time, _, number = entry.partition("-")
    return int(time), int(number or 0)


@dataclass(slots=True)
class _Crawl:
    """A crawl that this writer has in hand."""

    id: int
    ledger: CrawlLedger
    waiting: list[Listing] = field(default_factory=list)
    changed: bool = False
    summary: CrawlSummary | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of a batch."""

    entries: int
    ended: dict[str, CrawlSummary]
    """The crawls that ended with it, by their keys."""


class ResultStore:
    """The database as the writer fills it.

    Whatever fails, nothing of the batch is stored, and this object is not to be used
    again: another takes up where the database is.
    """

    def __init__(
        self,
        store: Store,
        crawls: Crawls,
        stream: str,
        bury: Callable[[Entry, str], None],
    ) -> None:
        self.store = store
        self.crawls = crawls
        self.stream = stream
        self.bury = bury
        self._hand: dict[str, _Crawl] = {}

    def take_up(self) -> None:
        """Let the crawls that were cut off with another writer run again."""
        for key in write_cluster.open_crawls(self.store.conn):
            if self.crawls.facts(key).get("state") in {
                "running",
                "stopping",
                "stopped",
            }:
                self._crawl(key)

    def forgotten(self) -> list[str]:
        """Give the crawls that the database has as a whole, and Redis as running."""
        found = []
        for key in self.crawls.running().values():
            known = write_cluster.find_crawl(self.store.conn, key)
            if known is not None and known.ended:
                found.append(key)
        return found

    def write(self, entries: list[Entry]) -> Stored:
        """Store a batch in one transaction; what is stored already is passed over.

        Raises:
            StoreError: nothing of it is stored.
            ClusterError: nor now, for Redis cannot be used.
        """
        with explaining(self.store.path), transaction(self.store.conn):
            last = order_of(write_cluster.last_result(self.store.conn, self.stream))
            fresh = [entry for entry in entries if entry.order > last]
            for entry in fresh:
                try:
                    self._take(entry)
                except MessageError as error:
                    logger.error("entry %s is set aside: %s", entry.id, error)
                    self.bury(entry, str(error))
            self._save()
            if fresh:
                write_cluster.note_result(self.store.conn, self.stream, fresh[-1].id)
        ended = {key: one.summary for key, one in self._hand.items() if one.summary}
        for key in ended:
            del self._hand[key]
        return Stored(len(fresh), ended)

    def _take(self, entry: Entry) -> None:
        kind, key = entry.fields.get("kind", ""), entry.fields.get("crawl", "")
        body = entry.fields.get("body", "")
        now = entry.order[0]
        if kind == "begun":
            self._begin(key, read(Begun, body), now)
            return
        crawl = self._crawl(key)
        if crawl is None:
            raise MessageError(f"no crawl {key!r} is known")
        if kind == "page":
            page = read(PageDone, body)
            crawl.ledger.add(page)
            crawl.waiting += page.listings
            for domain_and_day, count in page.sent.items():
                domain, _, day = domain_and_day.rpartition(" ")
                budgets.add(self.store.conn, domain, day, count)
        elif kind == "buried":
            self._lose(crawl.ledger, read(Buried, body))
        elif kind == "drained":
            self._drained(key, crawl, read(Drained, body), now)
        elif kind == "stopped":
            self._end(crawl, read(Stopped, body).reason, now)
        else:
            raise MessageError(f"no such kind of entry: {kind!r}")
        crawl.ledger.last_ms = max(crawl.ledger.last_ms, now)
        crawl.changed = True

    def _begin(self, key: str, begun: Begun, now: int) -> _Crawl:
        crawl_id = self.store.begin_crawl(
            begun.facts,
            started_at=datetime.fromisoformat(begun.started_at),
            clock="demo" if begun.clock else "system",
            software_version=begun.version,
            species_list_version=begun.species_list,
            plan=begun.plan,
        )
        crawl = _Crawl(crawl_id, CrawlLedger.of(begun, now), changed=True)
        self._hand[key] = crawl
        return crawl

    def _crawl(self, key: str) -> _Crawl | None:
        """Give a crawl in hand, or take it up; None: it has ended, or never began."""
        if key in self._hand:
            return self._hand[key] if self._hand[key].summary is None else None
        known = write_cluster.find_crawl(self.store.conn, key)
        if known is None:
            return self._from_redis(key)
        if known.ended:
            return None
        ledger = read(CrawlLedger, known.ledger)
        if self.store.resume_crawl(known.crawl, ledger.name, 0):
            crawl = _Crawl(known.crawl, ledger)
        else:
            logger.error(
                "%s: crawl %d is not its last any more; what comes is a crawl of its own",
                *(ledger.name, known.crawl),
            )
            crawl = self._begin(key, ledger.begun, ledger.last_ms)
        self._hand[key] = crawl
        return crawl

    def _from_redis(self, key: str) -> _Crawl | None:
        """Begin a crawl that the database lacks: an older copy was put back."""
        facts = self.crawls.facts(key)
        if facts.get("state") not in {"running", "stopping", "stopped"}:
            return None
        return self._begin(key, read(Begun, facts["facts"]), int(facts["began"]))

    def _lose(self, ledger: CrawlLedger, buried: Buried) -> None:
        try:
            request: Any = json.loads(buried.request)
            url = str(request["url"])
            listing = request["meta"].get("kind") == "listing"
        except (ValueError, KeyError, TypeError, AttributeError):
            # What it led to can only be guessed: then nothing may be called gone.
            url, listing = "(unreadable request)", False
        ledger.lose(url, listing=listing)

    def _drained(self, key: str, crawl: _Crawl, drained: Drained, now: int) -> None:
        ledger = crawl.ledger
        ledger.capped |= drained.capped
        self._flush(crawl)
        ledger.last_ms = max(ledger.last_ms, now)
        if not drained.asked_again and ask_what_was_missed(
            self.store, self.crawls, key, crawl.id, ledger
        ):
            return
        ledger.drained = True
        self._end(crawl, RAN_TO_ITS_END, now)

    def _end(self, crawl: _Crawl, reason: str, now: int) -> None:
        self._flush(crawl)
        ledger = crawl.ledger
        ledger.last_ms = max(ledger.last_ms, now)
        effort = ledger.effort(ended=True)
        stored = listings_seen(self.store.conn, crawl.id)
        ended = outcome_of(reason, effort, stored, capped=ledger.capped)
        began = datetime.fromisoformat(ledger.begun.started_at)
        events = self.store.finish_crawl(
            *(crawl.id, *ended, effort),
            finished_at=began + timedelta(seconds=ledger.seconds),
            queries=ledger.runs_so_far(),
        )
        crawl.summary = sum_up(
            *(ledger.name, ledger.begun.facts.min_listings, ended, effort, events),
            flagged=int(ledger.counts.get("flagged/high", 0)),
        )

    def _save(self) -> None:
        for key, crawl in self._hand.items():
            if not crawl.changed:
                continue
            if crawl.summary is None:
                self._flush(crawl)
            write_cluster.save_crawl(
                *(self.store.conn, key, crawl.id, write(crawl.ledger)),
                ended=crawl.summary is not None,
            )
            crawl.changed = False

    def _flush(self, crawl: _Crawl) -> None:
        """Write the listings that wait, and the effort so far."""
        listings, crawl.waiting = crawl.waiting, []
        effort = crawl.ledger.effort()
        try:
            self._count(crawl, self.store.write_batch(crawl.id, listings, effort))
        except ListingError:
            for one in listings:
                self._write_one(crawl, one)

    def _write_one(self, crawl: _Crawl, listing: Listing) -> None:
        try:
            self._count(crawl, self.store.write_batch(crawl.id, [listing]))
        except ListingError as error:
            logger.error("%s", error)
            crawl.ledger.unread_ids.add(listing.listing_id)
            self._count(crawl, Counter(unstorable=1))

    @staticmethod
    def _count(crawl: _Crawl, events: Counter[str]) -> None:
        counts = crawl.ledger.counts
        for event, count in events.items():
            name = f"store/{event}"
            counts[name] = counts.get(name, 0) + count
