"""Which pages of a crawl were asked for, answered, and read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

REFUSALS = frozenset({401, 403, 407, 429, 451})
"""Answers that keep us out rather than say that something is wrong."""
VANISHED = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
"""Answers that say of a listing's own page that there is no such listing."""


@dataclass(slots=True)
class PageLedger:
    """The addresses of a crawl's pages, sorted by what became of them.

    A page is open from the moment it is asked for until it is answered with
    success; a listing's own page until a listing was read from it. What is open
    when the crawl ends could not be read. A redirected page counts as one, under
    all its addresses.
    """

    requested: int = 0
    fetched: int = 0
    listing_pages: int = 0
    refused: int = 0
    vanished: int = 0
    open_index: set[str] = field(default_factory=set)
    open_listings: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)

    def ask(self, url: str, *, listing: bool) -> None:
        """Note that *url* is asked for; *listing*: it is a listing's own page."""
        self.requested += 1
        (self.open_listings if listing else self.open_index).add(url)
        self.failed.add(url)

    def answer(self, urls: Iterable[str], status: int, *, listing: bool) -> None:
        """Note the answer for a page, under all its addresses."""
        urls = set(urls)
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            self.fetched += 1
            self.listing_pages += listing
            self.failed -= urls
            self.open_index -= urls
        elif listing and status in VANISHED:
            self.vanished += 1
            self.failed -= urls
            self.open_listings -= urls
        elif status in REFUSALS:
            self.refused += 1

    def misread(self, url: str, *, listing: bool) -> None:
        """Note that the page came, and could not be understood."""
        self.failed.add(url)
        (self.open_listings if listing else self.open_index).add(url)

    def read(self, urls: Iterable[str]) -> None:
        """Note that a listing was read from the page."""
        self.open_listings.difference_update(urls)

    @property
    def errors(self) -> int:
        """How many pages could not be read, refusals apart."""
        return max(len(self.failed) - self.refused, 0)

    @property
    def index_errors(self) -> int:
        """How many of the unread pages lead to listings."""
        return len(self.open_index)
