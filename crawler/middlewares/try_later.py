"""A page that fails three times is asked for again when all others are done.

One results page that fails takes with it every listing behind it, and most faults of a
site pass in minutes. Only 5xx answers and failed connections are met so; a refusal is
not. A site that fails again and again is left alone: at most FEW pages
in a row, and a twentieth of the pages that came, wait for a second turn. Counts
`retry/later`.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.retry import RetryMiddleware, get_retry_request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import BaseSettings

FEW = 5
SHARE = 0.05
LATER = "asked_later"
LAST = -1000
"""Added to the priority of a request: behind all that waits."""


class TryLater(RetryMiddleware):
    """Scrapy's repeats at once, and as many again at the end of the crawl."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self.came = 0
        self.put_off = 0
        self.in_a_row = 0

    def process_response(  # type: ignore[override]  # Scrapy's `spider` is deprecated
        self, request: Request, response: Response
    ) -> Request | Response:
        """Repeat a page that failed; note that one came."""
        if response.status < 400 and request.callback is not NO_CALLBACK:
            self.came += 1
            self.in_a_row = 0
        answer: Request | Response = super().process_response(request, response)
        return answer

    def _retry(
        self, request: Request, reason: str | Exception | type[Exception]
    ) -> Request | None:
        tried = request.meta.get("retry_times", 0)
        if tried < self.max_retry_times or not self._may_wait(request, reason):
            again: Request | None = super()._retry(request, reason)
            return again
        self.put_off += 1
        self.in_a_row += 1
        assert self.crawler.spider is not None  # noqa: S101
        most = 2 * self.max_retry_times + 1
        later = get_retry_request(
            request,
            spider=self.crawler.spider,
            reason=reason,
            max_retry_times=most,
            priority_adjust=LAST,
        )
        if later is not None:
            later.meta["max_retry_times"] = most
            later.meta[LATER] = True
            if self.crawler.stats:
                self.crawler.stats.inc_value("retry/later")
        return later

    def _may_wait(
        self, request: Request, reason: str | Exception | type[Exception]
    ) -> bool:
        if request.callback is NO_CALLBACK or LATER in request.meta:
            return False
        refused = isinstance(reason, str) and not reason.startswith("5")
        room = self.put_off < FEW + SHARE * self.came
        return self.came > 0 and not refused and room and self.in_a_row < FEW
