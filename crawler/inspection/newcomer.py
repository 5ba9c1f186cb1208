"""Writing the file of a new marketplace from what its pages show."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from scrapy.http import TextResponse

from crawler.currencies import is_currency
from crawler.families.page import PageFault, require_html
from crawler.families.sources import read_sitemap
from crawler.inspection.check import check
from crawler.inspection.findings import CheckReport
from crawler.inspection.links import LinkGroup, common_path, listing_links
from crawler.inspection.paging import next_page
from crawler.inspection.recognise import Recognised, language_of, recognise
from crawler.inspection.session import FetchError, Session
from crawler.inspection.software import software_of
from crawler.inspection.writing import toml_of
from crawler.marketplace import (
    Marketplace,
    MarketplaceError,
    find_marketplaces,
    load_marketplace,
    read_marketplace,
)
from crawler.marketplace.addresses import host_of, is_loopback, origin_of
from crawler.page_tree import tree_of
from crawler.spider_loader import load_spider

MOST_GROUPS = 3
MOST_TRIES = 3
LEAST = {"title", "price"}
"""What a page without metadata must show to look like a listing."""
FEED_TYPES = ("application/rss+xml", "application/atom+xml")
Work = Callable[[Session], Awaitable[CheckReport]]


class NewcomerError(Exception):
    """A marketplace's file cannot be written; the text says why."""


@dataclass(slots=True)
class Impression:
    """What a first look at a site showed."""

    home: str
    title: str
    start_url: str
    recognised: Recognised
    language: str = ""
    follow_listings: str = ""
    follow_next: str = ""
    listing_path: str = ""
    """What the addresses of most listings begin with, such as `/item/`."""
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    listings_seen: int = 0
    on_loopback: bool = False


def introduce(path: Path, url: str) -> tuple[Marketplace, Work]:
    """Give provisional facts of the site at *url*, and the work that writes *path*.

    Raises:
        NewcomerError: the file is there already, or name or address are wrong.
    """
    if path.exists():
        raise NewcomerError(f"{path} is there already; choose another name")
    parts = urlsplit(url)
    if not host_of(url):
        raise NewcomerError(f"{url!r} is no web address; write it with https://")
    home = f"{parts.scheme}://{parts.netloc}/"
    draft = f'title = "new"\nhome = "{home}"\nfamily = "schema_org"\n'
    draft += f'start_urls = ["{url}"]\n'
    if is_loopback(host_of(url)):
        draft += "[politeness]\ndelay = 0\n"
    try:
        provisional = read_marketplace(draft, path)
    except MarketplaceError as error:
        raise NewcomerError(str(error)) from error

    async def work(session: Session) -> CheckReport:
        impression = await look(session, home, url)
        path.write_text(toml_of(impression), encoding="utf-8")
        try:
            spider = load_spider(path)
        except MarketplaceError as error:
            report = CheckReport(path.stem, impression.recognised.family)
            report.problems = str(error).splitlines()
            return report
        return await check(session, spider)

    return provisional, work


def namesakes(path: Path, url: str) -> list[str]:
    """Give the marketplaces beside *path* that read the site of *url* already."""
    found = []
    for name, file in find_marketplaces(path.parent).items():
        try:
            other = load_marketplace(file)
        except MarketplaceError:
            continue  # what is wrong with it is told by `marketplace list`
        if file != path and origin_of(other.home) == origin_of(url):
            found.append(name)
    return found


async def look(session: Session, home: str, url: str) -> Impression:
    """Look at the results page *url* and at one listing.

    Raises:
        FetchError: the page cannot be had, or is no page.
    """
    try:
        page = require_html(await session.get(url, "results"))
    except PageFault as fault:
        raise FetchError(str(fault)) from fault
    root = tree_of(page)
    impression = Impression(
        home=home,
        title=_title(page),
        start_url=page.url,
        recognised=Recognised("selectors"),
        language=language_of(page),
        follow_next=next_page(root, page.url),
        feeds=_feeds(page),
        sitemaps=await _sitemaps(session, home),
        on_loopback=is_loopback(host_of(home)),
    )
    if family := await software_of(session, home, page):
        impression.recognised = Recognised(family)
        return impression
    for group in listing_links(root, page.url)[:MOST_GROUPS]:
        if await _try_group(session, group, impression):
            return impression
    # No list of offers was recognised: the page may itself state them.
    recognised = recognise(page)
    if recognised.family == "schema_org":
        impression.recognised = recognised
    return impression


async def _try_group(
    session: Session, group: LinkGroup, impression: Impression
) -> bool:
    recognised = None
    for url in group.urls[:MOST_TRIES]:
        response = await session.get_if_there(url)
        if isinstance(response, TextResponse):
            recognised = _as_listing(response)
        if recognised is not None:
            break
    if recognised is None:
        return False
    impression.recognised = recognised
    impression.follow_listings = group.selector
    impression.listing_path = common_path(group.urls)
    impression.listings_seen = len(group.urls)
    return True


def _as_listing(page: TextResponse) -> Recognised | None:
    """Recognise a listing's page, None when it does not look like one."""
    recognised = recognise(page)
    if recognised.family == "selectors" and not recognised.select.keys() >= LEAST:
        return None
    if not is_currency(recognised.currency):
        recognised.currency = ""
    return recognised


async def _sitemaps(session: Session, home: str) -> list[str]:
    """Give the sitemaps that robots.txt names, else the one at the usual place."""
    response = await session.get_if_there(urljoin(home, "/robots.txt"), "source")
    text = response.body.decode("utf-8", "replace") if response else ""
    if found := re.findall(r"(?im)^\s*sitemap:\s*(\S+)", text):
        return [urljoin(home, url) for url in found][:5]
    usual = await session.get_if_there(urljoin(home, "/sitemap.xml"), "source")
    try:
        named = usual is not None and any(read_sitemap(usual))
    except PageFault:
        return []  # many sites answer any address with a page
    return [usual.url] if usual is not None and named else []


def _feeds(page: TextResponse) -> list[str]:
    links = tree_of(page).iterfind(".//link[@rel='alternate']")
    found = [one.get("href", "") for one in links if one.get("type") in FEED_TYPES]
    same_host = (urljoin(page.url, href) for href in found if href)
    return [url for url in same_host if host_of(url) == host_of(page.url)][:3]


def _title(page: TextResponse) -> str:
    name = page.selector.xpath(
        "string(//meta[@property='og:site_name']/@content)"
    ).get()
    title = name or page.selector.xpath("string(//title)").get() or ""
    # "Offers, page 1 - Name of the site"
    last = re.split(r"\s[-|–—·:]\s", " ".join(title.split()))[-1]
    return last[:80] or host_of(page.url)
