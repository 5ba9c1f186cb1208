"""Family `vendure_graphql`: shops on Vendure.

The query `search` of the shop API is documented at
https://docs.vendure.io/reference/graphql-api/shop/queries#search: it groups
variants by product, gives prices in the smallest unit (two digits), and at most 100
products on a page.
"""

from __future__ import annotations

from crawler.families.graphql import GraphqlSpider, Variables
from crawler.families.json_pages import Item, dig, minor_units, text_at
from crawler.families.page import Offer
from crawler.page_text import html_to_text

PAGE_SIZE = 100
_QUERY = """\
query Offers($term: String, $collection: String, $skip: Int!) {
  search(input: {
    term: $term, collectionSlug: $collection,
    groupByProduct: true, take: 100, skip: $skip
  }) {
    totalItems
    items {
      productId productName slug description currencyCode
      priceWithTax {
        ... on PriceRange { min max }
        ... on SinglePrice { value }
      }
      productAsset { preview }
    }
  }
}"""


class VendureGraphqlSpider(GraphqlSpider):
    """Needs only `home`; `[api] categories` reads collections, by their slugs."""

    query = _QUERY
    path = "/shop-api"
    root = ("search",)

    def first_variables(self) -> list[tuple[str, Variables]]:
        """Read the collections named, else the whole shop."""
        slugs = self.marketplace.api.categories
        return [(one, {"collection": one}) for one in slugs] or [("all", {})]

    def search_variables(self, words: str) -> Variables:
        """Search the shop."""
        return {"term": words}

    def beginning(self) -> Variables:
        """Begin with the first product."""
        return {"skip": 0}

    def after(self, listed: Item, page: Variables) -> Variables | None:
        """Go on to the last product."""
        following = int(page["skip"]) + PAGE_SIZE
        total = dig(listed, "totalItems")
        return {"skip": following} if following < (total or 0) else None

    def offer(self, item: Item) -> Offer:
        """Read a product; of several prices the lowest."""
        price = dig(item, "priceWithTax", "value")
        if price is None:
            price = dig(item, "priceWithTax", "min")
        slug = text_at(item, "slug")
        fields = {
            "title": (text_at(item, "productName"), "productName"),
            "listing_id": (text_at(item, "productId"), "productId"),
            "url": (self.page_of(slug, "/product/{slug}"), "slug"),
            "description": (html_to_text(text_at(item, "description")), "description"),
            "price": (minor_units(price, 2), "priceWithTax"),
            "currency": (text_at(item, "currencyCode"), "currencyCode"),
        }
        return self.found(
            fields, [text_at(item, "productAsset", "preview")], "productAsset.preview"
        )
