"""Families `phpbb` and `xenforo`: for-sale boards of stock forum software.

Where each field stands in the stock style is a preset (`crawler.marketplace.presets`);
a thread is read by its first post.
"""

from __future__ import annotations

import re

from scrapy.http import TextResponse

from crawler.families.selectors import SelectorsSpider
from crawler.selection import Selector

# phpBB puts a visitor's session into every link when cookies are refused.
_SESSION = re.compile(r"([?&])sid=[0-9a-f]{32}(&|$)")


class ForumPagesSpider(SelectorsSpider):
    """`start_urls` are the boards' pages of threads."""

    def links(self, page: TextResponse, selector: Selector) -> list[str]:
        """Give the addresses of threads without the visitor's session."""
        found = (without_session(url) for url in super().links(page, selector))
        return list(dict.fromkeys(found))


def without_session(url: str) -> str:
    """Give *url* without phpBB's session id."""
    bare, _, _ = url.partition("#")
    return _SESSION.sub(lambda found: found[1] if found[2] else "", bare)
