"""A robots.txt that the site cannot give now forbids everything (RFC 9309, 2.3.1.4).

Counts `robotstxt/unreachable`.
"""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response

NOTHING = b"User-agent: *\nDisallow: /\n"
SERVER_ERROR = 500


class CarefulRobots(RobotsTxtMiddleware):
    """Scrapy's own, which would read the page of an error as an empty robots.txt."""

    async def _parse_robots(
        self, response: Response, netloc: str, request: Request
    ) -> None:
        if response.status >= SERVER_ERROR:
            self._stats.inc_value("robotstxt/unreachable")
            response = response.replace(body=NOTHING)
        await super()._parse_robots(response, netloc, request)
