"""Addresses of listings out of sitemaps and feeds."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

import lxml.etree
from scrapy.http import Response

from crawler.families.page import PageFault

LARGEST_SITEMAP = 50 * 1024 * 1024  # the limit of the sitemap protocol, unpacked
_PARSER_OPTIONS = {"recover": True, "resolve_entities": False, "no_network": True}


class Addresses(NamedTuple):
    """What a sitemap or feed links to."""

    sitemaps: list[str]
    """Further sitemaps, when it is an index."""
    pages: list[str]


def read_sitemap(response: Response) -> Addresses:
    """Read a sitemap, an index of sitemaps or a text sitemap, gzipped or not.

    Raises:
        PageFault: it is none of these.
    """
    body = _unpacked(response)
    if not body.lstrip().startswith(b"<"):
        lines = body.decode("utf-8", "replace").split()
        pages = [line for line in lines if line.startswith(("http://", "https://"))]
        if pages:
            return Addresses([], pages)
    root = _xml(response, body, "sitemap", ("urlset", "sitemapindex"))
    found = [text.strip() for text in root.xpath("./*/*[local-name()='loc']/text()")]
    if _name(root) == "sitemapindex":
        return Addresses(found, [])
    return Addresses([], found)


def read_feed(response: Response) -> Addresses:
    """Read the links of the entries of an RSS or Atom feed.

    Raises:
        PageFault: it is neither.
    """
    root = read_feed_tree(response)
    links: list[str] = []
    for entry in root.xpath("//*[local-name()='item' or local-name()='entry']"):
        link = entry.xpath(
            "string((./*[local-name()='link'][not(@rel) or @rel='alternate']/@href"
            " | ./*[local-name()='link'][not(@href)]/text()"
            " | ./*[local-name()='guid'][not(@isPermaLink='false')]/text())[1])"
        )
        if link.strip():
            links.append(link.strip())
    return Addresses([], links)


def read_feed_tree(response: Response) -> lxml.etree._Element:
    """Give the tree of an RSS or Atom feed.

    Raises:
        PageFault: it is neither.
    """
    return _xml(response, _unpacked(response), "feed", ("rss", "feed", "RDF"))


def _unpacked(response: Response) -> bytes:
    body = response.body
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, LARGEST_SITEMAP)
    except zlib.error as error:
        raise _fault(response, "broken_gzip", f"broken gzip ({error})") from None
    if not unpacker.eof:
        said = "its gzip is cut off or larger than 50 MB"
        raise _fault(response, "broken_gzip", said)
    return text


def _xml(
    response: Response, body: bytes, kind: str, names: tuple[str, ...]
) -> lxml.etree._Element:
    # No DTD, no entities, no network: the file comes from a stranger.
    if b"<!ENTITY" in body[:4096]:
        raise _fault(response, f"not_{kind}", "holds entity definitions")
    parser = lxml.etree.XMLParser(**_PARSER_OPTIONS)
    try:
        root = lxml.etree.fromstring(body.strip(), parser)
    except lxml.etree.XMLSyntaxError:
        root = None
    if root is None or _name(root) not in names:
        raise _fault(response, f"not_{kind}", f"is not a {kind}")
    return root


def _name(element: lxml.etree._Element) -> str:
    return re.sub(r"^\{.*\}", "", str(element.tag))


def _fault(response: Response, kind: str, said: str) -> PageFault:
    mend = "check the address under [sources] in the marketplace's file"
    return PageFault(kind, response.url, said, mend)
