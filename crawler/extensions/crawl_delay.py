"""The Crawl-delay of robots.txt is kept, where it is longer than the file's own.

Setting: ROBOTSTXT_USER_AGENT. Keeps it in `robotstxt/crawl_delay_seconds`.
"""

from __future__ import annotations

import logging
import math
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

logger = logging.getLogger(__name__)


class CrawlDelay:
    """Slows a host down to what its robots.txt asks for, one request at a time."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent = crawler.settings.get("ROBOTSTXT_USER_AGENT") or "citeswatch"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the extension and connect it."""
        extension = cls(crawler)
        crawler.signals.connect(extension.parsed, signal=signals.robots_parsed)
        return extension

    def parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Take the delay from a robots.txt that came."""
        delay = robotparser.crawl_delay(self.agent)
        own = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        if delay is None or not math.isfinite(delay) or delay <= own:
            return
        host = urlparse_cached(request).hostname or ""
        logger.info("%s: robots.txt asks for %g s between requests", host, delay)
        if self.crawler.stats:
            self.crawler.stats.max_value("robotstxt/crawl_delay_seconds", delay)
        self._slow_down(host, delay)

    def _slow_down(self, host: str, delay: float) -> None:
        downloader = self.crawler.engine.downloader
        pace = {"delay": delay, "concurrency": 1, "jitter": 0.0}
        downloader.per_slot_settings[host] = pace
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay, slot.concurrency, slot.jitter = delay, 1, 0.0
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, delay)
            throttle.maxdelay = max(throttle.maxdelay, delay)
