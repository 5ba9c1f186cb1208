"""300: read the price as an amount and an ISO 4217 currency, or leave it unread.

Counts `price/read`, `price/none` (no price published), `price/unread` (not a
number) and `price/currency_unclear`.
"""

from __future__ import annotations

from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.prices import is_machine_written, read_price


class ParsePricePipeline(ListingStep):
    """Sets `price_amount` and `currency`; the published text stays."""

    def step(self, listing: Listing) -> None:
        """Read the price of *listing*."""
        if not listing.price_text:
            self.count("price/none")
            return
        price = read_price(
            listing.price_text,
            listing.currency_text,
            default_currency=self.marketplace.currency,
            machine_written=is_machine_written(listing.provenance.get("price", "")),
        )
        if price is None:
            self.count("price/unread")
            return
        listing.price_amount, listing.currency = price
        self.count("price/read" if price.currency else "price/currency_unclear")
