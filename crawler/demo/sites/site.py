"""What every demo marketplace has: robots.txt, paging, pictures, broken pages."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawler.demo.catalogue import SiteFacts
from crawler.demo.offer import Offer
from crawler.demo.sites.page import Page
from crawler.demo.sites.painting import paint

Route = Callable[..., Page]

HUGE = 100_000  # characters
LONGEST_NUMBER = 12  # digits of a page number
DISALLOWED = "/members/"

ROBOTS = """\
User-agent: *
Disallow: {disallowed}
{sitemap}"""


@lru_cache
def _templates() -> Environment:
    folder = Path(__file__).parents[1] / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Site(ABC):
    """A demo marketplace as it stands in one week.

    A subclass names its routes (a pattern of the path, and the method that
    answers with the pattern's groups), its templates, and how it writes an
    offer's page.
    """

    routes: ClassVar[dict[str, str]] = {}
    folder: ClassVar[str]
    date_format: ClassVar[str]
    ink: ClassVar[str]
    paper: ClassVar[str]
    has_sitemap: ClassVar[bool] = False

    def __init__(self, facts: SiteFacts, offers: list[Offer], base: str) -> None:
        """Show *offers*, newest first, at the address *base* (no slash at its end)."""
        self.facts = facts
        self.offers = offers
        self.by_number = {offer.number: offer for offer in offers}
        self.base = base
        everywhere = {
            r"/robots\.txt": "robots",
            rf"{DISALLOWED}.*": "members",
            r"/style\.css": "style",
            r"/pictures/(\d{1,12})\.png": "picture",
        }
        self._routes = [
            (re.compile(pattern), getattr(self, name))
            for pattern, name in {**everywhere, **self.routes}.items()
        ]

    def page(self, path: str, query: dict[str, str]) -> Page:
        """Answer a request for *path*."""
        for pattern, answer in self._routes:
            found = pattern.fullmatch(path)
            if found:
                page: Page = answer(query, *found.groups())
                return page
        return self.not_found()

    @abstractmethod
    def offer_path(self, offer: Offer) -> str:
        """Give the path of an offer's page."""

    def robots(self, query: dict[str, str]) -> Page:
        """Give robots.txt: the members' area is not for crawlers."""
        sitemap = f"Sitemap: {self.base}/sitemap.xml\n" if self.has_sitemap else ""
        text = ROBOTS.format(disallowed=DISALLOWED, sitemap=sitemap)
        return Page.of_text(text, "text/plain")

    def members(self, query: dict[str, str]) -> Page:
        """Give the area that robots.txt keeps crawlers out of; it has links too."""
        return self.render("members.html", offers=self.offers[:12])

    def style(self, query: dict[str, str]) -> Page:
        """Give the style sheet in the site's colours."""
        return Page(self.render("style.css").body, "text/css; charset=utf-8")

    def picture(self, query: dict[str, str], number: str) -> Page:
        """Paint a stand-in for the photograph of an offer."""
        offer = self.by_number.get(int(number))
        if offer is None:
            return self.not_found()
        return Page(paint(offer.category, offer.number), "image/png")

    def not_found(self) -> Page:
        """Answer that there is nothing here."""
        page = self.render("message.html", heading="404", text="Nothing here.")
        return Page(page.body, page.content_type, 404)

    def render(self, template: str, **values: Any) -> Page:
        """Fill a template of this site, else one that all share."""
        found = _templates().select_template([f"{self.folder}/{template}", template])
        text = found.render(
            site=self,
            facts=self.facts,
            layout=f"{self.folder}/layout.html",
            **values,
        )
        return Page(text.encode())

    def slice(self, query: dict[str, str]) -> tuple[list[Offer], int, int]:
        """Give the offers of the page asked for, its number, and the last one's."""
        size = self.facts.page_size
        last = max(-(-len(self.offers) // size), 1)
        number = page_number(query)
        return self.offers[(number - 1) * size : number * size], number, last

    def price(self, offer: Offer) -> str:
        """Write the price as the site's country writes it."""
        return format_currency(
            offer.price, self.facts.currency, locale=self.facts.locale
        )

    def day(self, day: date) -> str:
        """Write a day as the site writes it."""
        return day.strftime(self.date_format)

    def moment(self, day: date) -> str:
        """Write a day as an ISO 8601 time of the evening, with the site's offset."""
        return f"{day.isoformat()}T20:00:00{self.facts.utc_offset}"

    def shown_title(self, offer: Offer) -> str:
        """Give the title, enlarged or spiked where its page is to be broken."""
        if offer.fault == "huge_title":
            return (offer.title + " ") * (HUGE // (len(offer.title) + 1))
        if offer.fault == "terminal_escapes":
            return f"\x1b]0;owned\x07\x1b[31m{offer.title}\x1b[0m"
        return offer.title


def page_number(query: dict[str, str], key: str = "page") -> int:
    """Read the page number of a query; anything odd is page 1."""
    text = query.get(key, "1")
    if not text.isascii() or not text.isdecimal() or len(text) > LONGEST_NUMBER:
        return 1
    return max(int(text), 1)


class HtmlSite(Site):
    """A site whose offers each have an HTML page."""

    advice: ClassVar[tuple[str, str]]
    """Heading and text of the page that is no offer but stands among them."""
    cut_mark: ClassVar[bytes]
    """After these bytes a truncated page ends."""

    def offer(self, query: dict[str, str], number: str) -> Page:
        """Give the page of one offer, broken where the world says so."""
        offer = self.by_number.get(int(number))
        if offer is None:
            return self.not_found()
        if offer.fault == "server_error":
            page = self.render("message.html", heading="500", text="Out of order.")
            return Page(page.body, page.content_type, 500)
        if offer.fault == "other_page":
            heading, text = self.advice
            return self.render("message.html", heading=heading, text=text)
        page = self.offer_page(offer)
        return page.cut_at(self.cut_mark) if offer.fault == "truncated" else page

    def offer_page(self, offer: Offer) -> Page:
        """Render the page of an offer."""
        return self.render("offer.html", offer=offer, title=self.shown_title(offer))
