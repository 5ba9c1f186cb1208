"""One bad page is told, counted, and the crawl goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.families.page import PageFault


class PageFaults:
    """Turns a `PageFault` into a signal, without the traceback of a program error."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware."""
        return cls(crawler)

    def process_spider_exception(
        self, response: Response, exception: Exception
    ) -> Iterable[object] | None:
        """Give no listings for a page that does not hold what it should."""
        if not isinstance(exception, PageFault):
            return None
        self.crawler.signals.send_catch_log(
            signals.spider_error,
            failure=Failure(exception),  # type: ignore[no-untyped-call]
            response=response,
            spider=self.crawler.spider,
        )
        return ()
