"""Family `feed`: RSS and Atom feeds whose entries are themselves the offers.

RSS 2.0 (https://www.rssboard.org/rss-specification), Atom (RFC 4287) with its pages
(RFC 5005), and the product attributes of Google Merchant feeds
(https://support.google.com/merchants/answer/7052112), whatever prefix they have.
A feed shows the newest entries only: what it no longer shows is not called gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import lxml.etree
from scrapy import Request
from scrapy.http import Response

from crawler.families.listing_ids import join
from crawler.families.listings import NOTHING, make_listing
from crawler.families.page import Found, Offer, PageFault
from crawler.families.sources import read_feed_tree
from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing
from crawler.page_text import html_to_text

# Field -> names of elements, best first; what Google's attributes are called too.
TEXTS = {
    "title": ("title",),
    "description": ("encoded", "content", "description", "summary"),
    "price": ("sale_price", "price"),
    "date": ("pubDate", "published", "date", "updated"),
    "ends": ("expiration_date",),
    "seller": ("creator", "author"),
    "category": ("product_type", "category"),
    "availability": ("availability",),
    "listing_id": ("id", "guid"),
    "shipping": ("shipping",),
    "place": ("location", "featurename"),
}
MARKED_UP = frozenset(("title", "description"))
LINK = "*[local-name()='link'][not(@rel) or @rel='alternate']"


class Pictures(NamedTuple):
    """Where an entry names its pictures: an element and the attribute, "" its text."""

    element: str
    attribute: str


PICTURES = (
    Pictures("image_link", ""),
    Pictures("additional_image_link", ""),
    Pictures("content", "url"),
    Pictures("thumbnail", "url"),
    Pictures("enclosure", "url"),
)


class FeedSpider(MarketplaceSpider):
    """Needs `[sources] feeds`."""

    sees_all = False

    def parse_feed(self, response: Response) -> Iterator[Request | Listing]:
        """Give the entries of a page and ask for the next, if the feed has pages."""
        yield from self.parse_listing(response)
        root = read_feed_tree(response)
        for href in root.xpath("./*[local-name()='link'][@rel='next']/@href")[:1]:
            if url := join(response.url, str(href)):
                yield from self.ask(url, self.parse_feed, "source")

    def read_listings(self, response: Response) -> Iterator[Listing]:
        """Read each entry as one listing."""
        root = read_feed_tree(response)
        for entry in root.xpath("//*[local-name()='item' or local-name()='entry']"):
            offer = _offer(entry)
            mend = "the feed left its title empty"
            try:
                yield make_listing(self.marketplace, response.url, offer, mend=mend)
            except PageFault:
                self.count("card/without_title")


def _offer(entry: lxml.etree._Element) -> Offer:
    fields = {}
    for field, names in TEXTS.items():
        for name in names:
            if text := _text(entry, name, whole=field == "category"):
                clean = html_to_text(text) if field in MARKED_UP else text
                fields[field] = Found(clean, f"feed: {name}")
                break
    if fields.get("listing_id", NOTHING).text.startswith("http"):
        # An address is no id of its own: it changes with the host.
        del fields["listing_id"]
    if link := _link(entry):
        fields["url"] = Found(link, "feed: link")
    images = tuple(dict.fromkeys(_images(entry)))
    if images:
        fields["images"] = Found("", "feed: media, enclosure, image_link")
    return Offer(fields, images)


def _text(entry: lxml.etree._Element, name: str, *, whole: bool) -> str:
    found = entry.xpath(f"./*[local-name()='{name}']")
    texts = [
        one.get("term") or one.xpath("normalize-space(string(./*[local-name()='name']))")
        or _inner(one)
        for one in found
    ]  # fmt: skip
    texts = [text.strip() for text in texts if text.strip()]
    return " > ".join(texts) if whole else next(iter(texts), "")


def _inner(element: lxml.etree._Element) -> str:
    if element.get("type") == "xhtml":
        return str(lxml.etree.tostring(element, encoding="unicode", with_tail=False))
    return element.text or ""


def _link(entry: lxml.etree._Element) -> str:
    found = entry.xpath(f"./{LINK}/@href | ./{LINK}[not(@href)]/text()")
    return str(found[0]).strip() if found else ""


def _images(entry: lxml.etree._Element) -> Iterator[str]:
    for element, attribute in PICTURES:
        for one in entry.xpath(f".//*[local-name()='{element}']"):
            kind = one.get("type", "image")
            if not kind.startswith("image") and one.get("medium") != "image":
                continue
            url = one.get(attribute, "") if attribute else one.text or ""
            if url.strip():
                yield url.strip()
