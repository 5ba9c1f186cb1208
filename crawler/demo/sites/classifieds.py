"""Classified advertisements whose pages carry schema.org JSON-LD."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from markupsafe import Markup

from crawler.demo.offer import Offer
from crawler.demo.sites.page import Page
from crawler.demo.sites.site import HtmlSite

SITEMAP_SIZE = 200


class Classifieds(HtmlSite):
    """French pages, offers in French and Arabic, dates as day/month/year."""

    folder = "classifieds"
    date_format = "%d/%m/%Y"
    ink, paper = "#0b6e6e", "#f3f7f6"
    has_sitemap = True
    routes: ClassVar[dict[str, str]] = {
        r"/(?:annonces)?": "listing",
        r"/annonce/(\d{1,12})\.html": "offer",
        r"/sitemap\.xml": "sitemap_index",
        r"/sitemap-(\d{1,12})\.xml": "sitemap",
    }
    advice = ("Conseils de sécurité", "Rencontrez le vendeur dans un lieu public.")
    cut_mark = b'"offers":'

    def offer_path(self, offer: Offer) -> str:
        """Give the path of an advertisement."""
        return f"/annonce/{offer.number}.html"

    def listing(self, query: dict[str, str]) -> Page:
        """Give a page of the list."""
        offers, page, last = self.slice(query)
        return self.render("list.html", offers=offers, page=page, last=last)

    def offer_page(self, offer: Offer) -> Page:
        """Render an advertisement with its JSON-LD."""
        title = self.shown_title(offer)
        text = json.dumps(self.json_ld(offer), ensure_ascii=False, indent=1)
        if offer.fault == "bad_json":
            # A seller's quotation mark that the site forgot to escape.
            text = text.replace('"name": "', '"name": "le "vrai" ', 1)
        # What would close the script element early is escaped, as JSON allows.
        script = Markup(text.replace("<", "\\u003c"))  # noqa: S704
        return self.render("offer.html", offer=offer, title=title, json_ld=script)

    def json_ld(self, offer: Offer) -> dict[str, Any]:
        """Describe an advertisement in schema.org's words."""
        return {
            "@context": "https://schema.org",
            "@type": "Product",
            "@id": f"{self.base}{self.offer_path(offer)}#annonce",
            "sku": str(offer.number),
            "name": self.shown_title(offer),
            "description": offer.description,
            "category": offer.category,
            "image": [f"{self.base}/pictures/{offer.number}.png"],
            "releaseDate": offer.posted.isoformat(),
            "offers": {
                "@type": "Offer",
                "url": f"{self.base}{self.offer_path(offer)}",
                "price": str(offer.price),
                "priceCurrency": self.facts.currency,
                "availability": "https://schema.org/InStock",
                "itemCondition": "https://schema.org/UsedCondition",
                "availabilityStarts": offer.posted.isoformat(),
                "seller": {"@type": "Person", "name": offer.seller},
                "availableAtOrFrom": {
                    "@type": "Place",
                    "address": {
                        "@type": "PostalAddress",
                        "addressLocality": offer.place,
                        "addressCountry": self.facts.country,
                    },
                },
            },
        }

    def sitemap_index(self, query: dict[str, str]) -> Page:
        """Name the sitemaps."""
        pages = range(1, -(-len(self.offers) // SITEMAP_SIZE) + 1)
        page = self.render("sitemap_index.xml", pages=pages)
        return Page(page.body, "application/xml")

    def sitemap(self, query: dict[str, str], number: str) -> Page:
        """List the addresses of up to 200 advertisements."""
        first = (int(number) - 1) * SITEMAP_SIZE
        offers = self.offers[first : first + SITEMAP_SIZE] if first >= 0 else []
        page = self.render("sitemap.xml", offers=offers)
        return Page(page.body, "application/xml")
