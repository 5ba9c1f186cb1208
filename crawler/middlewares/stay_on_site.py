"""Requests stay on the marketplace's own hosts, wherever links and redirects lead."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.marketplace import Marketplace
from crawler.marketplace.addresses import (
    host_of,
    is_loopback,
    is_private_number,
    origin_of,
    usual_port,
)

logger = logging.getLogger(__name__)


class OffSite(IgnoreRequest):
    """A link or redirect that leads away from the marketplace."""


class StayOnSite:
    """Drops requests to other hosts, to private addresses, and to other ports here.

    Unlike Scrapy's own, it also holds for redirects of first requests. Whatever a
    listing names elsewhere is thus never fetched: the seller would see who looks.
    Pictures of a captured listing may also come from the site's `picture_hosts`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.told: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Drop *request* unless it stays.

        Raises:
            OffSite: it does not.
        """
        marketplace: Marketplace = self.crawler.spider.marketplace  # type: ignore[union-attr]
        if belongs(marketplace, request.url) or (
            request.meta.get("kind") == "picture"
            and is_picture_host(marketplace, request.url)
        ):
            return
        host = host_of(request.url)
        if self.crawler.stats:
            self.crawler.stats.inc_value("offsite/filtered")
        if host not in self.told:
            self.told.add(host)
            logger.info(
                "%s: not followed to %s: not one of the site's hosts (%s); "
                "if it is, add it to domains",
                *(marketplace.name, request.url, ", ".join(sorted(marketplace.hosts))),
            )
        raise OffSite(f"{request.url} is not on {marketplace.home_host}")


def belongs(marketplace: Marketplace, url: str) -> bool:
    """Whether *url* may be asked for in a crawl of *marketplace*."""
    if not url.startswith(("http://", "https://")):
        return False
    host = host_of(url)
    if is_loopback(host) or is_private_number(host):
        # On this machine a port is a site of its own.
        return marketplace.on_loopback and origin_of(url) in marketplace.origins
    # A port that the file does not name may be anybody's service behind the name.
    if not usual_port(url) and origin_of(url) not in marketplace.origins:
        return False
    hosts = marketplace.hosts
    return host in hosts or any(host.endswith(f".{one}") for one in hosts)


def is_picture_host(marketplace: Marketplace, url: str) -> bool:
    """Whether *url* is on a host that serves the pictures of *marketplace*."""
    host = host_of(url)
    if not url.startswith(("http://", "https://")) or not usual_port(url):
        return False
    if is_loopback(host) or is_private_number(host):
        return False
    return host in {one.lower() for one in marketplace.picture_hosts}
