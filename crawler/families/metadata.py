"""The metadata of a page: JSON-LD, microdata, Open Graph, as schema.org nodes.

A node is a dictionary with "@type" and properties, whichever syntax it was
written in. extruct is imported by the first page that needs it: it brings an RDF
library along, and most sites speak plain JSON-LD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml.html import HtmlElement
from scrapy.http import TextResponse

from crawler.page_tree import tree_of

Node = dict[str, Any]
MOST_BLOCKS = 64
_JSON_LD = re.compile(r"application/ld\+json")
_ANY_CASE = re.compile(r"application/ld\+json", re.IGNORECASE)
_END = re.compile(r"</script", re.IGNORECASE)
_OPEN_GRAPH = {
    "og:title": "name",
    "og:description": "description",
    "og:url": "url",
    "product:retailer_item_id": "sku",
    "product:category": "category",
}


class Metadata(NamedTuple):
    """The nodes of a page, and how many blocks of JSON-LD could not be read."""

    nodes: list[Node]
    broken: int = 0


def read_metadata(page: TextResponse, syntax: str) -> Metadata:
    """Read what a page says in one syntax: json-ld, microdata or opengraph."""
    if syntax == "json-ld":
        return read_json_ld(page.text)
    root = tree_of(page)
    if syntax == "microdata":
        return Metadata(read_microdata(root, page.url))
    return Metadata(read_open_graph(root))


def read_json_ld(text: str) -> Metadata:
    """Read the JSON-LD blocks of a page from its text.

    The blocks are cut out of the text, which costs a tenth of building the
    page's tree. A block in a comment is not part of the page.
    """
    nodes: list[Node] = []
    broken = 0
    for block in _json_ld_blocks(text):
        value = _read_block(block)
        if value is None:
            broken += 1
        else:
            nodes += [one for one in _flat(value) if isinstance(one, dict)]
    return Metadata(nodes, broken)


def read_microdata(root: HtmlElement, url: str) -> list[Node]:
    """Read the microdata of a page."""
    if not root.xpath("boolean(//*[@itemscope])"):
        return []
    from crawler.families.microdata import TolerantMicrodata

    items = TolerantMicrodata().extract_items(root, base_url=url)
    return [_as_node(item) for item in items if isinstance(item, dict)]


def read_open_graph(root: HtmlElement) -> list[Node]:
    """Read Open Graph as one Product with one Offer, if it has a price or a type."""
    if root.find("head/meta[@property]") is None:
        return []
    from extruct.opengraph import OpenGraphExtractor

    properties: dict[str, list[str]] = {}
    for item in OpenGraphExtractor().extract_items(root):
        for name, value in item["properties"]:
            properties.setdefault(name.strip().lower(), []).append(value.strip())
    node: Node = {
        ours: properties[theirs][0]
        for theirs, ours in _OPEN_GRAPH.items()
        if theirs in properties
    }
    offer = {
        name: properties[key][0]
        for name in ("price:amount", "price:currency", "availability")
        for key in (f"product:{name}", f"og:{name}")
        if key in properties
    }
    kind = properties.get("og:type", [""])[0].lower()
    if not node.get("name") or not (offer or kind in {"product", "og:product"}):
        return []
    node["image"] = properties.get("og:image", [])
    node["offers"] = {
        "@type": "Offer",
        "price": offer.get("price:amount", ""),
        "priceCurrency": offer.get("price:currency", ""),
        "availability": offer.get("availability", ""),
    }
    return [{"@type": "Product", **node}]


def _json_ld_blocks(text: str) -> Iterator[str]:
    # Looking for any case costs as much as all the rest; nearly nobody needs it.
    marks = list(_JSON_LD.finditer(text)) or (
        list(_ANY_CASE.finditer(text)) if "LD+JSON" in text else []
    )
    for mark in marks[:MOST_BLOCKS]:
        tag = text.rfind("<", 0, mark.start())
        if text[tag : tag + 7].lower() != "<script" or _in_comment(text, tag):
            continue
        start = text.find(">", mark.end()) + 1
        end = _END.search(text, start)
        if start and end:
            yield text[start : end.start()]


def _in_comment(text: str, place: int) -> bool:
    return text.rfind("<!--", 0, place) > text.rfind("-->", 0, place)


def _read_block(block: str) -> Any:
    try:
        return json.loads(block, strict=False)
    except (ValueError, RecursionError):
        pass
    from extruct.jsonld import JsonLdExtractor

    # It forgives comments and trailing commas.
    script = f'<script type="application/ld+json">{block}</script>'
    try:
        return JsonLdExtractor().extract(script) or None
    except (ValueError, RecursionError, IndexError):
        return None


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, dict) and isinstance(value.get("@graph"), list):
        yield from _flat(value["@graph"])
    else:
        yield value


def _as_node(item: dict[str, Any]) -> Node:
    node: Node = {"@type": item.get("type", "")}
    if "id" in item:
        node["@id"] = item["id"]
    for name, value in (item.get("properties") or {}).items():
        node[name] = _as_value(value)
    return node


def _as_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_value(one) for one in value]
    return _as_node(value) if isinstance(value, dict) else value
