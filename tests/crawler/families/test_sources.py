"""Addresses out of sitemaps and feeds, in the shapes of their standards."""

import gzip

import pytest
from scrapy.http import Response, XmlResponse

from crawler.families.page import PageFault
from crawler.families.sources import read_feed, read_sitemap
from tests.crawler.families.pages import spider

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://shop.example/item/1 </loc><lastmod>2026-11-01</lastmod>
<image:image><image:loc>https://shop.example/a.jpg</image:loc></image:image></url>
<url><loc>https://shop.example/about</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://shop.example/s1.xml.gz</loc></sitemap></sitemapindex>"""
RSS = """<rss version="2.0"><channel><link>https://shop.example/</link>
<item><title>1</title><link>https://shop.example/item/1</link></item>
<item><guid>https://shop.example/item/2</guid></item>
<item><guid isPermaLink="false">77</guid></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://shop.example/"/>
<entry><link rel="enclosure" href="https://shop.example/x.jpg"/>
<link rel="alternate" href="https://shop.example/item/3"/></entry>
<entry><link href="https://shop.example/item/4"/></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><item><link>https://shop.example/item/5</link></item></rdf:RDF>"""


def answer(body: str | bytes) -> Response:
    raw = body.encode() if isinstance(body, str) else body
    return XmlResponse("https://shop.example/source", body=raw)


def test_a_sitemap_gives_its_pages_and_not_its_pictures() -> None:
    found = read_sitemap(answer(SITEMAP))
    assert found.pages == ["https://shop.example/item/1", "https://shop.example/about"]
    assert found.sitemaps == []


def test_a_gzipped_sitemap_is_unpacked() -> None:
    assert len(read_sitemap(answer(gzip.compress(SITEMAP.encode()))).pages) == 2


def test_an_index_gives_its_sitemaps() -> None:
    assert read_sitemap(answer(INDEX)).sitemaps == ["https://shop.example/s1.xml.gz"]


def test_a_text_sitemap_gives_its_lines() -> None:
    text = "https://shop.example/item/1\nhttps://shop.example/item/2\n"
    assert len(read_sitemap(answer(text)).pages) == 2


@pytest.mark.parametrize(
    ("feed", "numbers"), [(RSS, ["1", "2"]), (ATOM, ["3", "4"]), (RDF, ["5"])]
)
def test_a_feed_gives_the_links_of_its_entries(feed: str, numbers: list[str]) -> None:
    assert read_feed(answer(feed)).pages == [
        f"https://shop.example/item/{n}" for n in numbers
    ]


@pytest.mark.parametrize(
    "body", ["<html><body>Not found</body></html>", "", "plain words", "<a", '{"a": 1}']
)
def test_what_is_neither_is_a_fault_with_its_mend(body: str) -> None:
    for read in (read_sitemap, read_feed):
        with pytest.raises(PageFault, match="check the address under \\[sources\\]"):
            read(answer(body))


def test_a_gzip_that_is_cut_off_is_a_fault() -> None:
    with pytest.raises(PageFault, match="cut off"):
        read_sitemap(answer(gzip.compress(SITEMAP.encode())[:-20]))


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset>&b;</urlset>'
    with pytest.raises(PageFault, match="entity definitions"):
        read_sitemap(answer(bomb))


def test_only_addresses_of_the_pattern_are_asked_for() -> None:
    made = spider("schema_org", "[sources]\nlisting_pattern = '/item/'\n")
    requests = list(made.parse_sitemap(answer(SITEMAP)))
    assert [one.url for one in requests] == ["https://shop.example/item/1"]
    assert requests[0].meta["kind"] == "listing"


def test_an_index_is_followed_to_its_sitemaps() -> None:
    [request] = spider("schema_org").parse_sitemap(answer(INDEX))
    assert request.url == "https://shop.example/s1.xml.gz"
    assert request.meta["kind"] == "source"
