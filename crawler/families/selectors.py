"""Family `selectors`: HTML read by one selector per field."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.html import HtmlElement
from scrapy.http import Response

from crawler.families.listings import make_listing
from crawler.families.page import Offer, PageFault, require_html
from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing
from crawler.page_tree import tree_of


class SelectorsSpider(MarketplaceSpider):
    """Set `[select] title` and as many other fields as the page has.

    With `[select] each` a page holds several offers, and a selector looks inside
    one of them. Without it a page is one offer.
    """

    def read_listings(self, response: Response) -> Iterator[Listing]:
        """Read one offer, or each of several."""
        page = require_html(response)
        root = tree_of(page)
        if self.selected.each is None:
            yield self._listing(page.url, self.selected.read(root))
            return
        cards = self.selected.each.elements(root)
        first = page.meta.get("depth", 0) == 0 and "query" not in page.meta
        if not cards and first:
            raise self._no_cards(page.url)
        for card in cards:
            yield from self._of_card(page.url, card)

    def _of_card(self, url: str, card: HtmlElement) -> Iterator[Listing]:
        offer = self.selected.read(card)
        if "title" not in offer.fields:
            # A card without a title is an advertisement or a frame between offers.
            self.count("card/without_title")
            return
        yield self._listing(url, offer)

    def _listing(self, url: str, offer: Offer) -> Listing:
        written = self.marketplace.select.title
        mend = f"select.title = {written!r} finds nothing there; try: " + (
            f"citeswatch marketplace check {self.name} {url}"
        )
        return make_listing(self.marketplace, url, offer, mend=mend)

    def _no_cards(self, url: str) -> PageFault:
        said = f"no offer (select.each = {self.marketplace.select.each!r})"
        mend = f"try: citeswatch marketplace check {self.name} {url}"
        return PageFault("no_offers", url, said, mend)
