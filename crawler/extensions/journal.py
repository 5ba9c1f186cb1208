"""A crawl that was cut off goes on where it was.

Scrapy's own job directory writes which requests wait only when a crawl is stopped
cleanly, and counts addresses as seen from the moment they are scheduled. This journal
is right at every moment (see `crawler.request_journal`).

Settings: CITESWATCH_JOBS (folder; empty: off), CITESWATCH_RESUME_HOURS (a journal
that is older is not taken up). Keeps `resume/went_on` or `resume/began_anew`.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler import __version__
from crawler.extensions.outcomes import BUDGET_SPENT, STORE_FAILED
from crawler.families.spider import MarketplaceSpider
from crawler.panel.query import Plan, QueryRun
from crawler.plain_requests import is_known, plain_request, request_of
from crawler.request_journal import JournalError, Past, RequestJournal, read_journal
from crawler.store import Store

logger = logging.getLogger(__name__)

JOB = "job"
"""The key in a request's meta of its number in the journal."""
GO_ON_AFTER = frozenset(("shutdown", BUDGET_SPENT, STORE_FAILED))


class CrawlJournal:
    """Notes what is scheduled and done, and takes up what was left."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self.crawler = crawler
        self.folder = folder
        self.hours = crawler.settings.getfloat("CITESWATCH_RESUME_HOURS", 48.0)
        self.journal: RequestJournal | None = None
        self.past: Past | None = None
        self._items: Counter[int] = Counter()
        self._ended: set[int] = set()
        self._failed: set[int] = set()
        self._done: list[int] = []
        self._settled: list[int] = []
        self._told: Counter[int] = Counter()
        self._told_cut: set[int] = set()
        self._told_capped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension and connect it."""
        folder = crawler.settings.get("CITESWATCH_JOBS")
        if not folder or crawler.settings.get("CITESWATCH_CLOCK"):
            raise NotConfigured("CITESWATCH_JOBS is not set: no crawl is taken up")
        journal = cls(crawler, Path(folder))
        for signal, receiver in (
            (signals.request_scheduled, journal.request_scheduled),
            (signals.request_dropped, journal.settle),
            (signals.item_scraped, journal.item_done),
            (signals.item_dropped, journal.item_done),
            (signals.item_error, journal.item_done),
        ):
            crawler.signals.connect(receiver, signal=signal)
        return journal

    def open(self, store: Store, spider: MarketplaceSpider) -> int | None:
        """Give the crawl to go on with, now running again; None: begin a new one."""
        self.journal = RequestJournal(
            journal_file(self.folder, spider.name, spider.plan)
        )
        try:
            past = read_journal(self.journal.path)
        except JournalError as error:
            self._anew(str(error))
            return None
        if past is None:
            return None
        if reason := self._unfit(past, store, spider):
            self._anew(reason)
            return None
        self.past = past
        self._tell("resume/went_on", f"goes on with crawl {past.crawl_id}")
        self.journal.go_on(past)
        return past.crawl_id

    @property
    def begun(self) -> int:
        """How many pages to begin with were done when the crawl was cut off."""
        return self.past.begun if self.past else 0

    def begin(self, crawl_id: int, spider: MarketplaceSpider) -> None:
        """Begin the journal of a new crawl."""
        if self.journal is not None:
            self.journal.begin(crawl_id, read_with(spider), spider.plan)

    def take_up(self, spider: MarketplaceSpider) -> None:
        """Schedule what the crawl that was cut off had left."""
        if self.past is None:
            return
        spider.asked.update(self.past.addresses)
        spider.capped |= self.past.capped
        if self.past.plan is not None:
            spider.take_plan(self.past.plan)
            restore(spider.queries, self.past)
        for number, told in self.past.pending.items():
            request = request_of(told, spider)
            request.meta[JOB] = number
            self.crawler.engine.crawl(request)
        self.past = None

    def _unfit(self, past: Past, store: Store, spider: MarketplaceSpider) -> str:
        assert self.journal is not None  # noqa: S101
        age = time.time() - self.journal.path.stat().st_mtime
        if age > self.hours * 3600:
            return f"the crawl that was cut off is {age / 3600:.0f} hours old"
        if past.read_with != read_with(spider):
            return "the marketplace's file or citeswatch has changed since"
        if spider.plan and spider.plan.panel == "fixed" and spider.plan != past.plan:
            return "the fixed panel has changed since"
        if not all(is_known(told, spider) for told in past.pending.values()):
            return "it holds a request of another version"
        if not store.resume_crawl(past.crawl_id, spider.name, past.listings):
            return "another came after it, or the database does not hold all of it"
        return ""

    def _anew(self, reason: str) -> None:
        self._tell("resume/began_anew", f"begins anew: {reason}")

    def _tell(self, stat: str, said: str) -> None:
        if self.crawler.stats:
            self.crawler.stats.set_value(stat, said)
        logger.info("%s", said, extra={"spider": self.crawler.spider})

    # What happens to a page

    def request_scheduled(self, request: Request) -> None:
        """Note a page that is to be asked for; a repeated one is noted already."""
        if self.journal is None or request.callback is NO_CALLBACK:
            return
        if JOB in request.meta:
            return
        try:
            request.meta[JOB] = self.journal.schedule(plain_request(request))
        except (TypeError, ValueError) as error:
            # Without all its requests a journal would lose listings.
            logger.info("this crawl cannot be taken up later: %s", error)
            self.journal.close(keep=False)
            self.journal = None

    def found(self, request: Request | None, one: object) -> None:
        """Note what a page gave: a request of its own, or a listing on its way."""
        if isinstance(one, Request):
            one.meta.pop(JOB, None)
        elif number := _number(request):
            self._items[number] += 1

    def all_found(self, request: Request | None) -> None:
        """Note that a page has given all."""
        number = _number(request)
        if number and number not in self._failed:
            self._ended.add(number)
            self._check(number)

    def item_done(self, response: Response | None) -> None:
        """Note that a listing of the page went the whole way."""
        number = _number(response.request if response is not None else None)
        if number:
            self._items[number] -= 1
            self._check(number)

    def fail(self, request: Request) -> None:
        """Note a page that is to be asked for again in a crawl that goes on."""
        if number := _number(request):
            self._failed.add(number)

    def settle(self, request: Request) -> None:
        """Note a page of which no more is to be had."""
        if number := _number(request):
            self._settled.append(number)

    def _check(self, number: int) -> None:
        if number in self._ended and self._items[number] <= 0:
            self._ended.discard(number)
            del self._items[number]
            self._done.append(number)

    def commit(self, listings: int) -> None:
        """Note that all listings so far are in the database."""
        if self.journal is None:
            return
        notes = self._notes()
        if self._done or self._settled or notes:
            self.journal.commit(
                self._done, listings, settled=self._settled, notes=notes
            )
            self._done, self._settled = [], []

    def _notes(self) -> list[dict[str, Any]]:
        """Give what queries found, and what a limit left out, since the last time."""
        spider = self.crawler.spider
        assert isinstance(spider, MarketplaceSpider)  # noqa: S101
        notes: list[dict[str, Any]] = []
        for number, run in enumerate(spider.queries):
            if len(run.found) > self._told[number]:
                notes.append({"query": number, "found": sorted(run.found)})
                self._told[number] = len(run.found)
            if run.cut and number not in self._told_cut:
                notes.append({"query": number, "cut": True})
                self._told_cut.add(number)
        if spider.capped and not self._told_capped:
            notes.append({"capped": True})
            self._told_capped = True
        return notes

    def close(self, reason: str) -> None:
        """Keep the journal if the crawl is to go on later."""
        if self.journal is not None:
            self.journal.close(keep=reason in GO_ON_AFTER)


def journal_file(folder: Path, name: str, plan: Plan | None) -> Path:
    """Give the journal of a marketplace's crawls; those of each panel have their own."""
    return folder / (f"{name}.{plan.panel}.journal" if plan else f"{name}.journal")


def restore(runs: Sequence[QueryRun], past: Past) -> None:
    """Give queries what they had found and asked for when the crawl was cut off."""
    waiting = Counter(
        told["meta"]["query"]
        for told in past.pending.values()
        if "query" in told["meta"] and told["meta"].get("kind") != "listing"
    )
    for number, run in enumerate(runs):
        run.pages = past.pages[number]
        run.found = past.found[number]
        run.cut = number in past.cut
        if run.pages or waiting[number]:
            run.waiting = waiting[number]


def read_with(spider: MarketplaceSpider | type[MarketplaceSpider]) -> str:
    """Sum up what a page is read with; another value reads it otherwise."""
    facts = f"{__version__} {spider.marketplace.model_dump_json()}"
    return hashlib.sha256(facts.encode()).hexdigest()


def _number(request: Request | None) -> int:
    return request.meta.get(JOB, 0) if request is not None else 0
