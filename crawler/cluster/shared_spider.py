"""A spider that takes its pages from the queue of all workers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from scrapy import Request

from crawler.address_set import AddressSet
from crawler.cluster.link import Link
from crawler.cluster.messages import Begun
from crawler.families.spider import MarketplaceSpider


@dataclass(frozen=True, slots=True)
class SharedCrawl:
    """The crawl that a worker takes part in."""

    link: Link
    key: str
    begun: Begun


class Forgetful(AddressSet):
    """Which pages were asked for is known to the queue, not to one worker."""

    def add(self, address: str | bytes) -> bool:
        """Forget *address*."""
        return True


class SharedSpider(MarketplaceSpider):
    """Begins with nothing: its first pages are in the queue."""

    shared: ClassVar[SharedCrawl]

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.asked = Forgetful()

    async def start(self) -> AsyncIterator[Request]:
        """Ask for nothing."""
        none: tuple[Request, ...] = ()
        for request in none:
            yield request


def share(
    spider: type[MarketplaceSpider], shared: SharedCrawl
) -> type[MarketplaceSpider]:
    """Give the class of *spider* for one crawl of many workers."""
    facts = {"shared": shared, "plan": shared.begun.plan, "__module__": __name__}
    name = f"Shared{spider.__name__}"
    return cast(type[MarketplaceSpider], type(name, (SharedSpider, spider), facts))


def shared_crawl(spider: object) -> SharedCrawl:
    """Give the crawl that *spider*, or its class, takes part in."""
    crawl: SharedCrawl = spider.shared  # type: ignore[attr-defined]
    return crawl
