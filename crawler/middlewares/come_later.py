"""A site that says when to come again (Retry-After) is taken at its word.

A short wait pauses the whole site; after it the page is asked for once more. A long
one ends the crawl as refused, and the site rests for at least as long. Setting:
CITESWATCH_LONGEST_WAIT (seconds). Counts `retry_after/waited`, and keeps the longest
in `retry_after/longest_seconds`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.middlewares.refusals import Refused

ASKING_TO_WAIT = frozenset((429, 503))
LONGEST_KNOWN = 30 * 24 * 3600
LEAST_DELAY = 0.01
"""Scrapy looks at the time of the last request only where there is a delay."""


class ComeLater(Refused):
    """The site asks us to come again after a time too long to wait for."""


class HonourRetryAfter:
    """Reads Retry-After of 429 and 503."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.longest = crawler.settings.getfloat("CITESWATCH_LONGEST_WAIT", 120.0)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Pause the site, or end the crawl, as *response* asks.

        Raises:
            ComeLater: the wait is too long.
        """
        if response.status not in ASKING_TO_WAIT:
            return response
        seconds = seconds_asked(response, datetime.now(UTC))
        if not seconds:
            return response
        stats = self.crawler.stats
        if stats:
            stats.max_value("retry_after/longest_seconds", seconds)
        if seconds > self.longest:
            how = f"answered {response.status} and asks us to come in {seconds:.0f} s"
            raise ComeLater(response.url, how)
        self._pause(request, seconds)
        if stats:
            stats.inc_value("retry_after/waited")
        return response

    def _pause(self, request: Request, seconds: float) -> None:
        engine = self.crawler.engine
        slots = engine.downloader.slots if engine else {}
        slot = slots.get(request.meta.get("download_slot", ""))
        if slot is not None:
            slot.delay = max(slot.delay, LEAST_DELAY)
            slot.lastseen = max(slot.lastseen, monotonic() + seconds)


def seconds_asked(response: Response, now: datetime) -> float:
    """Give the seconds that Retry-After asks for, 0 when it asks for none.

    It is a number or an HTTP date (RFC 9110, 10.2.3).
    """
    text = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if text.isascii() and text.isdecimal():
        return float(min(int(text[:9]), LONGEST_KNOWN))
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return min(max((when - now).total_seconds(), 0.0), LONGEST_KNOWN)
