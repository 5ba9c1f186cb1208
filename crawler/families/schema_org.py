"""Family `schema_org`: pages that state their offers in schema.org metadata."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response, TextResponse

from crawler.families.listing_ids import join
from crawler.families.listings import make_listing
from crawler.families.metadata import Node, read_json_ld, read_metadata
from crawler.families.offers import linked_items, main_offer, offers_in
from crawler.families.page import Offer, PageFault, require_html
from crawler.families.sources import Addresses
from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing
from crawler.page_tree import tree_of


class SchemaOrgSpider(MarketplaceSpider):
    """Set `syntaxes` when the site uses only some; a `[select]` field wins over them.

    Without `follow.listings` a results page is read itself: its offers, or the
    addresses of an ItemList.
    """

    def parse_results(self, response: Response) -> Iterator[Request | Listing]:
        """Follow the addresses of an ItemList too, when nothing else is said."""
        if self.follow_listings is None:
            page = require_html(response)
            items = linked_items(self._nodes(page, "json-ld"))
            links = [join(page.url, url) for url in items]
            if links:
                self.note_found(page, links)
                self.pages_read += 1
                yield from self._ask_listings(Addresses([], links))
                yield from self._ask_next(page)
                return
        yield from super().parse_results(response)

    def read_listings(self, response: Response) -> Iterator[Listing]:
        """Read the page's own offer, or all offers of a results page."""
        page = require_html(response)
        offers = self._offers(page)
        if not offers and "query" in page.meta and page.meta["kind"] == "results":
            self.count("page/results_empty")
            return
        if not offers:
            raise self._no_offer(page)
        if page.meta.get("kind") != "results" or len(offers) == 1:
            main = main_offer(offers, page.url)
            offers = (
                [self.selected.over(tree_of(page), main)] if self.selected else [main]
            )
        else:
            offers = [offer for offer in offers if "title" in offer.fields] or offers[
                :1
            ]
        mend = "the name in its metadata is empty; set select.title"
        for offer in offers:
            yield make_listing(self.marketplace, page.url, offer, mend=mend)

    def _offers(self, page: TextResponse) -> list[Offer]:
        for syntax in self.marketplace.syntaxes:
            offers = offers_in(self._nodes(page, syntax), syntax)
            if offers:
                return offers
        if "title" in self.selected.selectors:
            return [Offer({})]
        return []

    def _nodes(self, page: TextResponse, syntax: str) -> list[Node]:
        read = read_metadata(page, syntax)
        for _ in range(read.broken):
            self.count("metadata/broken_json_ld")
        return read.nodes

    def _no_offer(self, page: TextResponse) -> PageFault:
        syntaxes = self.marketplace.syntaxes
        said = f"no offer in its metadata ({', '.join(syntaxes)})"
        broken = read_json_ld(page.text).broken if "json-ld" in syntaxes else 0
        if broken:
            said += f", {broken} of its JSON-LD blocks is broken"
        mend = (
            f"try: citeswatch marketplace check {self.name} {page.url}; "
            'a site without metadata needs family = "selectors"'
        )
        return PageFault("no_offers", page.url, said, mend)
