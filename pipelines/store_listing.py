"""900: store listings, in batches; a batch is one transaction.

Settings: CITESWATCH_BATCH_LISTINGS (100) and CITESWATCH_BATCH_SECONDS (2): a batch
is written when it holds so many listings, or when so much time has passed.
Counts `store/new`, `store/seen`, `store/changed`, `store/relisted`,
`store/repeated`, `store/batches`, `store/unstorable` (a listing that cannot be
kept, with an error in the log) and `store/unsaved`.
"""

from __future__ import annotations

import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from crawler.extensions.effort import EffortLedger
from crawler.extensions.outcomes import STORE_FAILED
from crawler.items import Listing
from crawler.store import ListingError, StoreError

logger = logging.getLogger(__name__)


class StoreListingPipeline:
    """Hands batches to the crawl's ledger, which owns the store.

    When the database cannot be written the spider is closed; what was stored
    stays, and the last batch is tried once more at the end.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.size = settings.getint("CITESWATCH_BATCH_LISTINGS", 100)
        self.seconds = settings.getfloat("CITESWATCH_BATCH_SECONDS", 2.0)
        self.batch: list[Listing] = []
        self.failed = False
        self._timer = create_looping_call(self.flush)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the pipeline from a crawler's settings."""
        if not crawler.settings.get("CITESWATCH_DATABASE"):
            raise NotConfigured("CITESWATCH_DATABASE is not set: nothing is stored")
        return cls(crawler)

    def open_spider(self) -> None:
        """Begin to write by time."""
        if ledger := self.crawler.get_extension(EffortLedger):
            ledger.flush = self.flush
        self._timer.start(self.seconds, now=False)

    def process_item(self, item: Any) -> Any:
        """Add a listing to the batch, and write the batch when it is full."""
        if isinstance(item, Listing):
            self.batch.append(item)
            if len(self.batch) >= self.size:
                self.flush()
        return item

    def close_spider(self) -> None:
        """Write what is left."""
        if self._timer.running:
            self._timer.stop()
        self.failed = False
        self.flush()
        if self.batch:
            self._count("store/unsaved", len(self.batch))

    def flush(self) -> None:
        """Write the batch, or close the spider if the database cannot be written."""
        ledger = self.crawler.get_extension(EffortLedger)
        if self.failed or ledger is None:
            return
        if not self.batch:
            ledger.settled()
            return
        try:
            self._write(ledger, self.batch)
        except ListingError:
            self._write_singly(ledger)
        except StoreError:
            self._stop()
        else:
            self.batch = []
            ledger.settled()

    def _write(self, ledger: EffortLedger, listings: list[Listing]) -> None:
        events = ledger.write(listings)
        self._count("store/batches", 1)
        for event, count in events.items():
            self._count(f"store/{event}", count)

    def _write_singly(self, ledger: EffortLedger) -> None:
        """Keep what can be kept of a batch with a listing that cannot."""
        while self.batch:
            try:
                self._write(ledger, self.batch[:1])
            except ListingError as error:
                logger.error("%s", error, extra={"spider": self.crawler.spider})
                self._count("store/unstorable", 1)
                ledger.item_lost(self.batch[0])
            except StoreError:
                self._stop()
                return
            del self.batch[0]
        ledger.settled()

    def _stop(self) -> None:
        """Close the spider: the database cannot be written."""
        self.failed = True
        engine = self.crawler.engine
        if engine is not None and engine.spider is not None:
            deferred_from_coro(engine.close_spider_async(reason=STORE_FAILED))

    def _count(self, name: str, count: int) -> None:
        if self.crawler.stats:
            self.crawler.stats.inc_value(name, count)
