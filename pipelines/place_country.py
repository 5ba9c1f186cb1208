"""320: name the country of the offer, when it is certain.

Certain is a marketplace that serves one country (its `country`), or a place that
ends in a country's code or English name, as schema.org's addressCountry does.
Counts `country/stated`, `country/of_marketplace`, `country/unknown`.
"""

from __future__ import annotations

from crawler.items import Listing
from crawler.listing_step import ListingStep
from crawler.places import country_in


class PlaceCountryPipeline(ListingStep):
    """Sets `country`, ISO 3166-1 alpha-2."""

    def step(self, listing: Listing) -> None:
        """Name the country of *listing*."""
        where = listing.provenance.get("place", "")
        stated = country_in(listing.place_text, where)
        listing.country = stated or self.marketplace.country
        source = "stated" if stated else "of_marketplace"
        self.count(f"country/{source if listing.country else 'unknown'}")
