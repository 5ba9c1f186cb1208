"""What lets a crawl spare work: the one that was cut off, and pages as they were."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.extensions.journal import CrawlJournal, read_with
from crawler.extensions.unchanged import UnchangedPages
from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing
from crawler.store import Effort, Store
from crawler.store.write_crawls import effort_so_far, listings_seen


class Continuing:
    """Keeps the journal and the validators of one crawl in step with the store."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.before = Effort()
        """What the crawl had asked for and got when it was cut off."""
        self.unchanged = UnchangedPages()
        self.journal: CrawlJournal | None = None
        self._went_on = False
        self._store: Store | None = None
        self._crawl_id = 0

    def take_up(self, store: Store, spider: MarketplaceSpider) -> int | None:
        """Give the crawl that was cut off, running again; None: begin a new one."""
        self.journal = self.crawler.get_extension(CrawlJournal)
        if self.journal is None:
            return None
        crawl_id = self.journal.open(store, spider)
        if crawl_id:
            self._went_on = True
            # A page to begin with that is asked for again was counted already.
            begun = self.journal.begun
            self.before = replace(effort_so_far(store.conn, crawl_id), queries=begun)
        return crawl_id

    def begin(
        self,
        store: Store,
        crawl_id: int,
        spider: MarketplaceSpider,
        species_list: str,
    ) -> int:
        """Begin or go on; give how many listings the crawl has seen already."""
        self._store, self._crawl_id = store, crawl_id
        if self.journal is not None and self._went_on:
            self.journal.take_up(spider)
        elif self.journal is not None:
            self.journal.begin(crawl_id, spider)
        settings = self.crawler.settings
        days = settings.getfloat("CITESWATCH_CONDITIONAL_DAYS", 30.0)
        if days and not settings.get("CITESWATCH_CLOCK"):
            way = f"{read_with(spider)} {species_list}"
            digest = hashlib.sha256(way.encode()).hexdigest()
            self.unchanged.begin(store, crawl_id, spider.name, digest, days)
        return listings_seen(store.conn, crawl_id)

    def settled(self) -> int:
        """Note that every listing so far is stored; count those seen unchanged.

        Raises:
            StoreError: the database cannot be written.
        """
        if self._store is None:
            return 0
        seen = self.unchanged.write()
        if self.journal is not None:
            self.journal.commit(listings_seen(self._store.conn, self._crawl_id))
        return seen

    def scraped(self, item: object, response: Response) -> None:
        """Note a listing that went the whole way."""
        if isinstance(item, Listing):
            self.unchanged.note_page(item, response)

    def failed(self, request: Request, *, settled: bool) -> None:
        """Note a page that failed; *settled*: no more is to be had of it."""
        if self.journal is not None:
            (self.journal.settle if settled else self.journal.fail)(request)

    def close(self, reason: str) -> None:
        """End the journal; it stays if the crawl is to go on."""
        if self.journal is not None:
            self.journal.close(reason)
