"""Guessing, on a results page, which links lead to listings and which to more pages."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

FEWEST = 4
"""Links of one kind that make a list of offers."""
NEXT_PAGE = (
    "a[rel~=next]",
    "link[rel~=next]",
    "a.next",
    "li.next a",
    ".pagination-next a",
    "a.pagination-next",
    ".pagination .next a",
    "a[aria-label*=Next]",
    "a[aria-label*=next]",
    "a[class*=next]",
)
_NEXT = frozenset(
    shlex.split(
        """next "next page" older later more weiter nächste suivant suivante
        "page suivante" siguiente próxima próximo successiva volgende następna
        следующая далее selanjutnya 下一页 次へ 다음"""
    )
)
_ELSEWHERE = frozenset(("nav", "header", "footer", "aside"))
_NOT_OFFERS = re.compile(
    r"/(login|signin|register|cart|basket|help|about|contact|terms|privacy|impressum"
    r"|faq|wishlist|compare|account|user|profile|seller|tag)s?(/|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links that stand in the same kind of place on the page."""

    selector: str
    urls: tuple[str, ...]


def listing_links(root: HtmlElement, page_url: str) -> list[LinkGroup]:
    """Give the groups of links that may lead to listings, likeliest first."""
    groups: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    home = urlsplit(page_url).netloc
    for link in root.iter("a"):
        url = _address(link, page_url)
        if not url or urlsplit(url).netloc != home or _is_elsewhere(link):
            continue
        selector = place_of(link)
        if url not in groups[selector]:
            groups[selector].append(url)
        texts[selector].append(" ".join(link.text_content().split()))
    found = [
        LinkGroup(selector, tuple(urls))
        for selector, urls in groups.items()
        if len(urls) >= FEWEST
    ]
    return sorted(found, key=lambda group: -_likelihood(group, texts[group.selector]))


def next_page(root: HtmlElement, page_url: str) -> str:
    """Give the first of the usual selectors that finds a link to another page."""
    for selector in NEXT_PAGE:
        for link in root.cssselect(selector)[:1]:
            url = _address(link, page_url)
            if url and url != page_url:
                return selector
    for link in root.iter("a"):
        if " ".join(link.text_content().split()).casefold().strip(" »›>→") in _NEXT:
            selector = place_of(link)
            # Only a selector that does not also find the other pages' links.
            if _address(link, page_url) and len(root.cssselect(selector)) == 1:
                return selector
    return ""


def place_of(link: HtmlElement) -> str:
    """Give a selector for links that stand where *link* does."""
    if own := _class_of(link):
        return f"a.{own}"
    steps = ["a"]
    for parent in link.iterancestors():
        if parent.tag in {"body", "html"}:
            break
        name = _class_of(parent)
        steps.insert(0, f"{parent.tag}.{name}" if name else str(parent.tag))
        if name or len(steps) == 5:
            break
    return " > ".join(steps)


def _class_of(element: HtmlElement) -> str:
    for name in (element.get("class") or "").split():
        # Names with digits or capitals inside are often made anew by each build.
        if re.fullmatch(r"[a-z][a-z_-]{2,40}", name):
            return name
    return ""


def _address(link: HtmlElement, page_url: str) -> str:
    href = str(link.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return ""
    try:
        return str(urljoin(page_url, href)).partition("#")[0]
    except ValueError:
        return ""


def _is_elsewhere(link: HtmlElement) -> bool:
    return any(parent.tag in _ELSEWHERE for parent in link.iterancestors())


def _likelihood(group: LinkGroup, texts: list[str]) -> float:
    """Weigh a group: many links, long texts, deep addresses with numbers in them."""
    count = len(group.urls)
    words = sum(len(text.split()) for text in texts) / len(texts)
    numbered = sum(bool(re.search(r"\d{2,}", urlsplit(u).path)) for u in group.urls)
    wrong = sum(bool(_NOT_OFFERS.search(urlsplit(u).path)) for u in group.urls)
    same_path = len({urlsplit(u).path for u in group.urls}) == 1
    return (
        min(count, 60) / 20
        + min(words, 6)
        + 3 * numbered / count
        - 8 * wrong / count
        - 6 * same_path
    )
