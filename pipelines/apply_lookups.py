"""210: put what the marketplace's `[lookup]` tables say in the place of its words.

Counts `lookup/applied`.
"""

from __future__ import annotations

from scrapy.crawler import Crawler

from crawler.families.listings import TEXTS
from crawler.items import Listing
from crawler.listing_step import ListingStep


class ApplyLookupsPipeline(ListingStep):
    """Replaces whole values, compared without regard to case and outer spaces."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.tables: dict[str, dict[str, str]] | None = None

    def step(self, listing: Listing) -> None:
        """Replace the values that stand in a table."""
        if self.tables is None:
            self.tables = _tables(self.marketplace.lookup)
        for attribute, table in self.tables.items():
            published = getattr(listing, attribute)
            meant = table.get(published.strip().casefold())
            if meant is not None:
                setattr(listing, attribute, meant)
                self.count("lookup/applied")


def _tables(lookup: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {
        TEXTS[field]: {text.strip().casefold(): meant for text, meant in table.items()}
        for field, table in lookup.items()
        if field in TEXTS
    }
