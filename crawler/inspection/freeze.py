"""Keeping a page and what is read from it, so that a test tells when that changes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from scrapy.http import Response

from crawler.families.page import PageFault
from crawler.families.spider import MarketplaceSpider
from crawler.inspection.check import check
from crawler.inspection.private_details import remove_private
from crawler.inspection.session import FetchError, Session
from crawler.items import Listing

MOST_ITEMS = 5
DEEPEST = 4
"""How deep the list of a page's items may lie: GraphQL's is three levels down."""
KEPT = (
    "listing_id",
    "url",
    "title",
    "description",
    "price_text",
    "currency_text",
    "date_text",
    "ends_text",
    "place_text",
    "shipping_text",
    "seller_text",
    "category_text",
    "availability_text",
    "image_urls",
    "provenance",
)


class Kept(NamedTuple):
    """The files of a frozen page, and how many personal details were taken out."""

    page: Path
    expected: Path
    removed: int


async def freeze(
    session: Session,
    spider_class: type[MarketplaceSpider],
    folder: Path,
    url: str = "",
) -> Kept:
    """Keep the listing at *url*, or the first that the marketplace leads to.

    Raises:
        FetchError: the page cannot be had, or holds no listing.
    """
    if not url:
        report = await check(session, spider_class)
        if not report.fields:
            raise FetchError("; ".join(report.problems) or "no listing was found")
        if report.listing_links:
            url = report.listing_url
    spider = spider_class()
    page = await _page(session, spider, url)
    names = {listing.seller_text for listing in read(spider, page)}
    body, removed = remove_private(shortened(page.body), names)
    clean = page.replace(body=body)
    return _write(folder, clean, read(spider, clean), removed)


async def _page(session: Session, spider: MarketplaceSpider, url: str) -> Response:
    """Give the page at *url*, or the results page on which the offers stand."""
    first = next(spider.first_requests(), None)
    if url or first is None:
        return await session.get(url)
    return await session.fetch(first, first.meta["kind"])


def read(spider: MarketplaceSpider, page: Response) -> list[Listing]:
    """Read the listings of *page*.

    Raises:
        FetchError: there are none.
    """
    try:
        return list(spider.read_listings(page))
    except PageFault as fault:
        raise FetchError(str(fault)) from fault


def shortened(body: bytes) -> bytes:
    """Cut the long lists of a JSON document; a few items show its shape."""
    try:
        value = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_short(value), ensure_ascii=False, indent=1).encode()


def _short(value: Any, depth: int = 0) -> Any:
    if depth > DEEPEST:
        return value
    if isinstance(value, list):
        return [_short(one, depth + 1) for one in value[:MOST_ITEMS]]
    if isinstance(value, dict):
        return {key: _short(one, depth + 1) for key, one in value.items()}
    return value


def expected(listings: list[Listing]) -> list[dict[str, Any]]:
    """Give what is compared of *listings*: what the family read."""
    return [
        {name: value for name in KEPT if (value := getattr(one, name))}
        for one in listings
    ]


def _write(folder: Path, page: Response, listings: list[Listing], removed: int) -> Kept:
    folder.mkdir(parents=True, exist_ok=True)
    kind = page.headers.get("Content-Type") or b"text/html"
    content_type = kind.decode("latin-1")
    stem = re.sub(r"[^A-Za-z0-9]+", "-", listings[0].listing_id).strip("-")[:60]
    suffix = ".json" if "json" in content_type else ".html"
    page_file = folder / f"{stem or 'page'}.page{suffix}"
    expected_file = folder / f"{stem or 'page'}.expected.json"
    page_file.write_bytes(page.body)
    facts = {
        "page": page_file.name,
        "url": page.url,
        "kind": page.meta["kind"],
        "content_type": content_type,
        "listings": expected(listings),
    }
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    expected_file.write_text(text + "\n", encoding="utf-8")
    return Kept(page_file, expected_file, removed)
