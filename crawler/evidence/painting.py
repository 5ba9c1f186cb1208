"""A captured page as people saw it: one tall picture and a PDF, painted by Chromium.

Nothing is fetched for it. The browser gets the page, its pictures and its style sheets
as they were captured, runs no script, and knows no address; so the painting shows what
is in the WARC, and no more.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from playwright.async_api import Browser, Playwright, Route, async_playwright
from playwright.async_api import Error as PlaywrightError

from crawler.evidence.reading import unpacked
from crawler.evidence.wire import Exchange
from crawler.evidence.writing import Made
from crawler.rendering import browser_path

WIDTH, HEIGHT = 1280, 900
TALLEST = 12_000
"""Pixels after which a page is cut."""
MILLISECONDS = 20_000
_ARGUMENTS = ("--host-resolver-rules=MAP * ~NOTFOUND", "--disable-component-update")


class NotPainted(Exception):
    """A page could not be painted; the text says why."""


class Painter:
    """One browser for the captures of a crawl."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def paint(self, page: Exchange, beside: Sequence[Exchange]) -> list[Made]:
        """Paint *page* with the pictures and style sheets that were captured *beside* it.

        Raises:
            NotPainted: the browser could not do it.
        """
        answers = {one.url: _answer(one) for one in (*beside, page)}
        try:
            return await self._paint(page.url, answers)
        except PlaywrightError as error:
            first_line = str(error).partition("\n")[0]
            raise NotPainted(f"Chromium: {first_line[:200]}") from error

    async def _paint(self, url: str, answers: Mapping[str, Any]) -> list[Made]:
        browser = await self._opened()
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            java_script_enabled=False,
            accept_downloads=False,
            service_workers="block",
        )
        context.set_default_timeout(MILLISECONDS)

        async def give(route: Route) -> None:
            answer = answers.get(route.request.url.partition("#")[0])
            if answer is None:
                await route.abort()
            else:
                await route.fulfill(**answer)

        try:
            await context.route("**/*", give)
            page = await context.new_page()
            await page.goto(url, wait_until="load")
            await page.emulate_media(media="screen")
            clip = {"x": 0, "y": 0, "width": WIDTH, "height": TALLEST}
            size = await page.locator("html").bounding_box()
            tall = size is not None and size["height"] > TALLEST
            picture = await page.screenshot(
                full_page=True,
                clip=clip if tall else None,  # type: ignore[arg-type]
            )
            printed = await page.pdf(format="A4", print_background=True)
        finally:
            await context.close()
        return [
            Made("screenshot", url, picture, "image/png"),
            Made("print", url, printed, "application/pdf"),
        ]

    async def _opened(self) -> Browser:
        if self._browser is None:
            self._playwright = await async_playwright().start()
            arguments = list(_ARGUMENTS)
            if hasattr(os, "geteuid") and os.geteuid() == 0:
                arguments.append("--no-sandbox")  # Chromium starts not as root with it
            self._browser = await self._playwright.chromium.launch(
                executable_path=browser_path(), args=arguments
            )
        return self._browser

    async def close(self) -> None:
        """End the browser."""
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()


def _answer(exchange: Exchange) -> dict[str, Any]:
    received = exchange.received
    coding = dict(received.headers).get(b"Content-Encoding", [b""])[0]
    body = unpacked(received.body, coding.decode("latin-1").strip().lower())
    return {"status": 200, "content_type": exchange.content_type, "body": body}
