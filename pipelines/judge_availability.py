"""330: say whether the page itself calls the offer sold or ended.

Counts `availability/open`, `availability/ended`, `availability/unclear` (words that
are not known: put them into `[lookup.availability]` as "sold" or "available").
"""

from __future__ import annotations

from crawler.availability import ENDED, OPEN
from crawler.items import Listing
from crawler.listing_step import ListingStep


class JudgeAvailabilityPipeline(ListingStep):
    """Sets `available` to False when the page says so."""

    def step(self, listing: Listing) -> None:
        """Judge the words of *listing*."""
        said = listing.availability_text.casefold()
        if said in ENDED:
            listing.available = False
            self.count("availability/ended")
        else:
            known = not said or said in OPEN
            self.count(f"availability/{'open' if known else 'unclear'}")
