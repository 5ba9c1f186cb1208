"""Family feed: entries of RSS and Atom that are themselves offers."""

import pytest

from crawler.families.page import PageFault
from crawler.items import Listing
from tests.crawler.families.pages import page, requests_of, spider

URL = "https://shop.example/feed"
FEEDS = f'[sources]\nfeeds = ["{URL}"]\n'
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"
     xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Shop</title>
<item>
  <title>Elephant hair bracelet</title>
  <link>https://shop.example/item/77?utm_source=rss</link>
  <guid isPermaLink="false">item-77</guid>
  <g:id>77</g:id><g:price>25.00 USD</g:price>
  <g:availability>in_stock</g:availability>
  <g:image_link>https://shop.example/77.jpg</g:image_link>
  <category>Jewellery</category><category>Bracelets</category>
  <dc:creator>Casa Sol</dc:creator>
  <pubDate>Tue, 10 Nov 2026 08:00:00 GMT</pubDate>
  <description>Short</description>
  <content:encoded><![CDATA[<p>Long <b>text</b></p>]]></content:encoded>
  <media:content url="https://shop.example/b.jpg" medium="image"/>
  <enclosure url="https://shop.example/song.mp3" type="audio/mpeg"/>
</item>
<item><title> </title><link>https://shop.example/item/78</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Lots</title>
<link rel="self" href="https://shop.example/feed"/>
<link rel="next" href="/feed?page=2"/>
<entry>
  <title type="html">Horn &lt;i&gt;cup&lt;/i&gt;</title>
  <id>tag:shop.example,2026:lot/9</id>
  <link rel="edit" href="https://shop.example/edit/9"/>
  <link href="https://shop.example/lot/9"/>
  <updated>2026-11-11T00:00:00Z</updated><published>2026-11-10T00:00:00Z</published>
  <author><name>Ana</name></author><category term="antiques"/>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Old</p></div></content>
</entry></feed>"""


def read(text: str) -> list[Listing]:
    return list(spider("feed", FEEDS).read_listings(page(text, URL, "source")))


def test_an_item_of_rss_is_read_with_the_attributes_of_merchant_feeds() -> None:
    [listing] = read(RSS)
    assert (listing.listing_id, listing.title) == ("77", "Elephant hair bracelet")
    assert listing.url == "https://shop.example/item/77"
    assert listing.description == "Long text"
    assert listing.price_text == "25.00 USD"
    assert listing.date_text == "Tue, 10 Nov 2026 08:00:00 GMT"
    assert listing.seller_text == "Casa Sol"
    assert listing.category_text == "Jewellery > Bracelets"
    assert listing.availability_text == "in_stock"
    assert listing.image_urls == [
        "https://shop.example/77.jpg",
        "https://shop.example/b.jpg",
    ]
    assert listing.provenance["price"] == "feed: price"


def test_an_entry_of_atom_is_read() -> None:
    [listing] = read(ATOM)
    assert listing.title == "Horn cup"
    assert listing.listing_id == "tag:shop.example,2026:lot/9"
    assert listing.url == "https://shop.example/lot/9"
    assert listing.description == "Old"
    assert listing.date_text == "2026-11-10T00:00:00Z"
    assert listing.seller_text == "Ana"
    assert listing.category_text == "antiques"


def test_an_address_is_no_id_of_an_entry() -> None:
    link = "https://shop.example/lot/9"
    entry = f"<item><title>Cup</title><link>{link}</link><guid>{link}</guid></item>"
    [listing] = read(f"<rss version='2.0'><channel>{entry}</channel></rss>")
    assert listing.listing_id == "/lot/9"


def test_the_pages_of_a_feed_are_followed() -> None:
    made = spider("feed", FEEDS)
    [later] = requests_of(made.parse_feed(page(ATOM, URL, "source")))
    assert (later.url, later.meta["kind"]) == (
        "https://shop.example/feed?page=2",
        "source",
    )
    assert requests_of(made.parse_feed(page(RSS, later.url, "source"))) == []


def test_a_feed_does_not_show_all_that_is_on_offer() -> None:
    assert not spider("feed", FEEDS).sees_all


def test_what_is_no_feed_is_a_fault() -> None:
    with pytest.raises(PageFault, match="is not a feed"):
        read("<html><body>Closed</body></html>")
    with pytest.raises(PageFault, match="holds entity definitions"):
        read('<!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>')
