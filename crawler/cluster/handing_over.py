"""What a page gave goes to the queue: its links, and the word that it has given all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.cluster.feeding import Feeder


class HandOver:
    """The outermost spider middleware of a worker."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware."""
        return cls(crawler)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[Any]:
        """Pass listings on; links are kept for the queue."""
        feeder = self.crawler.get_extension(Feeder)
        async for one in result:
            if feeder is None or feeder.found(response.request, one):
                yield one
        if feeder is not None:
            feeder.all_found(response.request)
