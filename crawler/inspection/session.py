"""Asking a site for a few single pages, with all the manners of a crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from crawler.evidence.wire import Exchange, exchange_of
from crawler.failures import explain
from crawler.families.spider import MarketplaceSpider
from crawler.marketplace import Marketplace
from crawler.middlewares.refusals import refusal
from crawler.spider_loader import bind

Result = TypeVar("Result")


class FetchError(Exception):
    """A page could not be had; the text says why and what to do."""


class Session:
    """Fetches pages one after the other, through the crawl's own middlewares.

    robots.txt is obeyed, the marketplace's pause is kept, and no other host is
    asked.
    """

    def __init__(self, spider: Spider) -> None:
        self.spider = spider
        self.asked: list[str] = []
        self.had = 0
        """How many pages the site gave."""
        self.exchange: Exchange | None = None
        """What came over the wire for the last page, where that is noted."""

    async def get(self, url: str, kind: str = "listing") -> Response:
        """Fetch *url*; *kind* tells a results page from a listing.

        Raises:
            FetchError: the page could not be had.
        """
        return await self.fetch(Request(url), kind)

    async def fetch(self, request: Request, kind: str) -> Response:
        """Fetch what *request* asks for; *kind* tells a results page from a listing.

        Raises:
            FetchError: the page could not be had.
        """
        url = request.url
        self.asked.append(url)
        meta = {"depth": 0, **request.meta, "kind": kind}
        request = request.replace(meta=meta, dont_filter=True)
        engine = self.spider.crawler.engine
        try:
            response = await engine.download_async(request)
        except Exception as error:
            trouble = explain(error)
            raise FetchError(f"{url}: {trouble.said}; {trouble.mend}") from error
        self.had += 1
        if how := refusal(response):
            raise FetchError(f"{url}: the site refuses: it {how}; ask it, or try later")
        if response.status != 200:
            raise FetchError(f"{url}: answered {response.status}")
        self.exchange = exchange_of(response.request)
        # Parsing looks at what kind of page was asked for.
        response.request = request.replace(
            url=response.url, callback=None, errback=None
        )
        return response

    async def get_if_there(self, url: str, kind: str = "listing") -> Response | None:
        """Fetch *url*, None when it cannot be had."""
        return await self.fetch_if_there(Request(url), kind)

    async def fetch_if_there(self, request: Request, kind: str) -> Response | None:
        """Fetch what *request* asks for, None when it cannot be had."""
        try:
            return await self.fetch(request, kind)
        except FetchError:
            return None


class _Run(Generic[Result]):
    """What came of a session, outside the event loop."""

    result: Result
    error: BaseException | None = None


def run_session(
    settings: Settings,
    marketplace: Marketplace,
    work: Callable[[Session], Awaitable[Result]],
) -> Result:
    """Run *work* with a session for the pages of *marketplace*, and give its result.

    It runs an event loop, which a process can do once.

    Raises:
        FetchError: and whatever else *work* raises.
    """
    run: _Run[Result] = _Run()

    class Inspector(MarketplaceSpider):
        async def start(self) -> AsyncIterator[Request]:
            try:
                run.result = await work(Session(self))
            except Exception as error:
                run.error = error
            for request in list[Request]():
                yield request

    settings.setdict(_QUIET, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(process.create_crawler(bind(Inspector, marketplace)))
    process.start()
    if run.error is not None:
        raise run.error
    return run.result


_QUIET = {
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {
        "scrapy.extensions.telnet.TelnetConsole": None,
        "scrapy.extensions.remote_control.RemoteControl": None,
        "scrapy.extensions.feedexport.FeedExporter": None,
    },
    "LOG_INSTALL_ROOT_HANDLER": False,
    "RETRY_TIMES": 1,
}
