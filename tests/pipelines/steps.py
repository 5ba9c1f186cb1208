"""A pipeline's step on one listing, without a crawl."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.marketplace import read_marketplace

TOML = """\
title = "Market"
home = "https://market.example/"
family = "schema_org"
start_urls = ["https://market.example/"]
languages = ["de"]
currency = "EUR"
timezone = "Europe/Berlin"
"""


class Stats(Counter[str]):
    """Counts as Scrapy would."""

    def inc_value(self, name: str) -> None:
        """Count."""
        self[name] += 1


class Spider:
    """A spider that only has its marketplace."""

    def __init__(self, text: str) -> None:
        self.marketplace = read_marketplace(TOML + text, Path("market.toml"))


class Crawler:
    """What a step asks of its crawler."""

    def __init__(self, text: str = "", **settings: Any) -> None:
        self.stats = Stats()
        self.spider = Spider(text)
        self.settings = Settings()
        self.settings.setmodule("crawler.settings")
        self.settings.setdict(settings)


def listing(**fields: Any) -> Listing:
    """Give a listing with these fields."""
    facts = {"title": "Ball python", "url": "https://market.example/1"} | fields
    return Listing(marketplace="market", listing_id="1", **facts)


def take(
    step: type[ListingStep], one: Listing, text: str = "", **settings: Any
) -> Counter[str]:
    """Take *step* for the listing *one*; give what it counted."""
    crawler = Crawler(text, **settings)
    made = step.from_crawler(crawler)  # type: ignore[arg-type]
    done = made.process_item(one)
    assert (asyncio.run(done) if inspect.iscoroutine(done) else done) is one
    return crawler.stats
