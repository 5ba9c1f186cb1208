"""Family `mercado_libre`: the sites API of Mercado Libre and Mercado Livre.

`/sites/SITE/search` is documented at
https://developers.mercadolibre.com.ar/en_us/items-and-searches: at most 50 rows on a
page and 1,000 of one search. It needs an application's token; some applications are
answered 403 since 2025, which is told as a refusal.
"""

from __future__ import annotations

from crawler.families.json_pages import Item, dig, text_at
from crawler.families.page import Offer
from crawler.families.paged_api import PagedApiSpider
from crawler.families.schema_values import as_nodes


class MercadoLibreSpider(PagedApiSpider):
    """Needs `[api] site`, and `[search]` or `[api] categories`."""

    source = "sites API"
    page_size = 50
    furthest = 1_000
    rows = ("results",)
    total = ("paging", "total")

    def search_url(self, **query: str) -> str:
        """Give the address of a search."""
        return self.page_at(f"/sites/{self.marketplace.api.site}/search", **query)

    def words_query(self, words: str) -> dict[str, str]:
        """Search by words."""
        return {"q": words}

    def category_query(self, category: str) -> dict[str, str]:
        """List a category."""
        return {"category": category}

    def offer(self, item: Item) -> Offer:
        """Read a row; its attributes stand in for the text, which it lacks."""
        city = text_at(item, "address", "city_name")
        state = text_at(item, "address", "state_name")
        seller = text_at(item, "seller", "nickname") or text_at(item, "seller", "id")
        quantity = dig(item, "available_quantity")
        stock = "SoldOut" if quantity == 0 else "InStock" if quantity else ""
        fields = {
            "title": (text_at(item, "title"), "title"),
            "listing_id": (text_at(item, "id"), "id"),
            "url": (text_at(item, "permalink").partition("#")[0], "permalink"),
            "description": (_attributes(item), "attributes"),
            "price": (text_at(item, "price"), "price"),
            "currency": (text_at(item, "currency_id"), "currency_id"),
            "ends": (text_at(item, "stop_time"), "stop_time"),
            "place": (", ".join(filter(None, (city, state))), "address"),
            "seller": (seller, "seller"),
            "category": (text_at(item, "domain_id"), "domain_id"),
            "availability": (stock, "available_quantity"),
        }
        return self.found(fields, [text_at(item, "thumbnail")], "thumbnail")


def _attributes(item: Item) -> str:
    pairs = [
        (text_at(one, "name"), text_at(one, "value_name"))
        for one in as_nodes(item.get("attributes"))
    ]
    return "\n".join(f"{name}: {value}" for name, value in pairs if value)
