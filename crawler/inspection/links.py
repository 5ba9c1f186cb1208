"""Guessing, on a results page, which links lead to listings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

FEWEST = 4
"""Links of one kind that make a list of offers."""
MOST_OF = 0.6
"""The share of addresses that must begin alike."""
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
        url = address_of(link, page_url)
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


def common_path(urls: tuple[str, ...]) -> str:
    """Give what the paths of most of *urls* begin with, such as `/item/`, or ""."""
    paths = [urlsplit(url).path for url in urls]
    for heads in (
        [path[: path.rfind("/") + 1] for path in paths],
        ["/".join(path.split("/")[:2]) + "/" for path in paths],
    ):
        head, count = Counter(heads).most_common(1)[0]
        if head != "/" and count >= MOST_OF * len(urls):
            return head
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


def address_of(link: HtmlElement, page_url: str) -> str:
    """Give the whole address to which *link* leads, "" when it leads nowhere."""
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
