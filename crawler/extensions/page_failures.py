"""Pages that could not be had or read: counted by kind, told once each, and judged.

Beside LOG_FILE stands a file of the pages that failed, one a line, `….pages.txt`.
Settings: CITESWATCH_FAILURES_IN_A_ROW and CITESWATCH_REFUSALS_IN_A_ROW, after
which the spider is closed.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.failures import Trouble, explain
from crawler.families.spider import MarketplaceSpider
from crawler.signals import page_failed

logger = logging.getLogger(__name__)

MANY_FAILURES = "failures_in_a_row"
REFUSED = "refused"
MOST_TOLD = 50
MOST_KEPT = 3


class PageFailures:
    """Counts `page/failed` and `page/failed/KIND`, logs the place and the mend.

    `index/KIND` counts those of pages that lead to listings, `refused/HOW` refusals.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.most_failures = crawler.settings.getint("CITESWATCH_FAILURES_IN_A_ROW", 20)
        self.most_refusals = crawler.settings.getint("CITESWATCH_REFUSALS_IN_A_ROW", 5)
        self.in_a_row = {"failure": 0, "refusal": 0}
        self.read_before = 0
        self.told = 0
        self.closing = False
        self.first: list[str] = []
        """The first few pages that failed, in words."""
        self.file_written = ""
        log = crawler.settings.get("LOG_FILE")
        self.file = Path(log).with_suffix(".pages.txt") if log else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension and connect it."""
        failures = cls(crawler)
        for signal, receiver in (
            (page_failed, failures.page_failed),
            (signals.spider_error, failures.spider_error),
            (signals.request_dropped, failures.request_dropped),
        ):
            crawler.signals.connect(receiver, signal=signal)
        return failures

    def page_failed(self, request: Request, exception: Exception) -> None:
        """Note a page that could not be had."""
        self._note(request, explain(exception, request))

    def spider_error(self, response: Response, failure: Failure) -> None:
        """Note a page that could not be read."""
        if response.request is not None:
            error = failure.value or Exception("unknown")
            self._note(response.request, explain(error, response.request))

    def request_dropped(self, request: Request) -> None:
        """Note a redirect that came back to where it began: Scrapy drops it silently."""
        seen = request.meta.get("redirect_urls", [])
        if request.url in seen:
            mend = "open the address in a browser; the site may want cookies"
            self._note(
                request, Trouble("redirect_loop", "is redirected in a circle", mend)
            )
        elif seen:
            self._count("page/redirected_to_known")

    def _note(self, request: Request, trouble: Trouble) -> None:
        first = request.meta.get("redirect_urls", [request.url])[0]
        if request.meta.get("kind") != "listing":
            self._count(f"index/{trouble.kind}")
        if trouble.refusal:
            self._count(f"refused/{trouble.said}")
        if trouble.expected:
            self._count(f"page/{trouble.kind}")
            return
        self._count("page/failed")
        self._count(f"page/failed/{trouble.kind}")
        if trouble.refusal:
            self._count("refusal/count")
        self._tell(first, trouble)
        self._judge(trouble)

    def _tell(self, url: str, trouble: Trouble) -> None:
        self.told += 1
        name = self.crawler.spider.name if self.crawler.spider else ""
        self._keep(f"{name}: {url}: {trouble.said}; {trouble.mend}")
        if self.told <= MOST_TOLD:
            logger.warning("%s: %s: %s; %s", name, url, trouble.said, trouble.mend)
        if self.told == MOST_TOLD:
            logger.warning("%s: further pages that fail are only counted", name)
        if trouble.error is not None:
            logger.error("%s: %s", url, trouble.said, exc_info=trouble.error)

    def _keep(self, words: str) -> None:
        line = " ".join(words.split())
        if len(self.first) < MOST_KEPT:
            self.first.append(line)
        if self.file is not None:
            with self.file.open("a", encoding="utf-8", errors="replace") as file:
                file.write(f"{line}\n")
            self.file_written = str(self.file)

    def _judge(self, trouble: Trouble) -> None:
        spider = self.crawler.spider
        if not isinstance(spider, MarketplaceSpider):
            return
        if spider.pages_read > self.read_before:
            self.in_a_row = {"failure": 0, "refusal": 0}
        self.read_before = spider.pages_read
        self.in_a_row["failure"] += 1
        self.in_a_row["refusal"] += trouble.refusal
        enough = 1 if trouble.kind == "come_later" else self.most_refusals
        if self.in_a_row["refusal"] >= enough:
            self._close(spider, REFUSED)
        elif self.in_a_row["failure"] >= self.most_failures:
            self._close(spider, MANY_FAILURES)

    def _close(self, spider: Spider, reason: str) -> None:
        if not self.closing:
            self.closing = True
            closing = self.crawler.engine.close_spider_async(reason=reason)
            self._task = asyncio.ensure_future(closing)

    def _count(self, name: str) -> None:
        if self.crawler.stats:
            self.crawler.stats.inc_value(name)
