"""What the official interfaces of big sites share: a key, and pages by offset.

A key is never here: a request is only marked with `meta["keyed"]`, and the key is
put on it as it leaves (`crawler.keyed_downloads`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.families.json_pages import Item, JsonPagesSpider, dig
from crawler.families.paging import number_in, with_number, with_values
from crawler.families.schema_values import as_nodes


class PagedApiSpider(JsonPagesSpider):
    """A family gives its addresses, where rows and total are, and reads a row."""

    page_size: ClassVar[int]
    furthest: ClassVar[int]
    """The site shows no row behind this one, however many there are."""
    rows: ClassVar[tuple[str, ...]]
    total: ClassVar[tuple[str, ...]]

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """End the crawl at the first refusal: a quota that is spent stays spent."""
        super().update_settings(settings)
        settings.set("CITESWATCH_REFUSALS_IN_A_ROW", 1, priority="spider")
        again = [500, 502, 503, 504, 522, 524, 408]
        settings.set("RETRY_HTTP_CODES", again, priority="spider")

    def search_url(self, **query: str) -> str:
        """Give the address of a search with *query*."""
        raise TypeError(f"{type(self).__name__} must say where its search is")

    def words_query(self, words: str) -> dict[str, str]:
        """Give the query that searches for *words*."""
        raise TypeError(f"{type(self).__name__} must say how words are searched")

    def category_query(self, category: str) -> dict[str, str]:
        """Give the query that lists a category."""
        raise TypeError(f"{type(self).__name__} must say how a category is listed")

    def headers(self) -> dict[str, str]:
        """Give headers, keys apart, that each request bears."""
        return {}

    def start_pages(self) -> list[str]:
        """Begin with the categories named in `[api]`."""
        categories = self.marketplace.api.categories
        return [self.search_url(**self.category_query(one)) for one in categories]

    def search(self, words: str) -> Iterator[Request]:
        """Ask for the first rows of a search."""
        url = self.search_url(**self.words_query(words))
        yield from self.ask(url, self.parse_results, "results")

    def ask(self, url: str, *args: Any, **kwargs: Any) -> Iterator[Request]:
        """Mark each request as one that needs the key."""
        for request in super().ask(url, *args, **kwargs):
            for name, value in self.headers().items():
                request.headers[name] = value
            request.meta["keyed"] = True
            yield request

    def items(self, response: Response) -> list[Item]:
        """Give the rows of a page; a site without rows leaves the list out."""
        value = self.value(response)
        total = dig(value, *self.total)
        rows = dig(value, *self.rows)
        if not isinstance(rows, list) and not isinstance(total, int):
            raise self.not_so(response, "has no list of offers")
        return as_nodes(rows)

    def next_page(self, response: Response) -> Iterator[Request]:
        """Ask for the next page, as far as the site shows its rows."""
        total = dig(self.value(response), *self.total)
        following = (number_in(response.url, "offset") or 0) + self.page_size
        if not self.items(response) or following >= (total or 0):
            return
        if following + self.page_size > self.furthest:
            self.capped = True
            self.count("results/more_than_the_site_shows")
            return
        url = with_number(response.url, "offset", following)
        yield from self.ask(url, self.parse_results, "results")

    def page_at(self, path: str, **query: str) -> str:
        """Give the address of the first page of *query*."""
        limits = {"limit": str(self.page_size), "offset": "0"}
        return with_values(f"{self.marketplace.endpoint}{path}", **query, **limits)
