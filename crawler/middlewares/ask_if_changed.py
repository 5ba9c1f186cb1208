"""Listings' own pages are asked for only if they changed (RFC 9110, 13).

Setting: CITESWATCH_CONDITIONAL_DAYS (after so many days a page is fetched whole
again). Counts `page/unchanged`.
"""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.extensions.effort import EffortLedger
from crawler.extensions.unchanged import CONDITIONAL, NotChanged

HEADERS = ("If-None-Match", "If-Modified-Since")
NOT_MODIFIED = 304


class AskIfChanged:
    """Adds the validators to a request, and takes "not changed" for an answer."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add what the page gave when it came last."""
        if request.meta.pop(CONDITIONAL, None):
            # A redirect: what it was asked with was for another address.
            for name in HEADERS:
                request.headers.pop(name, None)
        if request.meta.get("kind") != "listing" or request.method != "GET":
            return
        ledger = self.crawler.get_extension(EffortLedger)
        found = ledger.continuing.unchanged.find(request.url) if ledger else None
        if found is None:
            return
        request.meta[CONDITIONAL] = found.listing
        for name, value in zip(HEADERS, found[1:], strict=True):
            if value:
                request.headers[name] = value

    def process_response(self, request: Request, response: Response) -> Response:
        """Let pages through.

        Raises:
            NotChanged: the page is as it was.
        """
        if response.status != NOT_MODIFIED:
            return response
        listing = request.meta.get(CONDITIONAL)
        if listing is None:
            raise IgnoreRequest(f"{request.url}: answered 304 without being asked")
        raise NotChanged(listing)
