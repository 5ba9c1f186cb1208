"""Fetching the pictures of a captured listing, with all the manners of the crawl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawler.evidence.pictures import NotAPicture, picture_facts
from crawler.evidence.wire import Exchange, exchange_of
from crawler.failures import explain

Told = dict[str, Any]


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

    async def _one(self, url: str) -> tuple[Exchange, Told]:
        """Fetch one picture.

        Raises:
            NotAPicture: it could not be had, or is none.
        """
        engine = self.crawler.engine
        try:
            request = Request(
                url,
                NO_CALLBACK,  # a picture is no page: the effort leaves it out
                dont_filter=True,
                meta={"kind": "picture", "download_maxsize": self.largest},
            )
            response = await engine.download_async(request)
        except Exception as error:
            raise NotAPicture(f"it could not be had: {explain(error).said}") from error
        if response.status != 200:
            raise NotAPicture(f"it could not be had: answered {response.status}")
        facts = picture_facts(response.body)
        exchange = exchange_of(response.request)
        if exchange is None:
            raise NotAPicture("what came over the wire was not noted")
        size = {"width": facts.width, "height": facts.height}
        return exchange, {"format": facts.format, **size}
