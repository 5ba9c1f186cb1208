"""What the GraphQL families share: one address, a query, and variables that page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from scrapy import Request
from scrapy.http import Response

from crawler.families.json_pages import Item, JsonPagesSpider, dig, text_at
from crawler.families.schema_values import as_nodes

Variables = dict[str, Any]


class GraphqlSpider(JsonPagesSpider):
    """A family gives its `query`, where it is sent, and the variables of each page.

    All pages have one address, so each bears its page as a fragment, which stays
    here: a log line tells which page failed, and the ledger keeps them apart.
    """

    source = "GraphQL"
    path = "/graphql"
    query = ""
    root = ("products",)
    """Where under `data` the list is."""
    rows: tuple[str, ...] = ("items",)

    def first_variables(self) -> list[tuple[str, Variables]]:
        """Give the variables of the first pages, each with a name for its log."""
        return [("all", {})]

    def search_variables(self, words: str) -> Variables:
        """Give the variables that search the shop."""
        raise TypeError(f"{type(self).__name__} must say how the shop is searched")

    def catalogue(self) -> Iterator[Request]:
        """Ask for the first page of each list."""
        for name, variables in self.first_variables():
            yield from self.ask_page(name, variables, self.beginning())

    def search(self, words: str) -> Iterator[Request]:
        """Ask for the first page of what the shop finds."""
        found = self.search_variables(words)
        yield from self.ask_page(quote_plus(words), found, self.beginning())

    def beginning(self) -> Variables:
        """Give the variables that page, for a first page."""
        return {}

    def after(self, listed: Item, page: Variables) -> Variables | None:
        """Give the variables that page, for the page after; None after the last."""
        return None

    def ask_page(
        self, name: str, variables: Variables, page: Variables
    ) -> Iterator[Request]:
        """Ask for one page of a list."""
        place = self.marketplace.endpoint or self.marketplace.base + self.path
        words = [name, *(f"{key}={value}" for key, value in page.items())]
        url = f"{place}#{'&'.join(words)}"
        body = {"query": self.query, "variables": {**variables, **page}}
        for request in self.ask(url, self.parse_results, "results", post=body):
            yield request.replace(
                meta={**request.meta, "list": (name, variables, page)}
            )

    def next_page(self, response: Response) -> Iterator[Request]:
        """Ask for the next page of the same list."""
        name, variables, page = response.meta["list"]
        following = self.after(self.listed(response), page)
        if following is not None and self.items(response):
            yield from self.ask_page(name, variables, following)

    def listed(self, response: Response) -> Item:
        """Give the list that a page holds.

        Raises:
            PageFault: the answer is an error, or of another kind.
        """
        value = self.value(response)
        listed = dig(value, "data", *self.root)
        if not isinstance(listed, dict):
            said = text_at(value, "errors", 0, "message")
            answer = (
                f"answered with the error {said[:200]!r}" if said else "has no list"
            )
            raise self.not_so(response, answer)
        return listed

    def items(self, response: Response) -> list[Item]:
        """Give the products of a page."""
        return as_nodes(dig(self.listed(response), *self.rows))

    def page_of(self, slug: str, usual: str) -> str:
        """Give a product's address in the shop, "" when it has no slug."""
        template = self.marketplace.api.product_page or self.marketplace.base + usual
        return template.replace("{slug}", slug) if slug else ""
