"""A storefront with the JSON that Shopify's documentation describes.

`/products.json?limit=&page=` gives 30 products unless told otherwise and 250 at
most; a page past the end is an empty list.
"""

from __future__ import annotations

from typing import Any, ClassVar

from anyascii import anyascii
from markupsafe import escape

from crawler.demo.offer import Offer
from crawler.demo.sites.page import Page
from crawler.demo.sites.site import HtmlSite, page_number

DEFAULT_LIMIT, HIGHEST_LIMIT = 30, 250


class Storefront(HtmlSite):
    """English pages, goods in English, Spanish and Portuguese, month/day/year."""

    folder = "storefront"
    date_format = "%m/%d/%Y"
    ink, paper = "#243b6b", "#f4f6fb"
    has_sitemap = True
    routes: ClassVar[dict[str, str]] = {
        r"/(?:collections/all)?": "listing",
        r"/products\.json": "products",
        r"/products/[a-z0-9-]*?(\d{1,12})": "offer",
        r"/products/[a-z0-9-]*?(\d{1,12})\.json": "product",
        r"/sitemap\.xml": "sitemap",
    }
    advice = ("About us", "Three sisters and a warehouse.")
    cut_mark = b"<h1"

    def offer_path(self, offer: Offer) -> str:
        """Give the path of a product."""
        return f"/products/{self.handle(offer)}"

    def handle(self, offer: Offer) -> str:
        """Give the name of a product in its address; the first title decides."""
        # From the description, since a title may be edited and a handle stays.
        words = anyascii(offer.description.partition(".")[0]).lower().split()[:4]
        plain = ("".join(c for c in word if c.isalnum()) for word in words)
        return "-".join([*filter(None, plain), str(offer.number)])

    def listing(self, query: dict[str, str]) -> Page:
        """Give a page of the collection."""
        offers, page, last = self.slice(query)
        return self.render("list.html", offers=offers, page=page, last=last)

    def sitemap(self, query: dict[str, str]) -> Page:
        """List every product page."""
        page = self.render("sitemap.xml", offers=self.offers)
        return Page(page.body, "application/xml")

    def products(self, query: dict[str, str]) -> Page:
        """Give a page of products as JSON."""
        limit = DEFAULT_LIMIT
        if "limit" in query:
            limit = min(page_number(query, "limit"), HIGHEST_LIMIT)
        first = (page_number(query) - 1) * limit
        offers = self.offers[first : first + limit]
        return Page.of_json({"products": [self.as_product(offer) for offer in offers]})

    def product(self, query: dict[str, str], number: str) -> Page:
        """Give one product as JSON."""
        offer = self.by_number.get(int(number))
        if offer is None:
            return self.not_found()
        return Page.of_json({"product": self.as_product(offer)})

    def as_product(self, offer: Offer) -> dict[str, Any]:
        """Write an offer in the fields of Shopify's storefront JSON."""
        number, posted = offer.number, self.moment(offer.posted)
        picture = f"{self.base}/pictures/{number}.png"
        return {
            "id": number,
            "title": self.shown_title(offer),
            "handle": self.handle(offer),
            "body_html": f"<p>{escape(offer.description)}</p>",
            "published_at": posted,
            "created_at": posted,
            "updated_at": posted,
            "vendor": offer.seller,
            "product_type": offer.category,
            "tags": [offer.category, offer.language],
            "variants": [self._variant(offer, posted)],
            "images": [
                {
                    "id": number * 10,
                    "created_at": posted,
                    "position": 1,
                    "updated_at": posted,
                    "product_id": number,
                    "variant_ids": [],
                    "src": picture,
                    "width": 480,
                    "height": 360,
                }
            ],
            "options": [{"name": "Title", "position": 1, "values": ["Default Title"]}],
        }

    def _variant(self, offer: Offer, posted: str) -> dict[str, Any]:
        return {
            "id": offer.number * 10 + 1,
            "title": "Default Title",
            "option1": "Default Title",
            "option2": None,
            "option3": None,
            "sku": f"P{offer.number}",
            "requires_shipping": True,
            "taxable": True,
            "featured_image": None,
            "available": True,
            "price": str(offer.price),
            "grams": 0,
            "compare_at_price": None,
            "position": 1,
            "product_id": offer.number,
            "created_at": posted,
            "updated_at": posted,
        }
