"""200: say when the listing was seen, and sum up its text.

`content_sha256` differs when the marketplace changed the listing; what changes by
itself, such as "2 hours ago" or a picture's address, is left out of it.
`text_fingerprint` is equal on a copy of the text elsewhere, whatever its case,
spaces and punctuation; a text too short to be told from others has none.
Counts `listing/seen` and `fingerprint/none`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Self

from scrapy.crawler import Crawler

from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.store.times import Clock, clock_from

SHORTEST = 24
"""Letters and digits below which two sellers may well write the same."""
_SUMMED = (
    "title",
    "description",
    "price_text",
    "currency_text",
    "place_text",
    "shipping_text",
    "category_text",
    "availability_text",
)


class IdentifyListingPipeline(ListingStep):
    """Sets `seen_at`, `content_sha256` and `text_fingerprint`."""

    def __init__(self, crawler: Crawler, clock: Clock) -> None:
        super().__init__(crawler)
        self.clock = clock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the step with the crawl's clock (setting CITESWATCH_CLOCK)."""
        return cls(crawler, clock_from(crawler.settings.get("CITESWATCH_CLOCK") or ""))

    def step(self, listing: Listing) -> None:
        """Identify *listing*."""
        listing.seen_at = self.clock()
        listing.content_sha256 = content_sha256(listing)
        listing.text_fingerprint = fingerprint(f"{listing.title} {listing.description}")
        self.count("listing/seen")
        if not listing.text_fingerprint:
            self.count("fingerprint/none")


def content_sha256(listing: Listing) -> str:
    """Sum up the texts that a marketplace changes on purpose."""
    text = "\0".join(getattr(listing, name) for name in _SUMMED)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def fingerprint(text: str) -> str:
    """Sum up the letters and digits of *text*, "" when there are too few."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(filter(str.isalnum, folded))
    if len(kept) < SHORTEST:
        return ""
    return hashlib.sha256(kept.encode("utf-8", "replace")).hexdigest()[:32]
