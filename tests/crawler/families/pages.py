"""Pages and spiders for tests of families: no network, no crawl."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.http import HtmlResponse, TextResponse

from crawler.families.spider import MarketplaceSpider
from crawler.items import Listing
from crawler.marketplace import read_marketplace
from crawler.spider_loader import bind, family_of

URL = "https://shop.example/item/77123"
TOP = """\
title = "Shop"
home = "https://shop.example/"
start_urls = ["https://shop.example/results"]
"""


class CountingStats(Counter[str]):
    """Stats of a crawl that is none."""

    def inc_value(self, name: str) -> None:
        """Count."""
        self[name] += 1


class QuietCrawler:
    """What a spider asks of its crawler while it reads pages."""

    def __init__(self) -> None:
        self.stats = CountingStats()


def spider(family: str, text: str = "", *, starts: bool = True) -> MarketplaceSpider:
    """Give a spider of *family* for a marketplace with the further TOML *text*.

    Without *starts* its file names no page to begin with.
    """
    top = TOP if starts else TOP.partition("start_urls")[0]
    toml = f'{top}family = "{family}"\n{text}'
    marketplace = read_marketplace(toml, Path("shop.toml"))
    made = bind(family_of(marketplace), marketplace)()
    made.crawler = QuietCrawler()  # type: ignore[assignment]
    return made


def page(
    body: str | bytes, url: str = URL, kind: str = "listing", depth: int = 0
) -> TextResponse:
    """Give an HTML page as the crawl would."""
    request = Request(url, meta={"kind": kind, "depth": depth})
    raw = body.encode() if isinstance(body, str) else body
    return HtmlResponse(url, body=raw, request=request, encoding="utf-8")


def json_page(
    value: Any, url: str, kind: str = "results", headers: dict[str, str] | None = None
) -> TextResponse:
    """Give a JSON document as the crawl would."""
    request = Request(url, meta={"kind": kind, "depth": 0})
    headers = {"Content-Type": "application/json", **(headers or {})}
    body = json.dumps(value).encode()
    return TextResponse(url, body=body, headers=headers, request=request)


def requests_of(made: Iterable[object]) -> list[Request]:
    """Give the requests among what a page led to."""
    return [one for one in made if isinstance(one, Request)]


def json_ld(value: Any) -> str:
    """Give a page with *value* as its JSON-LD."""
    text = value if isinstance(value, str) else json.dumps(value)
    return (
        "<html><head><title>x</title>"
        f'<script type="application/ld+json">{text}</script></head>'
        "<body><h1>Heading</h1></body></html>"
    )


def only(made: MarketplaceSpider, body: str, **facts: Any) -> Listing:
    """Give the one listing of a page."""
    [listing] = made.read_listings(page(body, **facts))
    return listing
