"""Family `saleor_graphql`: shops on Saleor.

The query `products` is documented at
https://docs.saleor.io/api-reference/products/queries/products: a connection with
`edges`, `pageInfo.endCursor` and at most 100 products on a page; `description` is
JSON of the Editor.js kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from crawler.families.graphql import GraphqlSpider, Variables
from crawler.families.json_pages import Item, dig, text_at
from crawler.families.page import Offer
from crawler.families.schema_values import as_list, as_nodes, as_text
from crawler.page_text import html_to_text

_QUERY = """\
query Offers($channel: String!, $filter: ProductFilterInput, $after: String) {
  products(first: 100, after: $after, channel: $channel, filter: $filter) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      id name slug description created isAvailable
      category { name } productType { name }
      pricing { priceRange { start { gross { amount currency } } } }
      media { url }
    } }
  }
}"""


class SaleorGraphqlSpider(GraphqlSpider):
    """Needs `[api] channel`; `categories` reads some, by their ids."""

    query = _QUERY
    path = "/graphql/"
    rows = ("edges",)

    def first_variables(self) -> list[tuple[str, Variables]]:
        """Read the categories named, else the whole channel."""
        api = self.marketplace.api
        if api.categories:
            return [
                (one, {**self._channel, "filter": {"categories": [one]}})
                for one in api.categories
            ]
        return [("all", self._channel)]

    def search_variables(self, words: str) -> Variables:
        """Search the shop."""
        return {**self._channel, "filter": {"search": words}}

    @property
    def _channel(self) -> Variables:
        return {"channel": self.marketplace.api.channel}

    def beginning(self) -> Variables:
        """Begin before the first product."""
        return {"after": None}

    def after(self, listed: Item, page: Variables) -> Variables | None:
        """Go on behind the last product of the page."""
        cursor = text_at(listed, "pageInfo", "endCursor")
        more = dig(listed, "pageInfo", "hasNextPage") is True and cursor
        return {"after": cursor} if more else None

    def offer(self, item: Item) -> Offer:
        """Read a product."""
        node = dig(item, "node")
        price = ("pricing", "priceRange", "start", "gross")
        kinds = [text_at(node, name, "name") for name in ("category", "productType")]
        available = dig(node, "isAvailable")
        usual = f"/{self.marketplace.api.channel}/products/{{slug}}"
        stock = {True: "InStock", False: "OutOfStock"}.get(available, "")
        images = [text_at(one, "url") for one in as_nodes(dig(node, "media"))]
        fields = {
            "title": (text_at(node, "name"), "name"),
            "listing_id": (text_at(node, "id"), "id"),
            "url": (self.page_of(text_at(node, "slug"), usual), "slug"),
            "description": (editor_text(text_at(node, "description")), "description"),
            "price": (text_at(node, *price, "amount"), "pricing.priceRange.start"),
            "currency": (text_at(node, *price, "currency"), "gross.currency"),
            "date": (text_at(node, "created"), "created"),
            "category": (" > ".join(filter(None, kinds)), "category, productType"),
            "availability": (stock, "isAvailable"),
        }
        return self.found(fields, images, "media.url")


def editor_text(written: str) -> str:
    """Give the text of a document of Editor.js; any other text as it stands."""
    try:
        blocks = as_nodes(dig(json.loads(written), "blocks"))
    except (ValueError, RecursionError):
        return html_to_text(written)
    return "\n".join(html_to_text(text) for one in blocks for text in _texts(one))


def _texts(block: Item) -> Iterator[str]:
    if text := text_at(block, "data", "text"):
        yield text
    for one in as_list(dig(block, "data", "items")):
        text = text_at(one, "content") if isinstance(one, dict) else as_text(one)
        if text:
            yield text
