"""Family `magento_graphql`: Magento Open Source and Adobe Commerce.

The query `products` is documented at
https://developer.adobe.com/commerce/webapi/graphql/schema/products/queries/products/:
it needs a search or a filter, and `page_info` says how many pages there are.
"""

from __future__ import annotations

from crawler.families.graphql import GraphqlSpider, Variables
from crawler.families.json_pages import Item, dig, text_at
from crawler.families.page import Offer
from crawler.families.schema_values import as_nodes
from crawler.page_text import html_to_text

PAGE_SIZE = 50
_QUERY = """\
query Offers($search: String, $filter: ProductAttributeFilterInput, $page: Int!) {
  products(search: $search, filter: $filter, pageSize: 50, currentPage: $page) {
    total_count
    page_info { current_page total_pages }
    items {
      sku name url_key url_suffix stock_status
      short_description { html } description { html }
      categories { name }
      price_range { minimum_price { final_price { value currency } } }
      media_gallery { url }
    }
  }
}"""


class MagentoGraphqlSpider(GraphqlSpider):
    """Needs only `home`; `[api] categories` reads some, by their `uid`."""

    query = _QUERY

    def first_variables(self) -> list[tuple[str, Variables]]:
        """Read the categories named, else all that has a price."""
        categories = self.marketplace.api.categories
        if categories:
            return [
                (one, {"filter": {"category_uid": {"eq": one}}}) for one in categories
            ]
        return [("all", {"filter": {"price": {"from": "0"}}})]

    def search_variables(self, words: str) -> Variables:
        """Search the shop."""
        return {"search": words}

    def beginning(self) -> Variables:
        """Begin with page 1."""
        return {"page": 1}

    def after(self, listed: Item, page: Variables) -> Variables | None:
        """Go on to the last page."""
        last = dig(listed, "page_info", "total_pages")
        following = int(page["page"]) + 1
        return {"page": following} if following <= (last or 0) else None

    def offer(self, item: Item) -> Offer:
        """Read a product."""
        price = ("price_range", "minimum_price", "final_price")
        texts = [html_to_text(text_at(item, n, "html")) for n in _DESCRIPTIONS]
        categories = [text_at(one, "name") for one in as_nodes(item.get("categories"))]
        images = [text_at(one, "url") for one in as_nodes(item.get("media_gallery"))]
        key = text_at(item, "url_key")
        url = f"{self.marketplace.base}/{key}{text_at(item, 'url_suffix')}"
        stock = text_at(item, "stock_status").replace("_", "").lower()
        fields = {
            "title": (html_to_text(text_at(item, "name")), "name"),
            "listing_id": (text_at(item, "sku"), "sku"),
            "url": (url if key else "", "url_key"),
            "description": (
                "\n".join(dict.fromkeys(filter(None, texts))),
                "description",
            ),
            "price": (text_at(item, *price, "value"), "price_range.minimum_price"),
            "currency": (text_at(item, *price, "currency"), "final_price.currency"),
            "category": (" > ".join(filter(None, categories)), "categories"),
            "availability": (stock, "stock_status"),
        }
        return self.found(fields, images, "media_gallery.url")


_DESCRIPTIONS = ("short_description", "description")
