"""Family `storefront_json`: shops with Shopify's public `/products.json`.

The shape is documented at https://shopify.dev/docs/api/ajax/reference/product and
in the Product resource of the Admin REST API: a list `products`, each with `id`,
`handle`, `title`, `body_html`, `vendor`, `product_type`, `tags`, `published_at`,
`variants` (with `price`, `available`) and `images` (with `src`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.families.listings import make_listing
from crawler.families.page import Found, Offer, PageFault, require_json
from crawler.families.schema_values import as_list, as_nodes, as_text
from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing
from crawler.page_text import html_to_text

PAGE_SIZE = 250  # the most that a shop gives at once


class StorefrontJsonSpider(MarketplaceSpider):
    """Needs only `home`; `start_urls` may name collections' `products.json`."""

    def start_pages(self) -> list[str]:
        """Begin with the whole shop when no collection is named."""
        return self.marketplace.start_urls or [
            f"{self.marketplace.base}/products.json?limit={PAGE_SIZE}&page=1"
        ]

    def parse_results(self, response: Response) -> Iterator[Request | Listing]:
        """Give the products of a page and ask for the next until one is empty."""
        products = _products(response)
        yield from self.parse_listing(response)
        if products:
            yield from self.ask(_next_page(response.url), self.parse_results, "results")

    def read_listings(self, response: Response) -> Iterator[Listing]:
        """Read each product as one listing."""
        for product in _products(response):
            if not as_text(product.get("title")):
                self.count("card/without_title")
                continue
            offer = _offer(product, self.marketplace.base)
            yield make_listing(
                self.marketplace, response.url, offer, mend="the shop left it empty"
            )


def _products(response: Response) -> list[dict[str, Any]]:
    value = require_json(response)
    products = value.get("products") if isinstance(value, dict) else None
    if not isinstance(products, list):
        said = "has no list of products"
        mend = 'is it a Shopify shop? another family may fit, such as "schema_org"'
        raise PageFault("not_storefront", response.url, said, mend)
    return as_nodes(products)


def _next_page(url: str) -> str:
    if found := re.search(r"([?&]page=)(\d+)", url):
        return (
            f"{url[: found.start()]}{found[1]}{int(found[2]) + 1}{url[found.end() :]}"
        )
    return f"{url}{'&' if '?' in url else '?'}page=2"


def _offer(product: dict[str, Any], base: str) -> Offer:
    variants = as_nodes(product.get("variants"))
    chosen = next((one for one in variants if one.get("available")), None)
    variant = chosen or next(iter(variants), {})
    handle = as_text(product.get("handle"))
    tags = product.get("tags")
    labels = as_list(tags) if not isinstance(tags, str) else tags.split(",")
    kind = [as_text(product.get("product_type")), *map(as_text, labels)]
    texts = {
        "title": (as_text(product.get("title")), "title"),
        "listing_id": (as_text(product.get("id")) or handle, "id"),
        "url": (f"{base}/products/{handle}" if handle else "", "handle"),
        "description": (
            html_to_text(as_text(product.get("body_html"))),
            "body_html",
        ),
        "price": (as_text(variant.get("price")), "variants.price"),
        "date": (as_text(product.get("published_at")), "published_at"),
        "seller": (as_text(product.get("vendor")), "vendor"),
        "category": (
            " > ".join(dict.fromkeys(part for part in kind if part)),
            "product_type, tags",
        ),
        "availability": (_availability(variants), "variants.available"),
    }
    fields = {
        name: Found(text, f"products.json: {where}")
        for name, (text, where) in texts.items()
        if text
    }
    images = [as_text(one.get("src")) for one in as_nodes(product.get("images"))]
    if images:
        fields["images"] = Found("", "products.json: images.src")
    return Offer(fields, tuple(filter(None, images)))


def _availability(variants: list[dict[str, Any]]) -> str:
    stated = [one["available"] for one in variants if "available" in one]
    if not stated:
        return ""
    return "InStock" if any(stated) else "SoldOut"
