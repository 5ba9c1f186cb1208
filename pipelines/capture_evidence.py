"""600: keep what came over the wire of a flagged offer, as WARC.

A likely or possible offer of Appendix I (or of what CITESWATCH_EVIDENCE_APPENDICES
says) is captured when it is first matched, and again whenever its text changes:
request and answer at once, then its pictures, politely. See docs/evidence.md.

Settings: CITESWATCH_EVIDENCE (folder; without it nothing is kept),
CITESWATCH_EVIDENCE_APPENDICES, CITESWATCH_EVIDENCE_PICTURES (most for a listing),
CITESWATCH_EVIDENCE_PICTURE_BYTES (most for a picture).
CITESWATCH_EVIDENCE_SCREENSHOTS: paint each page (needs the extra browser).
Counts `evidence/captured`, `evidence/known` (this text is kept already),
`evidence/no_wire` (nothing came over the wire: the listing was read from something
else), `evidence/pictures`, `evidence/picture_refused`, `evidence/unpainted` and `evidence/failed`.
"""

from __future__ import annotations

import asyncio
import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.evidence.chain import EvidenceError
from crawler.evidence.fetching import PictureFetcher
from crawler.evidence.keeper import EvidenceKeeper, Keeper
from crawler.evidence.objects import Kind, Reason
from crawler.evidence.wire import Exchange
from crawler.evidence.writing import Bundle, Captured, Made, details_of
from crawler.extensions.effort import EffortLedger
from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.rendering import browser_path
from crawler.store import StoreError
from crawler.store.species_catalogue import version_of
from pipelines.set_priority import BEARS

logger = logging.getLogger(__name__)


class CaptureEvidencePipeline(ListingStep):
    """Takes the exchange off each listing, and keeps it where that is due."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        if not settings.get("CITESWATCH_EVIDENCE"):
            raise NotConfigured("CITESWATCH_EVIDENCE is not set: nothing is kept")
        self.folder = Path(settings["CITESWATCH_EVIDENCE"])
        self.appendices = settings.getlist("CITESWATCH_EVIDENCE_APPENDICES", ["I"])
        self.fetcher = PictureFetcher(
            crawler,
            most=settings.getint("CITESWATCH_EVIDENCE_PICTURES", 8),
            largest=settings.getint("CITESWATCH_EVIDENCE_PICTURE_BYTES", 10 * 2**20),
        )
        self.painting = settings.getbool("CITESWATCH_EVIDENCE_SCREENSHOTS")
        self.painter: Any = None
        if self.painting and not (find_spec("playwright") and browser_path()):
            logger.error(
                "no page is painted: screenshots = true needs Chromium and the extra "
                "browser: pip install 'citeswatch[browser]'"
            )
            self.painting = False
        self.keeper: Keeper | None = None
        self.opening = asyncio.Lock()
        self.kept: dict[str, set[str]] = {}

    async def close_spider(self) -> None:
        """Everything is kept by now."""
        if self.painter is not None:
            await self.painter.close()
        if self.keeper is not None:
            self.keeper.close()

    def process_item(self, item: Any) -> Any:
        """Capture a flagged offer; anything else passes at once."""
        if not isinstance(item, Listing):
            return item
        exchange, item.exchange = item.exchange, None
        if item.offer not in BEARS or item.appendix not in self.appendices:
            return item
        if exchange is None:
            self.count("evidence/no_wire")
            return item
        return self._capture(item, exchange)

    async def _capture(self, listing: Listing, exchange: Exchange) -> Listing:
        try:
            keeper = await self._keeper()
            reason = self._reason(listing)
            if reason is None:
                self.count("evidence/known")
                return listing
            # Before the waiting begins, in which the listing may come again.
            self.kept.setdefault(listing.listing_id, set()).add(listing.content_sha256)
            captured = Captured(
                *(listing.marketplace, listing.listing_id, listing.content_sha256),
                reason,
            )
            # Now, not after the pictures: they may take a minute, or never come.
            await keeper.keep(Bundle(captured, [("page", exchange)]))
            self.count("evidence/captured")
            pictures = await self.fetcher.fetch(listing.image_urls)
            self._tell(pictures.told)
            styles, painted = await self._paint(exchange, pictures.had)
            beside: list[tuple[Kind, Exchange]] = [
                *(("picture", one) for one in pictures.had),
                *(("style", one) for one in styles),
            ]
            made = [*painted, details_of(listing, exchange, pictures.told)]
            await keeper.keep(Bundle(captured, beside, made))
        except (EvidenceError, StoreError, OSError) as error:
            self.count("evidence/failed")
            logger.error(
                "%s %s: no evidence is kept: %s",
                *(listing.marketplace, listing.listing_id, error),
                extra={"spider": self.crawler.spider},
            )
        return listing

    async def _paint(
        self, exchange: Exchange, pictures: list[Exchange]
    ) -> tuple[list[Exchange], list[Made]]:
        """Paint the page where the unit wishes it; that it failed is told."""
        if not self.painting:
            return [], []
        from crawler.evidence.painting import NotPainted, Painter

        styles = await self.fetcher.fetch_styles(exchange)
        self.painter = self.painter or Painter()
        try:
            painted = await self.painter.paint(exchange, [*pictures, *styles])
        except NotPainted as error:
            self.count("evidence/unpainted")
            logger.warning("%s: not painted: %s", exchange.url, error)
            return styles, []
        return styles, painted

    def _tell(self, told: list[dict[str, Any]]) -> None:
        for one in told:
            self.count(f"evidence/picture{'s' if one['kept'] else '_refused'}")

    def _reason(self, listing: Listing) -> Reason | None:
        texts = self.kept.get(listing.listing_id)
        if texts and listing.content_sha256 in texts:
            return None
        return "changed" if texts else "first_match"

    async def _keeper(self) -> Keeper:
        async with self.opening:
            if self.keeper is None:
                self.keeper = self._make_keeper()
                self.kept = await self.keeper.captured_texts()
        return self.keeper

    def _make_keeper(self) -> Keeper:
        ledger = self.crawler.get_extension(EffortLedger)
        if ledger is None or not ledger.crawl_id:
            raise EvidenceError("the crawl has no database to note evidence in")
        return EvidenceKeeper(
            self.folder,
            ledger.database,
            self.marketplace.name,
            crawl=ledger.crawl_id,
            version=version_of(Path(self.crawler.settings["CITESWATCH_SPECIES_LISTS"])),
        )
