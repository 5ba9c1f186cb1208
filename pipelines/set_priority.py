"""510: say how soon a person should look at the listing, and count what is flagged.

High is a likely or possible offer of an Appendix I taxon (Resolution Conf. 11.3
asks for those first).
Counts `flagged/high`, `flagged/normal`, `flagged/low` and, for offers that are
likely or possible, `flagged/appendix_I` and so on.
"""

from __future__ import annotations

from crawler.items import Listing
from crawler.listing_step import ListingStep

BEARS = frozenset(("likely", "possible"))


class SetPriorityPipeline(ListingStep):
    """Sets `priority` of listings with a match."""

    def step(self, listing: Listing) -> None:
        """Set the priority of *listing*."""
        if not listing.matches:
            return
        listing.priority = priority(listing.offer, listing.appendix)
        self.count(f"flagged/{listing.priority}")
        if listing.offer in BEARS and listing.appendix:
            self.count(f"flagged/appendix_{listing.appendix}")


def priority(offer: str, appendix: str) -> str:
    """Give the priority of an offer of so much likelihood and such an Appendix."""
    if offer not in BEARS:
        return "low"
    return "high" if appendix == "I" else "normal"
