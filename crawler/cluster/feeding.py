"""Feeds a worker's spider with pages from the queue, and hands over what they gave.

A page is in the hands of one worker from the moment it is taken until the queue has
its listings and links. Its lease is renewed as long as the worker is alive.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.cluster.link import Given
from crawler.cluster.messages import Asking, MessageError, ask, request_from, write
from crawler.cluster.remote_ledger import RemoteLedger
from crawler.cluster.shared_spider import SharedCrawl, shared_crawl
from crawler.items import Listing
from crawler.signals import page_failed

logger = logging.getLogger(__name__)

PLACE = "queue_place"
"""The key in a request's meta of its page's place in the queue."""
ENDED = "crawl_ended"
"""The reason of a spider that closes because the crawl has ended."""
LEAVING = frozenset(("shutdown", "cancelled", ENDED))
"""The reasons that end this worker's part, and not the crawl."""
SHORTEST_PAUSE, LONGEST_PAUSE = 0.05, 0.5


@dataclass(slots=True)
class _Page:
    given: Given
    request: Request
    listings: list[Listing] = field(default_factory=list)
    found: list[Asking] = field(default_factory=list)
    on_their_way: int = 0
    """Listings that are in the pipelines."""
    ended: bool = False
    handed_over: bool = False


class Feeder:
    """One spider's pages."""

    def __init__(self, crawler: Crawler, shared: SharedCrawl) -> None:
        self.crawler = crawler
        self.link = shared.link
        self.key = shared.key
        self.most = crawler.settings.getint("CONCURRENT_REQUESTS")
        self.pages: dict[str, _Page] = {}
        self.ending = False
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loops: list[asyncio.Task[None]] = []
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension and connect it."""
        feeder = cls(crawler, shared_crawl(crawler.spidercls))
        for signal, receiver in (
            (signals.spider_opened, feeder.spider_opened),
            (signals.spider_idle, feeder.spider_idle),
            (signals.spider_closed, feeder.spider_closed),
            (signals.item_scraped, feeder.item_scraped),
            (signals.item_dropped, feeder.item_lost),
            (signals.item_error, feeder.item_lost),
            (signals.spider_error, feeder.spider_error),
            (signals.request_dropped, feeder.all_found),
            (page_failed, feeder.page_failed),
        ):
            crawler.signals.connect(receiver, signal=signal)
        return feeder

    def spider_opened(self) -> None:
        """Begin to take pages."""
        loops = self._feed(), self._renew()
        self._loops = [asyncio.ensure_future(one) for one in loops]

    def spider_idle(self) -> None:
        """Wait for pages.

        Raises:
            DontCloseSpider: the crawl goes on.
        """
        if not self.ending:
            raise DontCloseSpider

    async def spider_closed(self, reason: str) -> None:
        """Hand over what is done, give back what is not, end the crawl if need be."""
        self.ending = True
        await asyncio.gather(*self._tasks)
        for loop in self._loops:
            loop.cancel()
        left = list(self.pages.values())
        if left:
            await self.link.release(self.key, [page.given for page in left])
        for page in left:
            self._put_down(page)
        self.link.suspects.discard(self.key)
        if reason not in LEAVING:
            await self.link.stop(self.key, reason)

    # Pages come in

    async def _feed(self) -> None:
        pause = SHORTEST_PAUSE
        while not self.ending:
            self._wake.clear()
            state = await self._take()
            if state in {"ended", "stopping"}:
                self._end()
                return
            pause = SHORTEST_PAUSE if self.pages else min(2 * pause, LONGEST_PAUSE)
            try:
                await asyncio.wait_for(self._wake.wait(), pause)
            except TimeoutError:
                continue

    async def _take(self) -> str:
        may = self.link.may_take(self.key)
        want = self.most - len(self.pages) if may else 0
        taken = await self.link.take(self.key, max(want, 0), len(self.pages))
        for given in taken.pages:
            await self._begin(given)
        return taken.state

    async def _begin(self, given: Given) -> None:
        spider = self.crawler.spider
        engine = self.crawler.engine
        if spider is None or engine is None or engine.spider is None:
            await self.link.release(self.key, [given])
            return
        try:
            request = request_from(given.text, spider)
        except MessageError as error:
            logger.error("%s: a page is set aside: %s", spider.name, error)
            await self.link.bury(self.key, given, str(error))
            return
        request.meta[PLACE] = given.id
        self.pages[given.id] = _Page(given, request)
        self.link.in_hand += 1
        engine.crawl(request)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self.link.cluster.lease_seconds / 4)
            given = [page.given for page in self.pages.values()]
            if given:
                lost = await self.link.renew(self.key, given)
                for one in lost & {
                    key for key, page in self.pages.items() if not page.handed_over
                }:
                    logger.warning("page %s is another worker's by now", one)

    def _end(self) -> None:
        if not self.ending and self.crawler.engine:
            self.ending = True
            closing = self.crawler.engine.close_spider_async(reason=ENDED)
            self._closing = asyncio.ensure_future(closing)

    # What happens to a page

    def found(self, request: Request | None, one: object) -> bool:
        """Note what a page gave; False: it is a link, and goes to the queue."""
        page = self._page(request)
        if page is None:
            return True
        if isinstance(one, Request):
            try:
                page.found.append(ask(one))
            except MessageError as error:
                logger.error("a link is left out: %s", error)
                self._count("cluster/unsendable")
            return False
        page.on_their_way += 1
        return True

    def all_found(self, request: Request | None) -> None:
        """Note that a page has given all."""
        page = self._page(request)
        if page is not None:
            page.ended = True
            # Whoever else hears of this has its say first.
            asyncio.get_running_loop().call_soon(self._check, page)

    def page_failed(self, request: Request) -> None:
        """Note that a page could not be had."""
        self.all_found(request)

    def spider_error(self, response: Response, failure: Failure) -> None:
        """Note that a page could not be read."""
        self.all_found(response.request)

    def item_scraped(self, item: object, response: Response | None) -> None:
        """Note a listing that is ready to be stored."""
        page = self._page(response.request if response is not None else None)
        if page is not None and isinstance(item, Listing):
            page.listings.append(item)
            page.on_their_way -= 1
            self._check(page)

    def item_lost(self, item: object, response: Response | None) -> None:
        """Note a listing that could not be kept."""
        page = self._page(response.request if response is not None else None)
        if page is not None:
            page.on_their_way -= 1
            self._check(page)

    def _check(self, page: _Page) -> None:
        if page.ended and page.on_their_way <= 0 and not page.handed_over:
            page.handed_over = True
            self._spawn(self._hand_over(page))

    async def _hand_over(self, page: _Page) -> None:
        ledger = self.crawler.get_extension(RemoteLedger)
        if ledger is None:
            raise RuntimeError("a worker has no ledger")
        done = ledger.hand_over(page.request, page.listings)
        kept = await self.link.finish(self.key, page.given, write(done), page.found)
        self._put_down(page)
        self._count(f"cluster/{kept}")
        self._wake.set()

    def _put_down(self, page: _Page) -> None:
        if self.pages.pop(page.given.id, None) is not None:
            self.link.put_down()

    def _page(self, request: Request | None) -> _Page | None:
        return self.pages.get(request.meta.get(PLACE, "")) if request else None

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _count(self, name: str) -> None:
        if self.crawler.stats:
            self.crawler.stats.inc_value(name)
