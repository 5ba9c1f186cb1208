"""What came of each query of a crawl, noted as its pages are read or fail."""

from __future__ import annotations

from scrapy import Request, Spider

from crawler.failures import Trouble
from crawler.families.spider import MarketplaceSpider
from crawler.panel.query import QueryRun


class QueryNotes:
    """The queries of one spider; a spider without a plan has none."""

    def __init__(self, spider: Spider | None) -> None:
        self.runs: list[QueryRun] = []
        if isinstance(spider, MarketplaceSpider):
            self.runs = spider.queries

    def came(self, request: Request) -> None:
        """Note a results page that came."""
        number = self._number(request)
        if number is not None:
            self.runs[number].pages += 1

    def read(self, request: Request) -> tuple[int, QueryRun] | None:
        """Note a results page that was read to its end; give its query."""
        number = self._number(request)
        if number is None:
            return None
        self.runs[number].waiting -= 1
        return number, self.runs[number]

    def failed(self, request: Request, trouble: Trouble) -> None:
        """Note a results page that could not be had or read."""
        number = self._number(request)
        if number is not None and not trouble.expected:
            self.runs[number].trouble = "refused" if trouble.refusal else "failed"

    def _number(self, request: Request) -> int | None:
        number = request.meta.get("query")
        if not isinstance(number, int) or request.meta.get("kind") == "listing":
            return None
        return number
