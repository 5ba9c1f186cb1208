"""Lists that lead on for ever without anything new: calendars, pages that repeat."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from crawler.items import Listing

LONGEST_WITHOUT_NEWS = 50
"""Results pages one after the other without a listing that this crawl had not met."""


class EndlessLists(BaseSpiderMiddleware):
    """Follows a chain of results pages only while it shows something new.

    Counts `results/endless`; such a crawl has not seen all, and calls nothing gone.
    """

    seen: set[int]

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self.seen = set()

    def get_processed_request(
        self, request: Request, response: Response | None
    ) -> Request | None:
        """Note a new listing's page; end a chain that has been without too long."""
        if response is None:
            return request
        if request.meta.get("kind") == "listing":
            response.meta["has_news"] = True
            return request
        without = 0 if response.meta.get("has_news") else _without(response) + 1
        if without >= LONGEST_WITHOUT_NEWS:
            self._end()
            return None
        request.meta["without_news"] = without
        return request

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Note a listing that stood on a results page itself and is new."""
        own_page = response is None or response.meta.get("kind") == "listing"
        if isinstance(item, Listing) and response is not None and not own_page:
            key = hash(item.listing_id)
            if key not in self.seen:
                self.seen.add(key)
                response.meta["has_news"] = True
        return item

    def _end(self) -> None:
        spider: Any = self.crawler.spider
        spider.capped = True
        spider.count("results/endless")


def _without(response: Response) -> int:
    return int(response.meta.get("without_news", 0))
