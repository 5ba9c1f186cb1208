"""Pages that a script builds: whether this machine can show them, and what may go wrong.

The browser itself is in `crawler.rendered_downloads`, imported only for a marketplace
whose file says `render = true`.
"""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

VARIABLE = "CITESWATCH_CHROMIUM"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NeverShown(Exception):
    """A page did not become what it should while it was waited for."""

    kind = "never_shown"
    mend = "check wait_for in the marketplace's file against the page in a browser"

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def browser_path() -> str:
    """Give the path of Chromium, "" when none is installed."""
    named = os.environ.get(VARIABLE, "")
    found = (shutil.which(one) for one in (named, *PROGRAMS) if one)
    return next(filter(None, found), "")


def lacks_browser() -> str:
    """Say what this machine lacks to show pages, with the mend; "" when nothing."""
    if find_spec("scrapy_playwright") is None:
        return (
            "its pages are built by a script (render = true), which needs the extra "
            "browser: pip install 'citeswatch[browser]'"
        )
    if not browser_path():
        return (
            "its pages are built by a script (render = true), and no Chromium was "
            f"found; on Debian: apt-get install chromium, or name it in {VARIABLE}"
        )
    return ""
