"""Tells the journal and the ledger when all that a page gave was passed on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.extensions.effort import EffortLedger
from crawler.extensions.journal import CrawlJournal


class NoteDone:
    """The outermost middleware: after it come the scheduler and the pipelines."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware."""
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Pass *result* on, each thing with a word to the journal."""
        ledger = self.crawler.get_extension(EffortLedger)
        journal = self.crawler.get_extension(CrawlJournal)
        async for one in result:
            if journal is not None:
                journal.found(response.request, one)
            yield one
        if journal is not None:
            journal.all_found(response.request)
        if ledger is not None and response.request is not None:
            ledger.page_read(response.request)
