"""The four demo marketplaces, each of another make."""

from __future__ import annotations

from crawler.demo.offer import Offer
from crawler.demo.sites.auction import Auction
from crawler.demo.sites.classifieds import Classifieds
from crawler.demo.sites.page import Page
from crawler.demo.sites.shop import Shop
from crawler.demo.sites.site import Site
from crawler.demo.sites.storefront import Storefront

MAKES: dict[str, type[Site]] = {
    "demo_classifieds": Classifieds,
    "demo_shop": Shop,
    "demo_storefront": Storefront,
    "demo_auction": Auction,
}

__all__ = ["MAKES", "Offer", "Page", "Site"]
