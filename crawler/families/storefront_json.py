"""Family `storefront_json`: shops with Shopify's public `/products.json`.

The shape is documented at https://shopify.dev/docs/api/ajax/reference/product and
in the Product resource of the Admin REST API: a list `products`, each with `id`,
`handle`, `title`, `body_html`, `vendor`, `product_type`, `tags`, `published_at`,
`options` (with `name` and `values`), `variants` (with `title`, `price`,
`available`) and `images` (with `src`). A page holds at most 250.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.families.json_pages import Item, JsonPagesSpider, text_at
from crawler.families.page import Offer, PageFault, require_json
from crawler.families.paging import number_in, with_number
from crawler.families.schema_values import as_list, as_nodes, as_text
from crawler.page_text import html_to_text

PAGE_SIZE = 250  # the most that a shop gives at once
ONLY_VARIANT = "Default Title"
"""What Shopify calls the variant of a product that has no choices."""


class StorefrontJsonSpider(JsonPagesSpider):
    """Needs only `home`; `start_urls` may name collections' `products.json`."""

    source = "products.json"

    def start_pages(self) -> list[str]:
        """Begin with the whole shop when no collection is named."""
        return self.marketplace.start_urls or [
            f"{self.marketplace.base}/products.json?limit={PAGE_SIZE}&page=1"
        ]

    def items(self, response: Response) -> list[Item]:
        """Give the products of a page."""
        value = require_json(response)
        products = value.get("products") if isinstance(value, dict) else None
        if not isinstance(products, list):
            said = "has no list of products"
            mend = 'is it a Shopify shop? another family may fit, such as "schema_org"'
            raise PageFault("not_storefront", response.url, said, mend)
        return as_nodes(products)

    def next_page(self, response: Response) -> Iterator[Request]:
        """Ask for the next page until one is empty: the shop does not say how many."""
        if self.items(response):
            page = number_in(response.url, "page") or 1
            url = with_number(response.url, "page", page + 1)
            yield from self.ask(url, self.parse_results, "results")

    def offer(self, item: Item) -> Offer:
        """Read a product with the names of its variants."""
        variants = as_nodes(item.get("variants"))
        chosen = next((one for one in variants if one.get("available")), None)
        variant = chosen or next(iter(variants), {})
        handle = text_at(item, "handle")
        tags = item.get("tags")
        labels = as_list(tags) if not isinstance(tags, str) else tags.split(",")
        kind = [text_at(item, "product_type"), *map(as_text, labels)]
        images = [text_at(one, "src") for one in as_nodes(item.get("images"))]
        base = self.marketplace.base
        texts = {
            "title": (text_at(item, "title"), "title"),
            "listing_id": (text_at(item, "id") or handle, "id"),
            "url": (f"{base}/products/{handle}" if handle else "", "handle"),
            "description": (_description(item), "body_html"),
            "price": (text_at(variant, "price"), "variants.price"),
            "date": (text_at(item, "published_at"), "published_at"),
            "seller": (text_at(item, "vendor"), "vendor"),
            "category": (
                " > ".join(dict.fromkeys(part for part in kind if part)),
                "product_type, tags",
            ),
            "availability": (_availability(variants), "variants.available"),
        }
        return self.found(texts, images, "images.src")


def _description(item: Item) -> str:
    variants = [text_at(one, "title") for one in as_nodes(item.get("variants"))]
    named = [one for one in dict.fromkeys(variants) if one and one != ONLY_VARIANT]
    options = [text_at(one, "name") for one in as_nodes(item.get("options"))]
    choices = f"{' / '.join(filter(None, options))}: {', '.join(named)}".strip(": ")
    parts = [html_to_text(text_at(item, "body_html")), choices if named else ""]
    return "\n".join(part for part in parts if part)


def _availability(variants: list[dict[str, Any]]) -> str:
    stated = [one["available"] for one in variants if "available" in one]
    if not stated:
        return ""
    return "InStock" if any(stated) else "SoldOut"
