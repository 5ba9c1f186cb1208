"""A robots.txt that the site cannot give now forbids everything (RFC 9309, 2.3.1.4).

Counts `robotstxt/unreachable`.
"""

from __future__ import annotations

import logging

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response

from crawler.failures import explain

NOTHING = b"User-agent: *\nDisallow: /\n"
SERVER_ERROR = 500


class _NoTraceOfTheNet(logging.Filter):
    """Takes the traceback from a line on a fault of the network, not the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and explain(error).error is None:
            record.exc_info = None
        return True


class CarefulRobots(RobotsTxtMiddleware):
    """Scrapy's own, which would read the page of an error as an empty robots.txt."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        _LOGGER.addFilter(_NO_TRACE)

    async def _parse_robots(
        self, response: Response, netloc: str, request: Request
    ) -> None:
        if response.status >= SERVER_ERROR:
            self._stats.inc_value("robotstxt/unreachable")
            response = response.replace(body=NOTHING)
        await super()._parse_robots(response, netloc, request)


_LOGGER = logging.getLogger("scrapy.downloadermiddlewares.robotstxt")
_NO_TRACE = _NoTraceOfTheNet()
