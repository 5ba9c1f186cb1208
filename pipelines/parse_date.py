"""310: read when the offer was posted and when it ends, or leave it unread.

Counts for each of `posted` and `ends`: `date/posted/read`, `.../none` (not
published), `.../unread`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.dates import DateReader
from crawler.items import Listing
from crawler.listing_step import ListingStep


class ParseDatePipeline(ListingStep):
    """Sets `posted_on` and `ends_at`, by the clock of the sighting."""

    reader: DateReader | None = None

    def step(self, listing: Listing) -> None:
        """Read the dates of *listing*."""
        if self.reader is None:
            facts = self.marketplace
            self.reader = DateReader(
                tuple(facts.languages), facts.date_order, facts.timezone
            )
        seen_at = listing.seen_at or datetime.now(UTC)
        listing.posted_on = self.reader.read_past(listing.date_text, seen_at)
        listing.ends_at = self.reader.read_future(listing.ends_text, seen_at)
        self._tell("posted", listing.date_text, listing.posted_on)
        self._tell("ends", listing.ends_text, listing.ends_at)

    def _tell(self, which: str, text: str, read: str) -> None:
        verdict = "none" if not text else "read" if read else "unread"
        self.count(f"date/{which}/{verdict}")
