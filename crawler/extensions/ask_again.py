"""A listing that a whole crawl missed is asked for itself before it is called gone.

Only where the crawl read listings from their own pages; an interface or a results
page that shows every offer is its own answer. The page says that it is still there
(seen), sold (ended), or not there: 404, 410, no offer in it, a way off the site.
Anything else tells nothing, and the listing stays as it is. Counts
`ask_again/asked`, `ask_again/there` (no results page names them: the crawl did not
find them by itself), and `ask_again/left` for those that max_pages left no room for:
they stay too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from crawler.extensions.effort import EffortLedger
from crawler.extensions.unchanged import NotChanged
from crawler.failures import ASKED_AGAIN
from crawler.families.listing_ids import without_tracking
from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing
from crawler.signals import page_failed
from crawler.store import StoreError


class AskAgain:
    """Asks when nothing else is left to ask for, once."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.reads: Callable[..., Any] | None = None
        self.asked = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension and connect it."""
        extension = cls(crawler)
        crawler.signals.connect(extension.item_scraped, signal=signals.item_scraped)
        crawler.signals.connect(extension.spider_idle, signal=signals.spider_idle)
        crawler.signals.connect(extension.page_failed, signal=page_failed)
        return extension

    def item_scraped(self, item: object, response: Response | None) -> None:
        """Learn how a listing's own page is read; count what was still there."""
        request = response.request if response is not None else None
        if request is None or not isinstance(item, Listing):
            return
        if request.meta.get(ASKED_AGAIN):
            self._count("there", 1)
        if self.reads is not None or request.meta.get("kind") != "listing":
            return
        if without_tracking(item.url) == without_tracking(request.url):
            self.reads = request.callback

    def page_failed(self, request: Request, exception: Exception) -> None:
        """Count what was still there as it was."""
        if request.meta.get(ASKED_AGAIN) and isinstance(exception, NotChanged):
            self._count("there", 1)

    def spider_idle(self, spider: MarketplaceSpider) -> None:
        """Ask for what was missed.

        Raises:
            DontCloseSpider: something was asked for.
        """
        ledger = self.crawler.get_extension(EffortLedger)
        if self.asked or self.reads is None or ledger is None:
            return
        self.asked = True
        try:
            missed = _missed(ledger)
        except StoreError as error:
            ledger.report(error)
            return
        room = max(0, spider.marketplace.politeness.max_pages - len(spider.asked))
        requests = [
            request
            for _, url in missed[:room]
            for request in spider.ask(url, self.reads, "listing")
        ]
        ledger.unread_ids.update(listing_id for listing_id, _ in missed[room:])
        self._count("asked", len(requests))
        self._count("left", len(missed[room:]))
        for request in requests:
            request.meta[ASKED_AGAIN] = True
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

    def _count(self, name: str, count: int) -> None:
        if self.crawler.stats and count:
            self.crawler.stats.inc_value(f"ask_again/{name}", count)


def _missed(ledger: EffortLedger) -> list[tuple[str, str]]:
    """List id and address of the listings that would be called gone now.

    Raises:
        StoreError: the database cannot be used.
    """
    ledger.flush()
    if ledger.store is None or not ledger.crawl_id or ledger.capped():
        return []
    return ledger.store.missed_listings(ledger.crawl_id, ledger.effort(ended=True))
