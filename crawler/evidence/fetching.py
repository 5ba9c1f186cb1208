"""Fetching the pictures of a captured listing, with all the manners of the crawl."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from parsel import Selector
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.evidence.pictures import NotAPicture, picture_facts
from crawler.evidence.reading import unpacked
from crawler.evidence.wire import Exchange, exchange_of
from crawler.failures import explain
from crawler.families.listing_ids import join

Told = dict[str, Any]
MOST_STYLES = 8
LARGEST_STYLE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures that were had, and what became of each that was asked for."""

    had: list[Exchange]
    told: list[Told]


class PictureFetcher:
    """Asks for pictures one after the other through the crawl's own downloader.

    robots.txt, pauses and the rules of hosts and private addresses hold as for
    pages (see `StayOnSite`).
    """

    def __init__(self, crawler: Crawler, *, most: int, largest: int) -> None:
        self.crawler = crawler
        self.most = most
        self.largest = largest

    async def fetch(self, urls: list[str]) -> Pictures:
        """Fetch the first of *urls*; what cannot be had is told, never raised."""
        pictures = Pictures([], [])
        for url in urls[: self.most]:
            try:
                exchange, facts = await self._one(url)
            except NotAPicture as error:
                pictures.told.append({"url": url, "kept": False, "why": str(error)})
            else:
                pictures.had.append(exchange)
                pictures.told.append({"url": url, "kept": True, **facts})
        pictures.told.extend(
            {"url": url, "kept": False, "why": f"only {self.most} are fetched"}
            for url in urls[self.most :]
        )
        return pictures

    async def fetch_styles(self, page: Exchange) -> list[Exchange]:
        """Fetch the style sheets that a page links to on its own site.

        They only dress the painting, so what cannot be had is left out.
        """
        found = []
        for url in style_sheets(page)[:MOST_STYLES]:
            try:
                exchange, content_type = await self._get(url, "style", LARGEST_STYLE)
            except NotAPicture:
                continue
            if content_type.startswith("text/css"):
                found.append(exchange)
        return found

    async def _one(self, url: str) -> tuple[Exchange, Told]:
        """Fetch one picture.

        Raises:
            NotAPicture: it could not be had, or is none.
        """
        response, exchange = await self._ask(url, "picture", self.largest)
        # Unpacking a picture takes as long as reading several pages.
        facts = await asyncio.to_thread(picture_facts, response.body)
        size = {"width": facts.width, "height": facts.height}
        return exchange, {"format": facts.format, **size}

    async def _get(self, url: str, kind: str, largest: int) -> tuple[Exchange, str]:
        _, exchange = await self._ask(url, kind, largest)
        return exchange, exchange.content_type.strip().lower()

    async def _ask(
        self, url: str, kind: str, largest: int
    ) -> tuple[Response, Exchange]:
        engine = self.crawler.engine
        try:
            request = Request(
                url,
                NO_CALLBACK,  # a picture is no page: the effort leaves it out
                dont_filter=True,
                meta={"kind": kind, "download_maxsize": largest},
            )
            response = await engine.download_async(request)
        except Exception as error:
            raise NotAPicture(f"it could not be had: {explain(error).said}") from error
        if response.status != 200:
            raise NotAPicture(f"it could not be had: answered {response.status}")
        exchange = exchange_of(response.request)
        if exchange is None:
            raise NotAPicture("what came over the wire was not noted")
        return response, exchange


def style_sheets(page: Exchange) -> list[str]:
    """Give the addresses of the style sheets that a page links to."""
    coding = dict(page.received.headers).get(b"Content-Encoding", [b""])[0]
    body = unpacked(page.received.body, coding.decode("latin-1").strip().lower())
    try:
        tree = Selector(body.decode("utf-8", "replace"), type="html")
        links = tree.css("link[rel~=stylesheet]::attr(href)").getall()
    except ValueError:
        return []
    return list(dict.fromkeys(filter(None, (join(page.url, link) for link in links))))
