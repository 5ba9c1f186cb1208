"""The tree of a page's elements, which goes when the page goes."""

from __future__ import annotations

from typing import Any

from scrapy.http import TextResponse


def tree_of(page: TextResponse) -> Any:
    """Give the root element of *page*; it is parsed once.

    The selector that Scrapy keeps with a response refers back to the response. Such a
    circle, with its tree of megabytes, would stay until Python next looks for circles
    among its oldest objects: in a crawl of lists that gave tens of megabytes.
    """
    selector = page.selector
    selector.response = None
    return selector.root
