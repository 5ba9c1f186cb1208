"""Pages that a query led to are its own: counted for it, and no more than wanted."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing


class FollowQueries(BaseSpiderMiddleware):
    """Hands `meta["query"]`, a query's number, on to what its pages lead to."""

    def get_processed_request(
        self, request: Request, response: Response | None
    ) -> Request | None:
        """Keep the query's number and count its results pages; drop those too many."""
        run = self._run(response)
        if run is None or response is None:
            return request
        request.meta["query"] = response.meta["query"]
        if request.meta.get("kind") == "listing":
            return request
        page = response.meta.get("results_page", 1) + 1
        if page > self._spider.plan.pages:  # type: ignore[union-attr]
            run.cut = True
            return None
        request.meta["results_page"] = page
        run.waiting += 1
        return request

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Note a listing that stood on a results page itself."""
        run = self._run(response)
        own_page = response is None or response.meta.get("kind") == "listing"
        if run is not None and isinstance(item, Listing) and not own_page:
            run.found.add(item.listing_id)
        return item

    @property
    def _spider(self) -> MarketplaceSpider:
        spider = self.crawler.spider
        assert isinstance(spider, MarketplaceSpider)  # noqa: S101
        return spider

    def _run(self, response: Response | None) -> Any:
        if response is None or "query" not in response.meta:
            return None
        return self._spider.queries[response.meta["query"]]
