"""Pages that did not change since they came last: what to ask, and what was so."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.families.listing_ids import without_tracking
from crawler.items import Listing
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.page_validators import (
    Fetched,
    Validators,
    find_validators,
    keep_validators,
    see_unchanged,
)
from crawler.store.times import utc_text
from crawler.store.write_crawls import count_up

CONDITIONAL = "unchanged_listing"
"""The key in a request's meta of the listing that a 304 stands for."""
LONGEST_VALIDATOR = 1000


class NotChanged(IgnoreRequest):
    """The listing's page is as it was when it came last."""

    def __init__(self, listing: int) -> None:
        super().__init__(f"the page of listing {listing} has not changed")
        self.listing = listing


class UnchangedPages:
    """One crawl's conditional requests; off until `begin`."""

    def __init__(self) -> None:
        self.store: Store | None = None
        self._seen: list[tuple[int, str]] = []
        self._fetched: dict[str, Fetched] = {}

    def begin(
        self, store: Store, crawl_id: int, marketplace: str, read_with: str, days: float
    ) -> None:
        """Begin: what was read otherwise, or is older than *days*, is fetched whole."""
        self.store, self.crawl_id = store, crawl_id
        self.marketplace, self.read_with = marketplace, read_with[:16]
        self.not_before = utc_text(datetime.now(UTC) - timedelta(days=days))

    def find(self, url: str) -> Validators | None:
        """Give what the page at *url* may be asked with."""
        if self.store is None:
            return None
        return find_validators(
            *(self.store.conn, self.marketplace, url),
            read_with=self.read_with,
            not_before=self.not_before,
        )

    def see(self, listing: int) -> None:
        """Note that a listing is there as it was."""
        self._seen.append((listing, utc_text(datetime.now(UTC))))

    def note_page(self, listing: Listing, response: Response) -> None:
        """Note what a listing's own page can be asked with next time."""
        request = response.request
        if self.store is None or request is None or request.method != "GET":
            return
        if request.meta.get("kind") != "listing":
            return
        first = request.meta.get("redirect_urls", [request.url])[0]
        if without_tracking(listing.url) not in (first, without_tracking(first)):
            return
        etag, modified = (
            (response.headers.get(name) or b"").decode("latin-1")
            for name in ("ETag", "Last-Modified")
        )
        if len(etag) + len(modified) > LONGEST_VALIDATOR:
            return
        # Two listings from one page: neither stands for it.
        page = Fetched(listing.listing_id, first, etag, modified)
        known = self._fetched.get(first)
        if known and known.listing_id != listing.listing_id:
            page = page._replace(etag="", last_modified="")
        self._fetched[first] = page

    def write(self) -> int:
        """Write what was noted; count the listings that were seen by it."""
        if self.store is None or not (self._seen or self._fetched):
            return 0
        conn = self.store.conn
        with explaining(self.store.path), transaction(conn):
            count = see_unchanged(conn, self.crawl_id, self._seen)
            if count:
                count_up(conn, self.crawl_id, count, Counter())
            keep_validators(
                *(conn, self.marketplace, self._fetched.values()),
                read_with=self.read_with,
                now=utc_text(datetime.now(UTC)),
            )
        self._seen, self._fetched = [], {}
        return count
