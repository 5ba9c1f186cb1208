"""CSS and XPath selectors of a marketplace's TOML, compiled once.

A selector that starts with `/`, `./` or `(` is XPath, any other is CSS with
Scrapy's `::text` and `::attr(name)`. An element stands for its whole text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import lxml.etree
from cssselect import SelectorError
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from crawler.page_text import element_text


class SelectorFault(ValueError):
    """A selector that is neither CSS nor XPath."""


class Finder(Protocol):
    """An XPath that lxml has compiled."""

    def __call__(self, node: Any, /) -> Any:
        """Find in *node*."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector as the operator wrote it, ready to be used on a tree."""

    written: str
    find: Finder

    def elements(self, root: HtmlElement) -> list[HtmlElement]:
        """Give the elements found, leaving out text and attributes."""
        found = self.find(root)
        return [one for one in found if isinstance(one, HtmlElement)]

    def texts(self, root: HtmlElement) -> list[str]:
        """Give the text of everything found, without what is empty."""
        found = self.find(root)
        if not isinstance(found, list):
            found = [found]
        texts = (text_of(one) for one in found)
        return [text for text in texts if text]

    def first(self, root: HtmlElement) -> str:
        """Give the first text that is not empty, or ""."""
        found = self.find(root)
        if not isinstance(found, list):
            found = [found]
        return next((text for text in map(text_of, found) if text), "")


@lru_cache(maxsize=2048)
def compile_selector(written: str) -> Selector:
    """Compile CSS or XPath.

    Raises:
        SelectorFault: it is neither; the text says what is wrong.
    """
    if not written.strip():
        raise SelectorFault("the selector is empty")
    try:
        return Selector(written, lxml.etree.XPath(to_xpath(written)))
    except (SelectorError, lxml.etree.XPathError) as error:
        kind = "XPath" if is_xpath(written) else "CSS"
        raise SelectorFault(f"{written!r} is not {kind}: {error}") from error


def is_xpath(written: str) -> bool:
    """Whether *written* is meant as XPath."""
    return written.lstrip().startswith(("/", "./", "("))


def to_xpath(written: str) -> str:
    """Translate CSS to XPath; XPath stays as it is."""
    if is_xpath(written):
        # Inside a card of a results page an absolute path would leave the card.
        return f".{written.lstrip()}" if written.lstrip().startswith("/") else written
    return HTMLTranslator().css_to_xpath(written)


def text_of(found: object) -> str:
    """Give the text of an element, a text node, an attribute or a number."""
    if isinstance(found, HtmlElement):
        return element_text(found)
    if isinstance(found, float):
        return str(int(found)) if found.is_integer() else str(found)
    return str(found).strip()
