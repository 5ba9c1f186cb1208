"""Family `ebay_browse`: eBay's Browse API.

`item_summary/search` is documented at
https://developer.ebay.com/api-docs/buy/browse/resources/item_summary/methods/search:
at most 200 rows on a page and 10,000 of one search; the national site is named in a
header. The key is an application's (OAuth client credentials).
"""

from __future__ import annotations

from crawler.families.json_pages import Item, text_at
from crawler.families.page import Offer
from crawler.families.paged_api import PagedApiSpider
from crawler.families.schema_values import as_list, as_nodes, as_text
from crawler.page_text import html_to_text


class EbayBrowseSpider(PagedApiSpider):
    """Needs `[api] site`, and `[search]` or `[api] categories`."""

    source = "Browse API"
    page_size = 200
    furthest = 10_000
    rows = ("itemSummaries",)
    total = ("total",)

    def search_url(self, **query: str) -> str:
        """Give the address of a search, newest first."""
        more = {"sort": "newlyListed", "fieldgroups": "MATCHING_ITEMS,EXTENDED"}
        return self.page_at("/buy/browse/v1/item_summary/search", **query, **more)

    def words_query(self, words: str) -> dict[str, str]:
        """Search by words."""
        return {"q": words}

    def category_query(self, category: str) -> dict[str, str]:
        """List a category."""
        return {"category_ids": category}

    def headers(self) -> dict[str, str]:
        """Name the national site."""
        return {"X-EBAY-C-MARKETPLACE-ID": self.marketplace.api.site}

    def offer(self, item: Item) -> Offer:
        """Read a row; an auction's price is its present bid."""
        price = "price" if item.get("price") else "currentBidPrice"
        parts = ("city", "stateOrProvince", "country")
        place = [text_at(item, "itemLocation", part) for part in parts]
        categories = [
            text_at(one, "categoryName") for one in as_nodes(item.get("categories"))
        ]
        number = text_at(item, "itemId").split("|")
        own_number = number[1] if len(number) == 3 else number[0]
        fields = {
            "title": (text_at(item, "title"), "title"),
            "listing_id": (text_at(item, "legacyItemId") or own_number, "itemId"),
            "url": (_bare(text_at(item, "itemWebUrl")), "itemWebUrl"),
            "description": (_description(item), "shortDescription, condition"),
            "price": (text_at(item, price, "value"), f"{price}.value"),
            "currency": (text_at(item, price, "currency"), f"{price}.currency"),
            "date": (text_at(item, "itemCreationDate"), "itemCreationDate"),
            "ends": (text_at(item, "itemEndDate"), "itemEndDate"),
            "place": (", ".join(filter(None, place)), "itemLocation.country"),
            "seller": (text_at(item, "seller", "username"), "seller.username"),
            "category": (
                " > ".join(reversed([one for one in categories if one])),
                "categories",
            ),
        }
        images = [text_at(item, "image", "imageUrl")]
        images += [
            text_at(one, "imageUrl") for one in as_nodes(item.get("additionalImages"))
        ]
        return self.found(fields, images, "image.imageUrl")


def _description(item: Item) -> str:
    kinds = ", ".join(as_text(one) for one in as_list(item.get("buyingOptions")))
    parts = [
        html_to_text(text_at(item, "shortDescription")),
        text_at(item, "subtitle"),
        text_at(item, "condition"),
        kinds,
    ]
    return "\n".join(part for part in parts if part)


def _bare(url: str) -> str:
    # What follows the path only says how the visitor came.
    return url.partition("?")[0]
