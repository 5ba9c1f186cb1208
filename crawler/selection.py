"""CSS and XPath selectors of a marketplace's TOML, compiled once.

A selector that starts with `/`, `./` or `(` is XPath, any other is CSS with
Scrapy's `::text` and `::attr(name)`. An element stands for its whole text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import lxml.etree
from cssselect import SelectorError
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from crawler.page_text import element_text

LONGEST_SELECTOR = 1000
FUNCTIONS = frozenset(
    [
        "last",
        "position",
        "count",
        "id",
        "local-name",
        "namespace-uri",
        "name",
        "string",
        "concat",
        "starts-with",
        "contains",
        "substring-before",
        "substring-after",
        "substring",
        "string-length",
        "normalize-space",
        "translate",
        "boolean",
        "not",
        "true",
        "false",
        "lang",
        "number",
        "sum",
        "floor",
        "ceiling",
        "round",
        "text",
        "node",
        "comment",
        "processing-instruction",
        "and",
        "or",
        "div",
        "mod",
    ]
)
"""The functions of XPath 1.0, its kinds of nodes, and words that may stand before (."""
SEARCHING_AXES = frozenset(("descendant::", "following::", "preceding::"))


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
    if is_xpath(written):
        _refuse_programs(written)
    try:
        return Selector(written, lxml.etree.XPath(to_xpath(written), regexp=False))
    except (SelectorError, lxml.etree.XPathError) as error:
        kind = "XPath" if is_xpath(written) else "CSS"
        raise SelectorFault(f"{written!r} is not {kind}: {error}") from error


def _refuse_programs(written: str) -> None:
    """Refuse XPath that is more than a place in the page.

    Only the functions of XPath 1.0 (https://www.w3.org/TR/xpath-10/#corelib): others
    read files or run code where an engine has them, and fail on each page where it
    has not. A search of the whole page inside another makes a page cost its square.
    """
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "''", written)
    if len(written) > LONGEST_SELECTOR:
        raise SelectorFault(f"a selector has at most {LONGEST_SELECTOR} characters")
    for name in re.findall(r"([\w.-]+(?::[\w.-]+)?)\s*\(", bare):
        if name not in FUNCTIONS:
            raise SelectorFault(f"{written!r} uses {name}(), which is not of XPath 1.0")
    if "$" in bare:
        raise SelectorFault(f"{written!r} uses a variable, and there are none")
    if _nested_searches(bare) > 1:
        raise SelectorFault(f"{written!r} searches the page within a search of it")


def _nested_searches(bare: str) -> int:
    """Give how deep predicates that search (`//`) lie in one another."""
    deepest, open_brackets = 0, [False]
    for sign in re.findall(r"\[|\]|//|\w+::", bare):
        if sign == "[":
            open_brackets.append(False)
        elif sign == "]" and len(open_brackets) > 1:
            open_brackets.pop()
        elif sign == "//" or sign in SEARCHING_AXES:
            open_brackets[-1] = True
            deepest = max(deepest, sum(open_brackets[1:]))
    return deepest


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
