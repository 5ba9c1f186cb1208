"""Recognising how a site publishes its offers, and with which selectors to read it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.html import HtmlElement
from scrapy.http import TextResponse

from crawler.families.metadata import read_json_ld, read_microdata, read_open_graph
from crawler.families.offers import offers_in
from crawler.page_tree import tree_of
from crawler.selection import compile_selector

# What the field usually stands in, likeliest first.
USUAL = {
    "title": ("h1[class*=title]", "h1[class*=name]", "main h1", "h1"),
    "description": (
        "[class*=description]",
        "#description",
        "[id*=description]",
        "[class*=product-text]",
        "article p",
    ),
    "price": ("[class*=price_color]", "[class*=price]", "[id*=price]"),
    "date": ("time::attr(datetime)", "time", "[class*=date]", "[class*=posted]"),
    "place": ("[class*=location]", "[class*=place]", "[class*=region]", "address"),
    "shipping": ("[class*=shipping]", "[class*=delivery]"),
    "seller": ("[class*=seller]", "[class*=vendor]", "[class*=author]"),
    "category": ("[class*=breadcrumb] li", ".breadcrumb a", "[class*=category]"),
    "availability": ("[class*=availability]", "[class*=stock]"),
    "images": ("[class*=gallery] img::attr(src)", "main img::attr(src)"),
}
LONG = frozenset(("title", "description", "images"))
LONGEST_SHORT = 80


@dataclass(slots=True)
class Recognised:
    """How a listing's page can be read."""

    family: str
    syntaxes: list[str] = field(default_factory=list)
    select: dict[str, str] = field(default_factory=dict)
    currency: str = ""


def recognise(page: TextResponse) -> Recognised:
    """Say by which family a listing's *page* can be read."""
    root = tree_of(page)
    syntaxes, currency = _metadata(page)
    if syntaxes:
        return Recognised("schema_org", syntaxes, currency=currency)
    return Recognised("selectors", select=usual_selectors(root))


def usual_selectors(root: HtmlElement) -> dict[str, str]:
    """Give, for each field, the first of the usual selectors that finds a text."""
    found = {}
    for name, selectors in USUAL.items():
        for selector in selectors:
            text = compile_selector(selector).first(root)
            if text and (name in LONG or len(text) <= LONGEST_SHORT):
                found[name] = selector
                break
    return found


def language_of(page: TextResponse) -> str:
    """Give the language that the page says it is in, "" when it does not."""
    language: str = tree_of(page).get("lang") or ""
    head = language.replace("_", "-").partition("-")[0].lower()
    return head if head.isalpha() and 2 <= len(head) <= 3 else ""


def _metadata(page: TextResponse) -> tuple[list[str], str]:
    root = tree_of(page)
    reads = {
        "json-ld": read_json_ld(page.text).nodes,
        "microdata": read_microdata(root, page.url),
        "opengraph": read_open_graph(root),
    }
    for syntax, nodes in reads.items():
        for offer in offers_in(nodes, syntax):
            if "title" in offer.fields:
                currency = offer.fields.get("currency")
                return [syntax], currency.text if currency else ""
    return [], ""
