"""Trying a marketplace's file on one results page and one listing."""

from __future__ import annotations

from scrapy import Request
from scrapy.http import Response

from crawler.families.page import PageFault
from crawler.families.spider import MarketplaceSpider
from crawler.inspection.findings import WANTED, CheckReport, find_fields
from crawler.inspection.session import FetchError, Session
from crawler.items import Listing
from crawler.marketplace import FIRST_PAGE_ONLY

MOST_TRIES = 3


async def check(
    session: Session, spider_class: type[MarketplaceSpider], url: str = ""
) -> CheckReport:
    """Fetch a results page and a listing with the real spider and report.

    With *url* only that page is tried, as a listing.
    """
    spider = spider_class()
    marketplace = spider.marketplace
    report = CheckReport(marketplace.name, marketplace.family)
    try:
        if url:
            await _check_listing(session, spider, url, report)
        else:
            await _check_beginning(session, spider, report)
    except FetchError as error:
        report.problems.append(str(error))
    report.robots = _robots(session, report)
    report.first_page_only = marketplace.reads_first_page_only
    _judge(report)
    if marketplace.follow.next and report.results_url and not report.next_url:
        report.notes.append(
            "follow.next finds no link on the results page: right only if it is the last"
        )
    return report


async def _check_beginning(
    session: Session, spider: MarketplaceSpider, report: CheckReport
) -> None:
    first = next(spider.first_requests(), None)
    if first is None or first.callback is None:
        report.problems.append("the file names nothing to begin with")
        return
    kind, parse = first.meta["kind"], first.callback
    page = await session.fetch(first, kind)
    report.results_url = page.url
    try:
        found = list(parse(page))
    except PageFault as fault:
        report.problems.append(str(fault))
        return
    requests = [one for one in found if isinstance(one, Request)]
    listings = [one for one in found if isinstance(one, Listing)]
    links = [one.url for one in requests if one.meta["kind"] == "listing"]
    later = [one for one in requests if one.meta["kind"] != "listing"]
    report.listing_links = len(links)
    report.next_url = later[0].url if later else ""
    if listings:
        _take(spider, listings, report)
    elif links:
        await _check_any(session, spider, links, report)
    elif later and kind == "source":
        await _follow_source(session, spider, later[0], report)
    else:
        report.problems.append(f"{page.url}: leads to no listing")


async def _follow_source(
    session: Session, spider: MarketplaceSpider, request: Request, report: CheckReport
) -> None:
    """Go from an index of sitemaps to its first sitemap."""
    page = await session.get(request.url, "source")
    links = [one.url for one in spider.parse_sitemap(page)]
    report.listing_links = len(links)
    if links:
        await _check_any(session, spider, links, report)
    else:
        report.problems.append(f"{page.url}: leads to no listing")


async def _check_any(
    session: Session, spider: MarketplaceSpider, links: list[str], report: CheckReport
) -> None:
    """Try the first listings until one can be had and read."""
    for url in links[:MOST_TRIES]:
        faults = report.problems
        report.problems = []
        try:
            await _check_listing(session, spider, url, report)
        except FetchError as error:
            report.problems.append(str(error))
        if not report.problems:
            report.notes += faults
            return
        report.problems = faults + report.problems


async def _check_listing(
    session: Session, spider: MarketplaceSpider, url: str, report: CheckReport
) -> None:
    page = await session.get(url)
    report.listing_url = page.url
    try:
        _take(spider, _listings(spider, page), report)
    except PageFault as fault:
        report.problems.append(str(fault))


def _listings(spider: MarketplaceSpider, page: Response) -> list[Listing]:
    return list(spider.read_listings(page))


def _take(
    spider: MarketplaceSpider, listings: list[Listing], report: CheckReport
) -> None:
    report.listings = len(listings)
    report.listing_url = listings[0].url
    report.listing_id = listings[0].listing_id
    report.fields = find_fields(spider.marketplace, listings[0])


def _robots(session: Session, report: CheckReport) -> str:
    forbidden = sum(one.count("forbidden by robots.txt") for one in _said(report))
    if not forbidden and not session.had:
        return "not known: no page of the site could be had"
    if not forbidden:
        return "allows these pages"
    return f"forbids {forbidden} of the {len(session.asked)} pages asked for"


def _said(report: CheckReport) -> list[str]:
    return report.problems + report.notes


def _judge(report: CheckReport) -> None:
    for one in report.fields:
        if one.field in WANTED and one.verdict != "found":
            problem = f"{one.field} is {one.verdict}: {one.advice}"
            if one.field == "title":
                report.problems.append(problem)
            else:
                report.notes.append(problem)
    if report.first_page_only:
        report.notes.append(FIRST_PAGE_ONLY)
