"""Nothing is sent to a site once the day's budget of requests is spent.

Setting: CITESWATCH_REQUESTS_PER_DAY. The spider is then closed with the reason
`budget_spent`; the crawl is incomplete, and nothing is called gone by it. Counts
`budget/spent`.
"""

from __future__ import annotations

import asyncio
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawler.extensions.day_budgets import BudgetSpent
from crawler.extensions.effort import EffortLedger
from crawler.extensions.outcomes import BUDGET_SPENT, STORE_FAILED
from crawler.store import StoreError


class DayBudget:
    """Counts each request just before it leaves, robots.txt and pictures included."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.closing = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let *request* go if the budget has room for it.

        Raises:
            BudgetSpent: it has none.
        """
        ledger = self.crawler.get_extension(EffortLedger)
        if ledger is None or ledger.budgets is None:
            return
        reason = BUDGET_SPENT
        try:
            if ledger.budgets.take(request.url):
                return
        except StoreError as error:
            ledger.report(error)
            reason = STORE_FAILED
        if self.crawler.stats:
            self.crawler.stats.inc_value("budget/spent")
        if request.callback is not NO_CALLBACK:
            self._close(reason)
        raise BudgetSpent(f"{request.url}: the day's budget of requests is spent")

    def _close(self, reason: str) -> None:
        if not self.closing and self.crawler.engine:
            self.closing = True
            closing = self.crawler.engine.close_spider_async(reason=reason)
            self._task = asyncio.ensure_future(closing)
