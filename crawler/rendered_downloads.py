"""Pages as a browser shows them, after their scripts: Chromium through Playwright.

A page's scripts may ask for anything, so the browser itself is fenced in. It knows
the addresses of the site's own hosts and ports, looked up once by our own resolver,
and of no other (`--host-resolver-rules`): links, redirects, frames, sockets and
pop-up windows included. Pictures, fonts, media and style sheets are not fetched.
"""

from __future__ import annotations

import asyncio
import logging
import os
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page
from playwright.async_api import Request as BrowserRequest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
from scrapy_playwright.page import PageMethod
from twisted.internet.error import DNSLookupError

from crawler.marketplace import Marketplace
from crawler.middlewares.stay_on_site import OffSite, belongs
from crawler.rendering import NeverShown, browser_path

RENDERED = frozenset(("results", "listing"))
FETCHED = frozenset(("document", "script", "xhr", "fetch"))
"""Kinds of things that a page needs to become what it should."""
SECONDS_TO_APPEAR = 20
SECONDS_IN_ALL = 60
# WebRTC sends to numbers without asking any resolver.
NO_WEBRTC = """for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"])
  Object.defineProperty(window, name, {value: undefined, writable: false});"""

logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)


class RenderedDownloads(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]
    """Shows results pages and listings in Chromium; sitemaps and the like come plain."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.abort_request = self._is_unwanted

    @property
    def _marketplace(self) -> Marketplace:
        return self._crawler.spider.marketplace  # type: ignore[no-any-return]

    async def download_request(self, request: Request) -> Response:
        """Give the page as it is when the marketplace's `wait_for` has appeared.

        Raises:
            NeverShown: it has not, in time.
            OffSite: the page led the browser off the site.
        """
        if request.meta.get("kind") not in RENDERED:
            plain: Response = await super().download_request(request)
            return plain
        shown: list[Page] = []
        asked = request.replace(meta={**request.meta, **self._wishes(shown)})
        try:
            response = await asyncio.wait_for(
                super().download_request(asked), SECONDS_IN_ALL
            )
        except (PlaywrightError, TimeoutError) as error:
            await _close(shown)
            raise self._explained(request, error) from None
        request.meta["download_latency"] = asked.meta.get("download_latency", 0.0)
        return self._checked(response, request)

    def _wishes(self, shown: list[Page]) -> dict[str, Any]:
        async def prepare(page: Page, request: Request) -> None:
            shown.append(page)
            await page.add_init_script(NO_WEBRTC)

        wait_for = self._marketplace.wait_for
        waiting = PageMethod(
            "wait_for_selector",
            *(wait_for or "body",),
            state="attached",
            timeout=SECONDS_TO_APPEAR * 1000,
        )
        return {
            "playwright": True,
            "playwright_page_init_callback": prepare,
            "playwright_page_methods": [waiting],
            "playwright_context_kwargs": {
                "accept_downloads": False,
                "service_workers": "block",
                "user_agent": self._crawler.settings["USER_AGENT"],
            },
        }

    def _explained(self, request: Request, error: BaseException) -> Exception:
        if "Timeout" in str(error) or isinstance(error, TimeoutError):
            wanted = self._marketplace.wait_for or "body"
            said = f"did not show {wanted!r} within {SECONDS_TO_APPEAR} s"
            return NeverShown(said)
        first_line = str(error).partition("\n")[0]
        return NeverShown(f"could not be shown: {first_line[:200]}")

    def _checked(self, response: Response, request: Request) -> Response:
        largest = self._crawler.settings.getint("DOWNLOAD_MAXSIZE")
        if len(response.body) > largest:
            raise IgnoreRequest(f"{request.url} is larger than DOWNLOAD_MAXSIZE")
        if not belongs(self._marketplace, response.url):
            raise OffSite(f"{request.url} led off the site")
        # Nothing of the browser stays with a request that may be kept on disk.
        return response.replace(request=request)

    def _is_unwanted(self, request: BrowserRequest) -> bool:
        if request.resource_type not in FETCHED:
            return True
        if request.url.startswith(("http:", "https:")) and not belongs(
            self._marketplace, request.url
        ):
            self.stats.inc_value("offsite/filtered")
            return True
        return False

    async def _maybe_launch_browser(self) -> None:
        if not hasattr(self, "browser"):
            rules = ", ".join([*await self._known_places(), "MAP * ~NOTFOUND"])
            arguments = [
                f"--host-resolver-rules={rules}",
                "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
                "--disable-quic",
                "--disable-component-update",
            ]
            if hasattr(os, "geteuid") and os.geteuid() == 0:
                arguments.append("--no-sandbox")  # Chromium starts not as root with it
            self.config.launch_options.update(
                executable_path=browser_path(), args=arguments, headless=True
            )
        await super()._maybe_launch_browser()

    async def _known_places(self) -> list[str]:
        """Give a rule for each host and port of the site, with its public address."""
        from twisted.internet import reactor

        rules = []
        for host, port in sorted(places_of(self._marketplace)):
            try:
                resolving = reactor.resolve(host)  # type: ignore[arg-type]
                address = await maybe_deferred_to_future(resolving)
            except DNSLookupError:
                continue  # unknown, or not public: the browser does not find it either
            rules.append(f"MAP {host}:{port} {address}:{port}")
        return rules


def places_of(marketplace: Marketplace) -> set[tuple[str, int]]:
    """Give every host and port that a page of the site may ask."""
    places = set(marketplace.origins)
    if not marketplace.on_loopback:
        names = {f"{www}{host}" for host in marketplace.hosts for www in ("", "www.")}
        places |= {(name, port) for name in names for port in (80, 443)}
    return places


async def _close(pages: list[Page]) -> None:
    for page in pages:
        try:
            await asyncio.wait_for(page.close(), 5)
        except (PlaywrightError, TimeoutError) as error:
            logging.getLogger(__name__).info("a page could not be closed: %s", error)
