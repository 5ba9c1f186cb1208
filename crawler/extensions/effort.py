"""The effort ledger: opens the crawl's row, gathers what was asked and got, ends it.

Settings: CITESWATCH_DATABASE (path; without it nothing is stored),
CITESWATCH_CLOCK (ISO 8601 time: the crawl is dated from there, for the demo),
CITESWATCH_EFFORT_SECONDS (how often a running crawl's effort is noted: 10),
CITESWATCH_BUSY_SECONDS (how long to wait for another program that writes: 30).
The spider's `marketplace` gives the facts of the site.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from crawler.extensions.continuing import Continuing
from crawler.extensions.day_budgets import DayBudgets, daily_limit
from crawler.extensions.outcomes import STORE_FAILED, outcome_of, plain_counts
from crawler.extensions.page_ledger import (
    PageLedger,
    addresses_of,
    is_listing,
    is_query,
)
from crawler.extensions.query_notes import QueryNotes
from crawler.extensions.unchanged import NotChanged
from crawler.failures import explain
from crawler.families.listing_ids import without_tracking
from crawler.items import Listing
from crawler.signals import page_failed
from crawler.store import Effort, MarketplaceFacts, Store, StoreError
from crawler.store.species_catalogue import catalogue_of, version_of
from crawler.store.times import Clock, clock_from

logger = logging.getLogger(__name__)


class EffortLedger:
    """One crawl's row in the store, from its beginning to its end."""

    def __init__(self, crawler: Crawler, database: Path, clock: Clock) -> None:
        self.crawler = crawler
        self.database = database
        self.clock = clock
        self.is_demo = bool(crawler.settings.get("CITESWATCH_CLOCK"))
        self.pages = PageLedger()
        self.unread_ids: set[str] = set()
        self.queries = 0
        self.asked = QueryNotes(None)
        self.store: Store | None = None
        self.crawl_id = 0
        self.ended: tuple[str, str] | None = None
        self.budgets: DayBudgets | None = None
        self.continuing = Continuing(crawler)
        self.flush: Callable[[], None] = lambda: None
        """Writes the batch that waits; set by the pipeline that gathers it."""
        self.events: Counter[str] = Counter()
        self.stored = 0
        self._began = monotonic()
        self._seconds: float | None = None
        self._noting = create_looping_call(self._note)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension from a crawler's settings."""
        database = crawler.settings.get("CITESWATCH_DATABASE")
        if not database:
            raise NotConfigured("CITESWATCH_DATABASE is not set: nothing is stored")
        clock = clock_from(crawler.settings.get("CITESWATCH_CLOCK") or "")
        ledger = cls(crawler, Path(database), clock)
        ledger.listen()
        return ledger

    def listen(self) -> None:
        """Hear of all that happens in the crawl."""
        for signal, receiver in (
            (signals.spider_opened, self.spider_opened),
            (signals.spider_closed, self.spider_closed),
            (signals.request_reached_downloader, self.request_reached_downloader),
            (signals.request_dropped, self.request_dropped),
            (signals.response_received, self.response_received),
            (page_failed, self.page_failed),
            (signals.spider_error, self.spider_error),
            (signals.item_scraped, self.item_scraped),
            (signals.item_dropped, self.item_lost),
            (signals.item_error, self.item_lost),
        ):
            self.crawler.signals.connect(receiver, signal=signal)

    def spider_opened(self, spider: Spider) -> None:
        """Begin the crawl in the store, or close the spider if that cannot be."""
        facts = MarketplaceFacts.of(spider.marketplace)  # type: ignore[attr-defined]
        settings = self.crawler.settings
        species_lists = Path(settings["CITESWATCH_SPECIES_LISTS"])
        species_list = version_of(species_lists)
        going = self.continuing
        try:
            self.store = Store.open(
                self.database,
                busy_seconds=settings.getfloat("CITESWATCH_BUSY_SECONDS", 30.0),
                catalogue=partial(catalogue_of, species_lists),
            )
            self.crawl_id = going.take_up(self.store, spider) or self.store.begin_crawl(  # type: ignore[arg-type]
                facts,
                started_at=self.clock(),
                clock="demo" if self.is_demo else "system",
                species_list_version=species_list,
                plan=spider.plan,  # type: ignore[attr-defined]
            )
            self.stored = going.begin(self.store, self.crawl_id, spider, species_list)  # type: ignore[arg-type]
        except StoreError as error:
            self.report(error)
            raise CloseSpider(STORE_FAILED) from error
        self.asked = QueryNotes(spider)
        usual = settings.getint("CITESWATCH_REQUESTS_PER_DAY")
        limit = daily_limit(spider.marketplace, usual)  # type: ignore[attr-defined]
        if limit is not None:
            self.budgets = DayBudgets(self.store, limit)
        seconds = settings.getfloat("CITESWATCH_EFFORT_SECONDS", 10.0)
        self._noting.start(seconds, now=False)

    def settled(self) -> None:
        """Note that every listing so far is stored, and none waits in a batch."""
        try:
            self.stored += self.continuing.settled()
        except StoreError as error:
            self.report(error)

    def request_reached_downloader(self, request: Request) -> None:
        """Note a page that is asked for; robots.txt and the like are no pages."""
        if request.callback is not NO_CALLBACK:
            self.queries += is_query(request)
            self.pages.ask(addresses_of(request), listing=is_listing(request))

    def request_dropped(self, request: Request) -> None:
        """Note a redirect to a page that the crawl has met already.

        A page that is linked twice is dropped too, and that says nothing of it.
        """
        addresses = addresses_of(request)
        if len(addresses) > 1 and request.url not in addresses[:-1]:
            self.pages.settle(addresses)

    def response_received(self, response: Response, request: Request) -> None:
        """Note a page that came."""
        if request.callback is not NO_CALLBACK and 200 <= response.status < 300:
            self.pages.answer(addresses_of(request), listing=is_listing(request))
            self.asked.came(request)

    def page_read(self, request: Request) -> None:
        """Note a page that gave all that it has; keep what came of its query."""
        if (read := self.asked.read(request)) and self.store is not None:
            try:
                self.store.note_query(self.crawl_id, *read)
            except StoreError as error:
                logger.warning("%s", error, extra={"spider": self.crawler.spider})

    def page_failed(self, request: Request, exception: BaseException) -> None:
        """Note a page that could not be had."""
        trouble = explain(exception, request)
        self.asked.failed(request, trouble)
        listing = is_listing(request)
        unchanged = isinstance(exception, NotChanged)
        gone = listing and trouble.kind == "gone"
        self.continuing.failed(request, settled=gone or unchanged)
        if isinstance(exception, NotChanged):
            self.pages.answer(addresses_of(request), listing=True)
            self.pages.read(addresses_of(request))
            self.continuing.unchanged.see(exception.listing)
        elif gone:
            self.pages.settle(addresses_of(request))
        elif not trouble.expected or trouble.kind == "gone":
            self.pages.fail(
                addresses_of(request), listing=listing, refused=trouble.refusal
            )

    def spider_error(self, response: Response, failure: Failure) -> None:
        """Note a page that could not be understood."""
        if response.request is not None and failure.value is not None:
            self.page_failed(response.request, failure.value)

    def item_scraped(self, item: object, response: Response | None) -> None:
        """Note that a listing's page was read."""
        if response is not None and response.request is not None:
            self.pages.read(addresses_of(response.request))
            self.continuing.scraped(item, response)

    def item_lost(self, item: object) -> None:
        """Note a listing that was seen and could not be kept."""
        if isinstance(item, Listing):
            self.unread_ids.add(item.listing_id)

    def spider_closed(self, spider: Spider, reason: str) -> None:
        """End the crawl in the store."""
        if self._noting.running:
            self._noting.stop()
        self._seconds = monotonic() - self._began
        if self.store is None:
            return
        self.settled()
        self.continuing.close(reason)
        effort = self.effort(ended=True)
        try:
            if self.budgets is not None:
                self.budgets.give_back()
            if self.crawl_id:
                outcome, reason = outcome_of(
                    reason, effort, self.stored, capped=self.capped()
                )
                self.events = self.store.finish_crawl(
                    *(self.crawl_id, outcome, reason, effort),
                    finished_at=self.clock(),
                    queries=self.asked.runs,
                )
                self.ended = (outcome, reason)
        except StoreError as error:
            # The row stays at "running"; the next opening calls it interrupted.
            self.report(error)
        finally:
            self.store.close()

    def write(self, listings: list[Listing]) -> Counter[str]:
        """Store a batch of listings with the effort so far; count their events.

        Raises:
            StoreError: nothing of the batch is stored.
            ListingError: nor now, for one of the listings cannot be kept.
        """
        if self.store is None or not self.crawl_id:
            raise StoreError(f"{self.database}: the crawl has not begun")
        try:
            events = self.store.write_batch(self.crawl_id, listings, self.effort())
        except StoreError as error:
            self.report(error)
            raise
        self.stored += events.total() - events["repeated"]
        return events

    def _note(self) -> None:
        """Keep the effort so far, so that a crawl that dies leaves it behind."""
        if self.store is None:
            return
        try:
            self.store.note_effort(self.crawl_id, self.effort())
        except StoreError as error:
            # The next batch, or the end, meets the same fault and says so.
            logger.warning("%s", error, extra={"spider": self.crawler.spider})

    def effort(self, *, ended: bool = False) -> Effort:
        """Sum up the effort so far.

        *ended* adds what only the end of a crawl needs: every count that Scrapy
        kept, and the listings of which nothing is known.
        """
        stats = self.crawler.stats.get_stats() if self.crawler.stats else {}
        unread = self.pages.unread_urls if ended else set()
        before = self.continuing.before
        return Effort(
            queries=before.queries + self.queries,
            pages_requested=before.pages_requested + self.pages.requested,
            pages_fetched=before.pages_fetched + self.pages.fetched,
            listing_pages=before.listing_pages + self.pages.listing_pages,
            refusals=self.pages.refusals,
            errors=self.pages.errors,
            robots_forbidden=stats.get("robotstxt/forbidden", 0),
            bytes=before.bytes + stats.get("downloader/response_bytes", 0),
            seconds=before.seconds + (self._seconds or monotonic() - self._began),
            detail=plain_counts(stats) if ended else {},
            index_errors=self.pages.index_errors,
            unread_urls=unread | {without_tracking(url) for url in unread},
            unread_ids=self.unread_ids,
            sees_all=getattr(self.crawler.spider, "sees_all", True),
        )

    def capped(self) -> bool:
        """Whether the crawl met a limit of its own, and may have left pages out."""
        deepest = self.crawler.settings.getint("DEPTH_LIMIT")
        stats = self.crawler.stats
        depth = stats.get_value("request_depth_max", 0) if stats else 0
        capped = getattr(self.crawler.spider, "capped", False)
        return bool(capped or 0 < deepest <= depth)

    def report(self, error: StoreError) -> None:
        """Say once, in the log and the stats, why nothing more is stored."""
        stats = self.crawler.stats
        if stats and stats.get_value("store/error") is None:
            stats.set_value("store/error", str(error))
            logger.error("%s", error, extra={"spider": self.crawler.spider})
