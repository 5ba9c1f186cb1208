"""320: name the country of the offer, when it is certain.

Certain is a marketplace that serves one country (its `country`), or a place that
ends in a country's code or English name, as schema.org's addressCountry does.
Counts `country/stated`, `country/of_marketplace`, `country/unknown`.
"""

from __future__ import annotations

from functools import cache

from crawler.items import Listing
from crawler.listing_step import ListingStep


class PlaceCountryPipeline(ListingStep):
    """Sets `country`, ISO 3166-1 alpha-2."""

    def step(self, listing: Listing) -> None:
        """Name the country of *listing*."""
        stated = country_in(listing.place_text)
        listing.country = stated or self.marketplace.country
        source = "stated" if stated else "of_marketplace"
        self.count(f"country/{source if listing.country else 'unknown'}")


def country_in(place: str) -> str:
    """Give the country that stands alone at the end of *place*, else ""."""
    last = place.rpartition(",")[2].strip()
    names = _country_names()
    if len(last) == 2 and last.isupper() and last in names.values():
        # "Portland, OR" or "Toronto, CA" is a state or a country: not certain.
        return last if place.count(",") >= 2 or last == place.strip() else ""
    return names.get(last.casefold(), "")


@cache
def _country_names() -> dict[str, str]:
    from babel import Locale

    territories = Locale("en").territories
    return {
        name.casefold(): code
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ"}
    }
