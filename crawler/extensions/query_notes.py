"""What came of each query of a crawl, noted as its pages come or fail."""

from __future__ import annotations

from scrapy import Request, Spider

from crawler.failures import Trouble
from crawler.families.spider import MarketplaceSpider
from crawler.panel.query import Plan, QueryRun


class QueryNotes:
    """The queries of one spider; a spider without a plan has none."""

    def __init__(self, spider: Spider | None) -> None:
        self.plan: Plan | None = None
        self.runs: list[QueryRun] = []
        if isinstance(spider, MarketplaceSpider):
            self.plan, self.runs = spider.plan, spider.queries

    def came(self, request: Request) -> tuple[int, QueryRun] | None:
        """Note a results page; give the query when this was its first."""
        number = self._number(request)
        if number is None:
            return None
        run = self.runs[number]
        run.pages += 1
        run.waiting -= 1
        return (number, run) if run.pages == 1 else None

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
