"""Families `prestashop` and `opencart`: the pages of stock shop software.

Their themes state offers in schema.org metadata, more or less of them; what is left
out is looked for where the stock theme shows it (`crawler.marketplace.presets`).
"""

from __future__ import annotations

from scrapy.http import TextResponse

from crawler.families.page import Found, Offer
from crawler.families.schema_org import SchemaOrgSpider
from crawler.families.selected import Selected
from crawler.marketplace.presets import FALLBACKS
from crawler.page_tree import tree_of


class ShopPagesSpider(SchemaOrgSpider):
    """The stock theme's places are tried after the metadata, `[select]` before it."""

    def __init__(self, name: str | None = None, **kwargs: object) -> None:
        super().__init__(name, **kwargs)
        places = FALLBACKS[self.marketplace.family]
        self.stock = Selected(self.marketplace, places)

    def _offers(self, page: TextResponse) -> list[Offer]:
        offers = super()._offers(page)
        if page.meta.get("kind") == "results" and len(offers) != 1:
            return offers
        shown = self.stock.read(tree_of(page))
        if not offers:
            # A title alone is any page; with a price or pictures it is a product's.
            return [shown] if {"title", "price"} <= shown.fields.keys() else []
        return [_under(offer, shown) for offer in offers[:1]] + offers[1:]


def _under(offer: Offer, shown: Offer) -> Offer:
    """Give *offer* with what it lacks taken from *shown*."""
    fields: dict[str, Found] = {**shown.fields, **offer.fields}
    return Offer(fields, offer.images or shown.images)
