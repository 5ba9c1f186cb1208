"""Family `woocommerce`: shops with WooCommerce's public Store API.

The shape is documented at
https://developer.woocommerce.com/docs/apis/store-api/resources-endpoints/products/:
`/wp-json/wc/store/v1/products` gives a list of products, at most 100 on a page,
with amounts in the currency's smallest unit; the header `X-WP-TotalPages` says how
many pages there are. A shop whose products are closed answers 401 or 404.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from scrapy import Request
from scrapy.http import Response

from crawler.families.json_pages import (
    Item,
    JsonPagesSpider,
    dig,
    minor_units,
    text_at,
)
from crawler.families.page import Offer, require_json
from crawler.families.paging import number_in, with_number, with_values
from crawler.families.schema_values import as_nodes, as_text
from crawler.page_text import html_to_text

PAGE_SIZE = 100  # the most that the documentation allows
PATH = "/wp-json/wc/store/v1/products"


class WooCommerceSpider(JsonPagesSpider):
    """Needs only `home`; `[api] categories` reads some categories, by their numbers."""

    source = "store API"

    def start_pages(self) -> list[str]:
        """Begin with the whole shop, or with the categories named."""
        if self.marketplace.start_urls:
            return self.marketplace.start_urls
        first = f"{self._products}?per_page={PAGE_SIZE}&page=1"
        categories = self.marketplace.api.categories
        return [f"{first}&category={one}" for one in categories] or [first]

    def search(self, words: str) -> Iterator[Request]:
        """Ask for the first page of what the shop finds."""
        first = f"{self._products}?per_page={PAGE_SIZE}&page=1"
        url = with_values(first, search=words)
        yield from self.ask(url, self.parse_results, "results")

    @property
    def _products(self) -> str:
        return self.marketplace.endpoint or self.marketplace.base + PATH

    def items(self, response: Response) -> list[Item]:
        """Give the products of a page."""
        products = require_json(response)
        if not isinstance(products, list):
            raise self.not_so(response, "has no list of products")
        return as_nodes(products)

    def next_page(self, response: Response) -> Iterator[Request]:
        """Ask for the next page while the header, or a full page, says there is one."""
        page = number_in(response.url, "page") or 1
        total = (response.headers.get("X-WP-TotalPages") or b"").decode("latin-1")
        size = number_in(response.url, "per_page") or 10
        more = (
            page < int(total) if total.isdigit() else len(self.items(response)) >= size
        )
        if more:
            url = with_number(response.url, "page", page + 1)
            yield from self.ask(url, self.parse_results, "results")

    def offer(self, item: Item) -> Offer:
        """Read a product; variations show as the names of their choices."""
        prices = dig(item, "prices")
        price = minor_units(
            dig(prices, "price"), dig(prices, "currency_minor_unit")
        ) or text_at(prices, "price")
        labels = [*as_nodes(item.get("categories")), *as_nodes(item.get("tags"))]
        images = [text_at(one, "src") for one in as_nodes(item.get("images"))]
        texts = {
            "title": (_plain(item.get("name")), "name"),
            "listing_id": (text_at(item, "id"), "id"),
            "url": (text_at(item, "permalink"), "permalink"),
            "description": (_description(item), "short_description, description"),
            "price": (price, "prices.price"),
            "currency": (text_at(prices, "currency_code"), "prices.currency_code"),
            "category": (
                " > ".join(filter(None, (_plain(one.get("name")) for one in labels))),
                "categories, tags",
            ),
            "availability": (_availability(item), "is_in_stock"),
        }
        return self.found(texts, images, "images.src")


def _description(item: Item) -> str:
    parts = [_plain(item.get(name)) for name in ("short_description", "description")]
    for attribute in as_nodes(item.get("attributes")):
        terms = [_plain(one.get("name")) for one in as_nodes(attribute.get("terms"))]
        if terms:
            parts.append(f"{_plain(attribute.get('name'))}: {', '.join(terms)}")
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _availability(item: Item) -> str:
    stated = item.get("is_in_stock")
    if not isinstance(stated, bool):
        return ""
    return "InStock" if stated or item.get("is_on_backorder") is True else "OutOfStock"


def _plain(published: object) -> str:
    """Give the text of what WordPress publishes ready for a page, entities and all."""
    return unescape(html_to_text(as_text(published)))
