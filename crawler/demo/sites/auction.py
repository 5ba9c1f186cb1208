"""An auction house whose pages carry schema.org microdata and closing times."""

from __future__ import annotations

from typing import ClassVar

from crawler.demo.offer import Offer
from crawler.demo.sites.page import Page
from crawler.demo.sites.site import HtmlSite

FEED_SIZE = 50


class Auction(HtmlSite):
    """English pages, lots in Chinese, Japanese, Thai and Indonesian, year first.

    A lot that has closed stays in the list for a week, marked as closed. When it
    comes back, it has a new number.
    """

    folder = "auction"
    date_format = "%Y-%m-%d"
    ink, paper = "#8a1538", "#fbf5f6"
    routes: ClassVar[dict[str, str]] = {
        r"/(?:lots)?": "listing",
        r"/lot/(\d{1,12})": "offer",
        r"/feed\.atom": "feed",
    }
    advice = ("How bidding works", "Bid as often as you like before the close.")
    cut_mark = b'<meta itemprop="sku"'

    def offer_path(self, offer: Offer) -> str:
        """Give the path of a lot."""
        return f"/lot/{offer.number}"

    def listing(self, query: dict[str, str]) -> Page:
        """Give a page of the lots."""
        offers, page, last = self.slice(query)
        return self.render("list.html", offers=offers, page=page, last=last)

    def feed(self, query: dict[str, str]) -> Page:
        """Give the newest lots as an Atom feed."""
        page = self.render("feed.xml", offers=self.offers[:FEED_SIZE])
        return Page(page.body, "application/atom+xml")
