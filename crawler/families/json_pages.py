"""What families share whose pages are JSON: items on a page, and the way to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.families.listings import make_listing
from crawler.families.page import Found, Offer, PageFault, require_json
from crawler.families.schema_values import as_text
from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing

Item = dict[str, Any]
Texts = Mapping[str, tuple[str, str]]


class JsonPagesSpider(MarketplaceSpider):
    """A family says where the items of a document are, and reads one of them."""

    source = "JSON"
    """What `provenance` calls the document."""

    def items(self, response: Response) -> list[Item]:
        """Give the items of a page.

        Raises:
            PageFault: it is no page of this kind.
        """
        raise TypeError(f"{type(self).__name__} must say where the items are")

    def offer(self, item: Item) -> Offer:
        """Read one item."""
        raise TypeError(f"{type(self).__name__} must say how to read an item")

    def next_page(self, response: Response) -> Iterator[Request]:
        """Ask for the page after *response*, if there is one."""
        yield from ()

    def parse_results(self, response: Response) -> Iterator[Request | Listing]:
        """Give the items of a page and ask for the next."""
        yield from self.parse_listing(response)
        yield from self.next_page(response)

    def read_listings(self, response: Response) -> Iterator[Listing]:
        """Read each item as one listing."""
        for item in self.items(response):
            offer = self.offer(item)
            if "title" not in offer.fields:
                self.count("card/without_title")
                continue
            mend = "the site left it empty"
            yield make_listing(self.marketplace, response.url, offer, mend=mend)

    def found(self, texts: Texts, images: list[str], images_in: str = "") -> Offer:
        """Make an offer of *texts*: by field, the text and the key that it stood in."""
        fields = {
            name: Found(text, f"{self.source}: {where}")
            for name, (text, where) in texts.items()
            if text
        }
        urls = tuple(url for url in images if url)
        if urls:
            fields["images"] = Found("", f"{self.source}: {images_in}")
        return Offer(fields, urls)

    def value(self, response: Response) -> Item:
        """Give the JSON object of *response*.

        Raises:
            PageFault: it is none.
        """
        value = require_json(response)
        if not isinstance(value, dict):
            raise self.not_so(response, "is no JSON object")
        return value

    def not_so(self, response: Response, said: str) -> PageFault:
        """Make the fault of a page that is not of this family."""
        mend = f"is {self.marketplace.home} really of family {self.marketplace.family!r}? try: citeswatch marketplace check {self.name}"
        return PageFault(f"not_{self.marketplace.family}", response.url, said, mend)


def dig(value: Any, *keys: str | int) -> Any:
    """Give what stands in *value* under *keys*, None where the way ends."""
    for key in keys:
        if isinstance(key, int):
            value = value[key] if isinstance(value, list) and value[key:] else None
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value


def text_at(value: Any, *keys: str | int) -> str:
    """Give the text in *value* under *keys*, "" where the way ends."""
    return as_text(dig(value, *keys))


def minor_units(amount: Any, digits: Any) -> str:
    """Give an amount in the currency's smallest unit as a decimal number.

    `minor_units("1999", 2)` is "19.99".
    """
    text = as_text(amount)
    if not text.lstrip("-").isdigit() or not isinstance(digits, int):
        return ""
    if not 0 < digits <= 6:
        return text
    sign, figures = ("-", text[1:]) if text.startswith("-") else ("", text)
    figures = figures.zfill(digits + 1)
    return f"{sign}{figures[:-digits]}.{figures[-digits:]}"
