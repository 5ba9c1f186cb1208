"""The frame of a pipeline: one step of a listing's way."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.items import Listing
from crawler.marketplace import Marketplace


class ListingStep:
    """A pipeline extends this and says in `step` what it does to a listing.

    It counts each decision, drops nothing, and never raises for what a
    marketplace published.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the step."""
        return cls(crawler)

    @property
    def marketplace(self) -> Marketplace:
        """The facts of the marketplace that is crawled."""
        facts: Marketplace = self.crawler.spider.marketplace  # type: ignore[union-attr]
        return facts

    def process_item(self, item: Any) -> Any:
        """Take the step for a listing; anything else passes."""
        if isinstance(item, Listing):
            self.step(item)
        return item

    def step(self, listing: Listing) -> None:
        """Change *listing*."""
        raise TypeError(f"{type(self).__name__} must say what its step is")

    def count(self, name: str) -> None:
        """Count one decision."""
        self.crawler.stats.inc_value(name)
