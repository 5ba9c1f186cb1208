"""Family `etsy_open_api`: Etsy's Open API v3.

`findAllListingsActive` is documented at
https://developers.etsy.com/documentation/reference/#operation/findAllListingsActive:
at most 100 rows on a page and 12,000 of one search. The key is sent as `x-api-key`;
the header `x-remaining-today` says what is left of the day's quota.
"""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.families.json_pages import Item, dig, text_at
from crawler.families.page import Offer
from crawler.families.paged_api import PagedApiSpider
from crawler.families.schema_values import as_list, as_text


class EtsyOpenApiSpider(PagedApiSpider):
    """Needs `[search]`, or `[api] categories` by their taxonomy ids."""

    source = "Open API"
    page_size = 100
    furthest = 12_000
    rows = ("results",)
    total = ("count",)

    def search_url(self, **query: str) -> str:
        """Give the address of a search, newest first."""
        path = "/v3/application/listings/active"
        return self.page_at(path, **query, sort_on="created", sort_order="desc")

    def words_query(self, words: str) -> dict[str, str]:
        """Search by words."""
        return {"keywords": words}

    def category_query(self, category: str) -> dict[str, str]:
        """List a category."""
        return {"taxonomy_id": category}

    def offer(self, item: Item) -> Offer:
        """Read a row. Etsy names no place; a shop is known by its number."""
        words = [*as_list(item.get("tags")), *as_list(item.get("materials"))]
        labels = dict.fromkeys(as_text(one) for one in words)
        began = "original_creation_timestamp"
        fields = {
            "title": (text_at(item, "title"), "title"),
            "listing_id": (text_at(item, "listing_id"), "listing_id"),
            "url": (text_at(item, "url").partition("?")[0], "url"),
            "description": (text_at(item, "description"), "description"),
            "price": (_amount(item), "price.amount, price.divisor"),
            "currency": (text_at(item, "price", "currency_code"), "currency_code"),
            "date": (_moment(item.get(began)), began),
            "ends": (_moment(item.get("ending_timestamp")), "ending_timestamp"),
            "seller": (text_at(item, "shop_id"), "shop_id"),
            "category": (" > ".join(filter(None, labels)), "tags, materials"),
            "availability": (text_at(item, "state"), "state"),
        }
        return self.found(fields, [])


def _amount(item: Item) -> str:
    amount, divisor = dig(item, "price", "amount"), dig(item, "price", "divisor")
    if not isinstance(amount, int) or not isinstance(divisor, int) or divisor < 1:
        return ""
    digits = len(str(divisor)) - 1
    return f"{amount / divisor:.{digits}f}"


def _moment(seconds: object) -> str:
    if not isinstance(seconds, int) or not 0 < seconds < 2**33:
        return ""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
