"""Family selectors: one selector per field, on a listing's page or on cards."""

import pytest
from scrapy import Request

from crawler.families.page import PageFault
from tests.crawler.families.pages import only, page, spider

SELECT = """
[follow]
listings = "a.item"
next = "a[rel=next]"

[select]
title = "h1"
listing_id = "//td[@id='no']"
description = ".text p"
price = ".price"
seller = ".seller"
category = ".crumb"
images = "img::attr(src)"
"""
LISTING = """\
<html><body><h1> Ball
 python </h1><table><td id=no>77</td></table><div class=text><p>One</p><p>Two</p></div>
<b class=price>120 €</b><b class=price>99 €</b><i class=crumb>Pets</i><i class=crumb>Snakes</i>
<img src="/a.jpg"><img src="//pictures.example/b.jpg"></body></html>
"""
CARDS = """
[follow]
next = "a.next"

[select]
each = "li.card"
title = "h2"
url = "a::attr(href)"
price = ".price"
"""


def test_a_listing_is_read_field_by_field() -> None:
    listing = only(spider("selectors", SELECT), LISTING)
    assert listing.title == "Ball python"
    assert listing.listing_id == "77"
    assert listing.description == "One\nTwo"
    assert listing.price_text == "120 €"
    assert listing.seller_text == ""
    assert listing.category_text == "Pets > Snakes"
    assert listing.image_urls == [
        "https://shop.example/a.jpg",
        "https://pictures.example/b.jpg",
    ]
    assert listing.provenance["price"] == "select: .price"
    assert "seller" not in listing.provenance


def test_a_wrong_selector_is_told_with_page_key_and_mend() -> None:
    made = spider("selectors", SELECT.replace('"h1"', '"h1.name"'))
    with pytest.raises(PageFault) as fault:
        only(made, LISTING)
    assert str(fault.value) == (
        "https://shop.example/item/77123: no title was found; "
        "select.title = 'h1.name' finds nothing there; try: "
        "citeswatch marketplace check shop https://shop.example/item/77123"
    )


def test_a_results_page_is_followed_to_listings_and_to_the_next() -> None:
    results = (
        '<a class=item href="/item/1?utm_source=list">1</a><a class=item href="/item/1">1</a>'
        '<a class=item href="#top">x</a><a class=item href="javascript:x()">x</a>'
        '<a class=item href="http://[bad">x</a><a rel=next href="?page=2">more</a>'
    )
    made = spider("selectors", SELECT)
    requests = list(
        made.parse_results(page(results, "https://shop.example/results", "results"))
    )
    assert [one.url for one in requests if isinstance(one, Request)] == [
        "https://shop.example/item/1",
        "https://shop.example/results?page=2",
    ]


def test_a_first_page_without_links_to_listings_is_a_fault() -> None:
    made = spider("selectors", SELECT)
    with pytest.raises(
        PageFault, match=r"no link to a listing \(follow.listings = 'a.item'\)"
    ):
        list(made.parse_results(page("<p>x", kind="results")))


def test_a_last_page_without_links_is_none() -> None:
    made = spider("selectors", SELECT)
    assert list(made.parse_results(page("<p>x", kind="results", depth=3))) == []
    assert made.crawler.stats["page/results_empty"] == 1


def test_cards_on_a_results_page_are_listings() -> None:
    body = (
        '<ul><li class=card><h2>One</h2><a href="/item/1">x</a><b class=price>5 €</b></li>'
        "<li class=card>advertisement</li>"
        '<li class=card><h2>Two</h2><a href="/item/2">x</a></li></ul><a class=next href="?p=2">n</a>'
    )
    made = spider("selectors", CARDS)
    one, two, later = made.parse_results(
        page(body, "https://shop.example/results", "results")
    )
    assert (one.title, one.price_text, one.url) == (
        "One",
        "5 €",
        "https://shop.example/item/1",
    )
    assert (two.title, two.listing_id) == ("Two", "/item/2")
    assert later.url == "https://shop.example/results?p=2"
    assert made.crawler.stats["card/without_title"] == 1


def test_a_page_without_cards_is_a_fault() -> None:
    with pytest.raises(PageFault, match=r"no offer \(select.each = 'li.card'\)"):
        list(spider("selectors", CARDS).parse_results(page("<p>x", kind="results")))


def test_the_crawl_stops_asking_at_its_limit_of_pages() -> None:
    made = spider("selectors", f"{SELECT}[politeness]\nmax_pages = 2\n")
    links = "".join(f'<a class=item href="/item/{n}">x</a>' for n in range(5))
    assert len(list(made.parse_results(page(links, kind="results")))) == 2
    assert made.capped
