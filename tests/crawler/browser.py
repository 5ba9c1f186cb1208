"""A real Chromium that notes what a page asks for and complains of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
needs_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed"),
]


@dataclass
class Watched:
    """A page, the requests that left this machine, and what the console said."""

    page: Page
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def overflows(self) -> bool:
        """Whether the page is wider than the window."""
        wide: bool = self.page.evaluate(
            "document.documentElement.scrollWidth > window.innerWidth"
        )
        return wide


@contextmanager
def watched_page(width: int = 1280, height: int = 800) -> Iterator[Watched]:
    """Open an empty page of a fresh browser profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": width, "height": height})
        watched = Watched(page)
        page.on("request", lambda request: _note(watched, request.url))
        page.on("console", lambda said: watched.complaints.append(said.text))
        page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        page.on("dialog", lambda dialog: watched.complaints.append(dialog.message))
        try:
            yield watched
        finally:
            browser.close()


def file_url(path: Path) -> str:
    return path.absolute().as_uri()


def _note(watched: Watched, url: str) -> None:
    parts = urlsplit(url)
    local = parts.scheme in ("file", "data", "blob") or parts.hostname == "127.0.0.1"
    if not local:
        watched.outside.append(url)
