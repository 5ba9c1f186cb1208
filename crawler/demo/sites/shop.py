"""A shop of plain HTML: no metadata, so a crawler needs selectors."""

from __future__ import annotations

from typing import ClassVar

from crawler.demo.offer import Offer
from crawler.demo.sites.page import Page
from crawler.demo.sites.site import HtmlSite, page_number


class Shop(HtmlSite):
    """German pages, goods in German and Russian, dates as day.month.year."""

    folder = "shop"
    date_format = "%d.%m.%Y"
    ink, paper = "#7a3b10", "#faf6f1"
    routes: ClassVar[dict[str, str]] = {
        r"/": "listing",
        r"/katalog": "listing",
        r"/artikel/(\d{1,12})": "offer",
    }
    advice = ("Unsere Lieferzeiten", "Zwei bis vier Werktage im Inland.")
    cut_mark = b'<div class="produkt">'

    def offer_path(self, offer: Offer) -> str:
        """Give the path of an article."""
        return f"/artikel/{offer.number}"

    def listing(self, query: dict[str, str]) -> Page:
        """Give a page of the catalogue."""
        asked = {"page": str(page_number(query, "seite"))}
        offers, page, last = self.slice(asked)
        return self.render("list.html", offers=offers, page=page, last=last)
