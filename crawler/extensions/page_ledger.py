"""Which pages of a crawl were asked for, answered, and read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scrapy import Request


@dataclass(slots=True)
class PageLedger:
    """The pages of a crawl, sorted by what became of them.

    A page goes by the address first asked for; redirects add addresses to it.
    It is open from the moment it is asked for until it is answered with success,
    a listing's own page until a listing was read from it. What is open when the
    crawl ends could not be read.
    """

    requested: int = 0
    """Requests sent for pages, repeated ones included."""
    fetched: int = 0
    """Pages answered with success."""
    listing_pages: int = 0
    """Of these, listings' own pages."""
    failed: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    open_index: set[str] = field(default_factory=set)
    """Pages that lead to listings."""
    open_listings: dict[str, set[str]] = field(default_factory=dict)
    """Listings' own pages, each with all its addresses."""

    def ask(self, addresses: Sequence[str], *, listing: bool) -> None:
        """Note that the page is asked for; *listing*: it is a listing's own."""
        self.requested += 1
        self.fail(addresses, listing=listing)

    def answer(self, addresses: Sequence[str], *, listing: bool) -> None:
        """Note that the page came."""
        self.fetched += 1
        self.listing_pages += listing
        self.failed.discard(addresses[0])
        self.open_index.discard(addresses[0])

    def fail(
        self, addresses: Sequence[str], *, listing: bool, refused: bool = False
    ) -> None:
        """Note that the page could not be had, or not be understood."""
        first = addresses[0]
        if listing:
            self.open_listings.setdefault(first, set()).update(addresses)
        else:
            self.open_index.add(first)
        self.failed.add(first)
        if refused:
            self.refused.add(first)

    def read(self, addresses: Sequence[str]) -> None:
        """Note that a listing was read from the page."""
        self.open_listings.pop(addresses[0], None)

    def settle(self, addresses: Sequence[str]) -> None:
        """Note that the page hides nothing: its listing is gone, or it is known."""
        self.failed.discard(addresses[0])
        self.open_index.discard(addresses[0])
        self.open_listings.pop(addresses[0], None)

    @property
    def refusals(self) -> int:
        """How many pages the site refused."""
        return len(self.refused)

    @property
    def errors(self) -> int:
        """How many pages could not be read, refusals apart."""
        return len(self.failed - self.refused)

    @property
    def index_errors(self) -> int:
        """How many pages that lead to listings could not be read."""
        return len(self.open_index)

    @property
    def unread_urls(self) -> set[str]:
        """Every address of the listings' own pages that could not be read."""
        return {url for addresses in self.open_listings.values() for url in addresses}


def is_listing(request: Request) -> bool:
    """Whether the page is one listing's own, as the spider says."""
    return request.meta.get("kind") == "listing"


def is_query(request: Request) -> bool:
    """Whether the spider began with this page: it followed no link to it."""
    meta = request.meta
    followed = meta.get("depth") or meta.get("redirect_urls") or meta.get("retry_times")
    return not followed


def addresses_of(request: Request) -> list[str]:
    """Give every address of a page: as first asked for, then on the way."""
    return [*request.meta.get("redirect_urls", ()), request.url]
