"""The spider that every family extends: where to begin, what to follow, when to stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from functools import partial
from typing import Any, ClassVar
from urllib.parse import quote_plus

from scrapy import Request, Spider
from scrapy.http import JsonRequest, Response, TextResponse
from scrapy.settings import BaseSettings
from scrapy.utils.misc import arg_to_iter
from twisted.python.failure import Failure

from crawler.address_set import AddressSet
from crawler.families.listing_ids import join, without_tracking
from crawler.families.page import PageFault, require_html
from crawler.families.selected import Selected
from crawler.families.sources import Addresses, read_feed, read_sitemap
from crawler.items import Listing
from crawler.marketplace import Marketplace
from crawler.page_tree import tree_of
from crawler.panel.query import Plan, QueryRun
from crawler.selection import Selector, compile_selector
from crawler.signals import page_failed

Callback = Callable[..., Any]
BROWSER = "crawler.rendered_downloads.RenderedDownloads"
MOST_SITEMAPS = 500
LONGEST_URL = 2083


class MarketplaceSpider(Spider):
    """Crawls one marketplace by its facts.

    A family says how a page is read: it overrides `read_listings`, which takes
    a response and gives the listings in it, and touches neither network, clock
    nor database. What cannot be read is a `PageFault`.
    """

    marketplace: ClassVar[Marketplace]
    sees_all: bool = True
    """Whether a crawl that ran to its end has seen all that is on offer."""
    plan: ClassVar[Plan | None] = None
    """What to ask the site's search for, instead of reading its lists."""

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        follow = self.marketplace.follow
        self.follow_listings = _selector(follow.listings)
        self.follow_next = _selector(follow.next)
        self.selected = Selected(self.marketplace)
        self.pages_read = 0
        self.asked = AddressSet()
        self.capped = False
        self.queries: list[QueryRun] = []
        if self.plan:
            self.take_plan(self.plan)
        if self.plan or self.marketplace.reads_first_page_only:
            self.sees_all = False

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Set the pace that the marketplace's file asks for."""
        super().update_settings(settings)
        polite = cls.marketplace.politeness
        pace = {
            "DOWNLOAD_DELAY": polite.delay,
            "AUTOTHROTTLE_ENABLED": polite.autothrottle,
            "AUTOTHROTTLE_START_DELAY": polite.delay,
            "CONCURRENT_REQUESTS": polite.concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": polite.concurrency,
            "DEPTH_LIMIT": polite.max_depth,
        }
        for name, value in pace.items():
            settings.set(name, value, priority="spider")
        if cls.marketplace.render:
            scheme = cls.marketplace.home.partition(":")[0]
            handlers = {**settings.getdict("DOWNLOAD_HANDLERS"), scheme: BROWSER}
            settings.set("DOWNLOAD_HANDLERS", handlers, priority="spider")

    def take_plan(self, plan: Plan) -> None:
        """Ask the site's search for *plan*, from its beginning."""
        type(self).plan = plan
        self.queries = [QueryRun(one) for one in plan.queries]

    # What a family overrides

    def read_listings(self, response: Response) -> Iterable[Listing]:
        """Give the listings of a page.

        Raises:
            PageFault: it does not hold what it should.
        """
        raise TypeError(f"{type(self).__name__} must say how to read a page")

    def start_pages(self) -> list[str]:
        """Give the results pages to begin with."""
        return self.marketplace.start_urls

    def search(self, words: str) -> Iterator[Request]:
        """Ask the site's search for *words*."""
        template = self.marketplace.search.template if self.marketplace.search else ""
        url = template.replace("{query}", quote_plus(words))
        yield from self.ask(url, self.parse_results, "results")

    def catalogue(self) -> Iterator[Request]:
        """Ask for the results pages and sources that the marketplace's file names."""
        for url in self.start_pages():
            yield from self.ask(url, self.parse_results, "results")
        sources = self.marketplace.sources
        for url in sources.sitemaps:
            yield from self.ask(url, self.parse_sitemap, "source")
        for url in sources.feeds:
            yield from self.ask(url, self.parse_feed, "source")

    # The crawl

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the pages to begin with."""
        for request in self.first_requests():
            yield request

    def first_requests(self) -> Iterator[Request]:
        """Give the requests for the pages to begin with."""
        if self.plan is None:
            yield from self.catalogue()
        for number, run in enumerate(self.queries):
            for request in self.search(run.query.text):
                request.meta["query"] = number
                yield request

    def ask(
        self,
        url: str,
        callback: Callback,
        kind: str,
        *,
        post: dict[str, Any] | None = None,
    ) -> Iterator[Request]:
        """Make the request for *url*, once, unless the crawl has asked for enough.

        With *post* it is sent as JSON; such addresses bear a fragment, which is not
        sent, so that no two pages of a crawl have one address.
        """
        if url in self.asked:
            return
        if len(self.asked) >= self.marketplace.politeness.max_pages:
            self.capped = True
            return
        if len(url) > LONGEST_URL:
            self.count("link/unusable")
            return
        try:
            make = partial(JsonRequest, data=post) if post else Request
            request = make(url, callback, errback=self.failed, meta={"kind": kind})
        except ValueError:
            self.count("link/unusable")
            return
        self.asked.add(url)
        yield request

    def parse_sitemap(self, response: Response) -> Iterator[Request]:
        """Follow a sitemap to its listings, or an index to its sitemaps."""
        found = read_sitemap(response)
        self.pages_read += 1
        for url in found.sitemaps[:MOST_SITEMAPS]:
            yield from self.ask(url, self.parse_sitemap, "source")
        yield from self._ask_listings(found)

    def parse_feed(self, response: Response) -> Iterator[Request]:
        """Follow the entries of a feed."""
        found = read_feed(response)
        self.pages_read += 1
        yield from self._ask_listings(found)

    def parse_results(self, response: Response) -> Iterator[Request | Listing]:
        """Follow a results page to its listings and to the next page."""
        page = require_html(response)
        if self.follow_listings is None:
            yield from self.parse_listing(page)
        else:
            yield from self._follow_listings(page, self.follow_listings)
        yield from self._ask_next(page)

    def parse_listing(self, response: Response) -> Iterator[Listing]:
        """Give the listings of a page that should hold at least one."""
        yield from self.read_listings(response)
        self.pages_read += 1

    def _ask_next(self, page: TextResponse) -> Iterator[Request]:
        if self.follow_next is not None:
            for url in self.links(page, self.follow_next):
                yield from self.ask(url, self.parse_results, "results")

    def _follow_listings(
        self, page: TextResponse, selector: Selector
    ) -> Iterator[Request]:
        links = self.links(page, selector)
        first = page.meta.get("depth", 0) == 0 and "query" not in page.meta
        if not links and first:
            said = f"no link to a listing (follow.listings = {selector.written!r})"
            mend = f"try: citeswatch marketplace check {self.name} {page.url}"
            raise PageFault("no_listing_links", page.url, said, mend)
        self.note_found(page, links)
        self.pages_read += 1
        if not links:
            self.count("page/results_empty")
        yield from self._ask_listings(Addresses([], links))

    def _ask_listings(self, found: Addresses) -> Iterator[Request]:
        pattern = self.marketplace.listing_pattern
        for url in found.pages:
            if pattern is None or pattern.search(url):
                clean = without_tracking(url)
                yield from self.ask(clean, self.parse_listing, "listing")

    def links(self, page: TextResponse, selector: Selector) -> list[str]:
        """Give the addresses that *selector* finds: of links, or as text."""
        found = []
        for one in arg_to_iter(selector.find(tree_of(page))):
            href = one.get("href", "") if hasattr(one, "get") else str(one)
            if not href.strip() or href.strip().startswith(("#", "javascript:")):
                continue
            if url := join(page.url, href):
                found.append(url)
            else:
                self.count("link/unusable")
        return list(dict.fromkeys(found))

    def note_found(self, page: Response, found: Iterable[str]) -> None:
        """Count for the query that led to *page* what it lists."""
        if "query" in page.meta:
            self.queries[page.meta["query"]].found.update(map(without_tracking, found))

    def failed(self, failure: Failure) -> None:
        """Tell that a page could not be had."""
        request = failure.request  # type: ignore[attr-defined]
        self.crawler.signals.send_catch_log(
            page_failed, request=request, exception=failure.value
        )

    def count(self, name: str) -> None:
        """Count a decision, when the spider is part of a crawl."""
        if hasattr(self, "crawler"):
            self.crawler.stats.inc_value(name)


def _selector(written: str) -> Selector | None:
    return compile_selector(written) if written else None
