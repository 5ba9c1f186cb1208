"""All workers together ask a site no faster, and no oftener a day, than one would.

Each request waits for its turn, given by Redis for the site's domain: as far from the
one before as the longest of the pauses that hold here (the marketplace's file,
robots.txt, a slow answer). Retry-After pauses the domain for all. Counts `budget/spent`.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.cluster.remote_ledger import RemoteLedger
from crawler.cluster.shared_spider import shared_crawl
from crawler.extensions.day_budgets import BudgetSpent, budget_domain, daily_limit
from crawler.extensions.outcomes import BUDGET_SPENT
from crawler.middlewares.come_later import ASKING_TO_WAIT, seconds_asked


class TakeTurns:
    """Waits just before a request leaves, robots.txt and pictures included."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.link = shared_crawl(crawler.spidercls).link
        settings = crawler.settings
        self.longest = settings.getfloat("CITESWATCH_LONGEST_WAIT", 120.0)
        usual = settings.getint("CITESWATCH_REQUESTS_PER_DAY")
        marketplace = crawler.spidercls.marketplace  # type: ignore[attr-defined]
        self.limit = daily_limit(marketplace, usual)
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let *request* go when it is its turn.

        Raises:
            BudgetSpent: the domain was asked enough today.
        """
        domain = budget_domain(request.url)
        wait, day = await self.link.turn(domain, self._delay(request), self.limit)
        if wait < 0:
            if self.crawler.stats:
                self.crawler.stats.inc_value("budget/spent")
            if request.callback is not NO_CALLBACK:
                self._close()
            raise BudgetSpent(f"{request.url}: the day's budget of requests is spent")
        ledger = self.crawler.get_extension(RemoteLedger)
        if ledger is not None:
            ledger.note_sent(domain, _date(day))
        if wait:
            await asyncio.sleep(wait)

    async def process_response(self, request: Request, response: Response) -> Response:
        """Pause the site for all workers where it asks for that."""
        if response.status in ASKING_TO_WAIT:
            seconds = seconds_asked(response, datetime.now(UTC))
            if 0 < seconds <= self.longest:
                await self.link.pause(budget_domain(request.url), seconds)
        return response

    def _delay(self, request: Request) -> float:
        downloader: Any = self.crawler.engine.downloader
        name = downloader.get_slot_key(request)
        slot = downloader.slots.get(name)
        if slot is not None:
            return float(slot.delay)
        own = downloader.per_slot_settings.get(name, {})
        usual = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        return float(own.get("delay", usual))

    def _close(self) -> None:
        if self._closing is None and self.crawler.engine:
            closing = self.crawler.engine.close_spider_async(reason=BUDGET_SPENT)
            self._closing = asyncio.ensure_future(closing)


def _date(day: int) -> str:
    return f"{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day):%Y-%m-%d}"
