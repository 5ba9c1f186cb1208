"""Feeds a worker's spider with pages from the queue, and hands over what they gave.

A page is in the hands of one worker from the moment it is taken until the queue has
its listings and links. Its lease is renewed as long as the worker is alive. Some pages
are taken before there is room to ask for them, and pages that are done wait a moment
for others: so one call to Redis does for several.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.cluster.link import Done, Given, LinkLostError
from crawler.cluster.messages import MessageError, ask, request_from, write
from crawler.cluster.pages_in_hand import Page, PagesInHand
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
SECONDS_TOGETHER = 0.05
"""For so long a page that is done waits for others, while there is enough to ask."""
MOST_DONE = 8
"""So many pages that are done wait no longer."""
MOST_IN_HAND = 32
"""With so many pages in hand no more are taken: what reads or matches is behind."""
SHORTEST_PAUSE, LONGEST_PAUSE, WITHOUT_SHARE = 0.05, 0.5, 5.0
"""Seconds between looks for pages; the last: where others ask for all that may be."""


class Feeder:
    """One spider's pages."""

    def __init__(self, crawler: Crawler, shared: SharedCrawl) -> None:
        self.crawler = crawler
        self.link = shared.link
        self.key = shared.key
        self.pages = PagesInHand()
        self.ending = False
        self._patience = SHORTEST_PAUSE
        self._wake = asyncio.Event()
        self._soon: asyncio.TimerHandle | None = None
        self._feeding: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension and connect it."""
        feeder = cls(crawler, shared_crawl(crawler.spidercls))
        for signal, receiver in (
            (signals.spider_opened, feeder.spider_opened),
            (signals.spider_idle, feeder.spider_idle),
            (signals.spider_closed, feeder.spider_closed),
            (signals.response_received, feeder.response_received),
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
        self._feeding = asyncio.ensure_future(self._feed())
        self._renewing = asyncio.ensure_future(self._renew())

    def spider_idle(self) -> None:
        """Wait for pages.

        Raises:
            DontCloseSpider: the crawl goes on.
        """
        if not self.ending:
            raise DontCloseSpider

    async def spider_closed(self, reason: str) -> None:
        """Hand over what is done, give back what is not, end the crawl if need be."""
        try:
            await self._hand_back(reason)
        except LinkLostError as error:
            logger.error("%s; pages in hand go to another worker", error)
            if self._renewing is not None:
                self._renewing.cancel()

    async def _hand_back(self, reason: str) -> None:
        self.ending = True
        self._wake.set()
        if self._feeding is not None:
            # What it has sent is answered first: pages may come with the answer.
            await self._feeding
        if self._soon is not None:
            self._soon.cancel()
        if self.pages.done:
            await self._exchange()
        if self._renewing is not None:
            self._renewing.cancel()
        left = self.pages.left()
        await self.link.leave_crawl(self.key, [page.given for page in left])
        for page in left:
            self.pages.put_down(page)
        self.link.suspects.discard(self.key)
        if reason not in LEAVING:
            await self.link.stop(self.key, reason)

    # Pages come in, and go out

    async def _feed(self) -> None:
        while not self.ending:
            self._wake.clear()
            state, pause = await self._exchange()
            if state in {"ended", "stopping"}:
                self._end()
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause)

    async def _exchange(self) -> tuple[str, float]:
        """Hand over what is done, and take what there is room for.

        Gives the state of the crawl, and the seconds until the next look.
        """
        pages = self.pages
        done = pages.take_done()
        want = 0 if self.ending else MOST_IN_HAND - len(pages) + len(done)
        held = pages.hand.held
        answer = await self.link.exchange(
            *(self.key, self._told_of(done), max(want, 0), pages.hand)
        )
        for page, outcome in zip(done, answer.outcomes, strict=True):
            pages.put_down(page)
            self._count(f"cluster/{outcome}")
        pages.share = answer.share
        for given in answer.pages:
            await self._begin(given)
        self._ask_next()
        pause = self._pause(came=bool(answer.pages), shrinks=answer.share < held)
        return answer.state, pause

    def _told_of(self, done: list[Page]) -> list[Done]:
        ledger = self.crawler.get_extension(RemoteLedger)
        if ledger is None:
            raise RuntimeError("a worker has no ledger")
        return [
            Done(
                page.given,
                write(ledger.hand_over(page.request, page.listings)),
                page.found,
            )
            for page in done
        ]

    async def _begin(self, given: Given) -> None:
        spider = self.crawler.spider
        if spider is None:
            await self.link.leave_crawl(self.key, [given])
            return
        try:
            request = request_from(given.text, spider)
        except MessageError as error:
            logger.error("%s: a page is set aside: %s", spider.name, error)
            await self.link.bury(self.key, given, str(error))
            return
        request.meta[PLACE] = given.id
        self.pages.take(Page(given, request))

    def _ask_next(self) -> None:
        """Ask for what waits here, as far as the share of this worker goes."""
        engine = self.crawler.engine
        if self.ending or engine is None or engine.spider is None:
            return
        while (page := self.pages.next()) is not None:
            engine.crawl(page.request)

    def _pause(self, *, came: bool, shrinks: bool) -> float:
        """Give the seconds until the next look, should nothing happen meanwhile."""
        lease = self.link.cluster.lease_seconds / 4
        longest = LONGEST_PAUSE if self.pages.share else WITHOUT_SHARE
        self._patience = SHORTEST_PAUSE if came else min(2 * self._patience, longest)
        if self.pages.share and not self.pages.starves and not shrinks:
            return lease
        return min(self._patience, lease)

    def _look_soon(self) -> None:
        if self.pages.starves or len(self.pages.done) >= MOST_DONE:
            self._wake.set()
        elif self._soon is None:
            loop = asyncio.get_running_loop()
            self._soon = loop.call_later(SECONDS_TOGETHER, self._look_now)

    def _look_now(self) -> None:
        self._soon = None
        self._wake.set()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self.link.cluster.lease_seconds / 4)
            if self.pages:
                lost = await self.link.renew(self.key, self.pages.given())
                still = {page.given.id for page in self.pages.left()}
                for one in lost & still:
                    logger.warning("page %s is another worker's by now", one)

    def _end(self) -> None:
        if not self.ending and self.crawler.engine:
            self.ending = True
            closing = self.crawler.engine.close_spider_async(reason=ENDED)
            self._closing = asyncio.ensure_future(closing)

    # What happens to a page

    def response_received(self, request: Request) -> None:
        """Note that a page was answered: another may be asked for."""
        self._answered(self._page(request))

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
            self._answered(page)
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

    def _answered(self, page: Page | None) -> None:
        if page is not None and page.asked:
            self.pages.answered(page)
            self._ask_next()

    def _check(self, page: Page) -> None:
        if page.ended and page.on_their_way <= 0 and not page.handed_over:
            page.handed_over = True
            self.pages.done.append(page)
            self._look_soon()

    def _page(self, request: Request | None) -> Page | None:
        return self.pages.get(request.meta.get(PLACE, "")) if request else None

    def _count(self, name: str) -> None:
        if self.crawler.stats:
            self.crawler.stats.inc_value(name)
