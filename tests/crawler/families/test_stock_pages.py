"""Families of stock software: PrestaShop, OpenCart, phpBB, XenForo.

The pages below are ours, with the elements and class names of the stock themes.
"""

import pytest

from crawler.families.forum_pages import without_session
from crawler.families.page import PageFault
from tests.crawler.families.pages import json_ld, only, page, requests_of, spider

PRESTASHOP_LIST = """<html><body><section id=products>
<article class="product-miniature js-product-miniature" data-id-product=12>
 <h2 class="h3 product-title"><a href="/en/home/12-45-caiman-belt.html">Caiman belt</a></h2>
</article>
<article class="product-miniature"><h3 class="product-title">
 <a href="/en/home/13-purse.html">Purse</a></h3></article></section>
<nav class=pagination><a rel=prev href="?page=0">x</a><a class="next" rel=next href="/en/home?page=2">Next</a></nav>
</body></html>"""
PRESTASHOP_OLD = """<html><body><nav class=breadcrumb><ol><li><a>Home</a></li>
<li><a>Belts</a></li><li><a>Caiman belt</a></li></ol></nav><h1>Caiman belt</h1>
<div class=current-price><span class=current-price-value content="95">95,00 €</span></div>
<div class=product-description><p>Real caiman</p></div>
<span id=product-availability>In stock</span>
<div class=product-images><img src="/img/12.jpg"></div></body></html>"""
OPENCART_LIST = """<html><body><div class=product-thumb><div class=content>
<h4><a href="/index.php?route=product/product&amp;path=20&amp;product_id=42">Ivory cue</a></h4></div></div>
<ul class=pagination><li><a href="/x?page=2">2</a></li><li><a href="/x?page=2">&gt;</a></li>
<li><a href="/x?page=9">&gt;|</a></li></ul></body></html>"""
OPENCART = """<html><body><ul class=breadcrumb><li><a>Home</a></li><li><a>Sport</a></li>
<li><a>Cue</a></li></ul><div id=content><div class="image magnific-popup"><img src="/image/cue.jpg"></div>
<h1>Ivory cue</h1><ul><li>Brand: none</li><li>Availability: In Stock</li></ul>
<span class=price-new>$122.00</span><div id=tab-description><p>Old cue</p></div></div></body></html>"""
SID = "d41d8cd98f00b204e9800998ecf8427e"
PHPBB_LIST = f"""<html id=phpbb><body class="section-viewforum">
<ul class="topiclist topics"><li class="row global-announce"><a class=topictitle href="./viewtopic.php?f=1&amp;t=1">Rules</a></li></ul>
<ul class="topiclist topics"><li class="row bg1"><a class=topictitle href="./viewtopic.php?f=7&amp;t=310&amp;sid={SID}">FS: hoya</a></li>
<li class="row bg2"><a class=topictitle href="./viewtopic.php?t=311">FS: pots</a></li></ul>
<div class=pagination><ul><li class="arrow next"><a rel=next href="./viewforum.php?f=7&amp;sid={SID}&amp;start=25">Next</a></li></ul></div>
</body></html>"""
PHPBB = """<html id=phpbb><body><ul id=nav-breadcrumbs><li class=breadcrumbs>
<span class=crumb data-forum-id=7><a><span itemprop=name>For sale</span></a></span></li></ul>
<h2 class=topic-title><a href="./viewtopic.php?t=310">FS: hoya</a></h2>
<div class="post has-profile"><div class=postbody><div id=post_content901><h3>x</h3>
<p class=author>by <strong><a class=username href="./x">nina</a></strong> » <time datetime="2026-11-01T09:00:00+00:00">1 Nov</time></p>
<div class=content>Two cuttings, 12 EUR<br>Collection only<img class=postimage src="/dl/1.jpg"></div></div></div></div>
<div class="post"><div id=post_content902><p class=author><a class=username>ben</a><time datetime="2026-11-02T09:00:00+00:00">x</time></p>
<div class=content>Sold?</div></div></div></body></html>"""
XENFORO_LIST = """<html id=XF><body><div class=structItem><div class=structItem-title>
<a class=labelLink href="/forums/fs.3/?prefix_id=2"><span class=label>FS</span></a>
<a href="/threads/monitor-pair.5512/" data-tp-primary=on>Monitor pair</a></div></div>
<a class="pageNav-jump pageNav-jump--next" href="/forums/fs.3/page-2">Next</a></body></html>"""
XENFORO = """<html id=XF><body><ul class=p-breadcrumbs><li><span itemprop=name>Home</span></li>
<li><span itemprop=name>Reptiles for sale</span></li></ul>
<h1 class=p-title-value><span class="label label--red">Sold</span><span class=label-append>&nbsp;</span>Monitor pair</h1>
<article class="message message--post" data-author="kim"><time datetime="2026-11-03T10:00:00+0000">x</time>
<div class=bbWrapper>Adult pair, 900<br>No shipping<img class=bbImage src="/data/m.jpg"></div></article>
<article class="message message--post" data-author="lee"><div class=bbWrapper>Nice</div></article></body></html>"""


@pytest.mark.parametrize(
    ("family", "body", "leads_to"),
    [
        (
            "prestashop",
            PRESTASHOP_LIST,
            ["/en/home/12-45-caiman-belt.html", "/en/home/13-purse.html", "/en/home?page=2"],
        ),
        (
            "opencart",
            OPENCART_LIST,
            ["/index.php?route=product/product&path=20&product_id=42", "/x?page=2"],
        ),
        (
            "phpbb",
            PHPBB_LIST,
            ["/viewtopic.php?f=7&t=310", "/viewtopic.php?t=311", "/viewforum.php?f=7&start=25"],
        ),
        ("xenforo", XENFORO_LIST, ["/threads/monitor-pair.5512/", "/forums/fs.3/page-2"]),
    ],
)  # fmt: skip
def test_a_list_leads_to_its_offers_and_the_next_page(
    family: str, body: str, leads_to: list[str]
) -> None:
    made = spider(family)
    answer = page(body, "https://shop.example/results", "results")
    asked = [one.url for one in requests_of(made.parse_results(answer))]
    assert asked == [f"https://shop.example{path}" for path in leads_to]


def test_a_page_of_prestashop_is_read_by_its_metadata() -> None:
    url = "https://shop.example/en/home/12-45-caiman-belt.html"
    product = {
        "@type": "Product",
        "name": "Caiman belt",
        "offers": {"@type": "Offer", "price": "95.00", "priceCurrency": "EUR"},
    }
    theme = PRESTASHOP_OLD.partition("<body>")[2]
    body = json_ld(product).replace("<h1>Heading</h1>", theme)
    listing = only(spider("prestashop"), body, url=url)
    assert listing.listing_id == "12"
    assert (listing.price_text, listing.currency_text) == ("95.00", "EUR")
    assert listing.provenance["price"].startswith("json-ld")
    assert listing.category_text == "Belts"
    assert listing.description == "Real caiman"


def test_an_old_theme_without_metadata_is_read_where_it_shows_the_fields() -> None:
    url = "https://shop.example/en/home/12-caiman-belt.html"
    listing = only(spider("prestashop"), PRESTASHOP_OLD, url=url)
    assert (listing.title, listing.price_text) == ("Caiman belt", "95,00 €")
    assert listing.availability_text == "In stock"
    assert listing.image_urls == ["https://shop.example/img/12.jpg"]


def test_a_page_of_opencart_is_read() -> None:
    url = "https://shop.example/index.php?route=product/product&product_id=42"
    listing = only(spider("opencart"), OPENCART, url=url)
    assert (listing.listing_id, listing.title) == ("42", "Ivory cue")
    assert (listing.price_text, listing.category_text) == ("$122.00", "Sport")
    assert listing.description == "Old cue"
    assert listing.image_urls == ["https://shop.example/image/cue.jpg"]


def test_a_page_that_is_no_product_is_a_fault() -> None:
    made = spider("opencart")
    with pytest.raises(PageFault, match="no offer in its metadata"):
        list(made.read_listings(page("<html><body><h1>About us</h1></body></html>")))


def test_a_thread_of_phpbb_is_read_by_its_first_post() -> None:
    url = "https://shop.example/viewtopic.php?f=7&t=310"
    listing = only(spider("phpbb"), PHPBB, url=url)
    assert (listing.listing_id, listing.title) == ("310", "FS: hoya")
    assert listing.description == "Two cuttings, 12 EUR\nCollection only"
    assert listing.seller_text == "nina"
    assert listing.date_text == "2026-11-01T09:00:00+00:00"
    assert listing.category_text == "For sale"
    assert listing.image_urls == ["https://shop.example/dl/1.jpg"]


def test_a_thread_of_xenforo_is_read_by_its_first_post() -> None:
    url = "https://shop.example/threads/monitor-pair.5512/"
    listing = only(spider("xenforo"), XENFORO, url=url)
    assert (listing.listing_id, listing.title) == ("5512", "Monitor pair")
    assert listing.availability_text == "Sold"
    assert listing.description == "Adult pair, 900\nNo shipping"
    assert listing.seller_text == "kim"
    assert listing.date_text == "2026-11-03T10:00:00+0000"
    assert listing.category_text == "Reptiles for sale"


def test_what_the_file_says_wins_over_the_preset() -> None:
    made = spider("xenforo", '[select]\ntitle = "h1.own"\n')
    assert made.marketplace.select.title == "h1.own"
    assert made.marketplace.select.seller.startswith("(//article")


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        (f"https://f.example/viewtopic.php?t=1&sid={SID}", "https://f.example/viewtopic.php?t=1"),
        (f"https://f.example/viewtopic.php?sid={SID}&t=1", "https://f.example/viewtopic.php?t=1"),
        (f"https://f.example/viewtopic.php?sid={SID}", "https://f.example/viewtopic.php"),
        ("https://f.example/viewtopic.php?t=1#p5", "https://f.example/viewtopic.php?t=1"),
        ("https://f.example/item?sid=77", "https://f.example/item?sid=77"),
    ],
)  # fmt: skip
def test_a_visitors_session_is_no_part_of_an_address(url: str, bare: str) -> None:
    assert without_session(url) == bare
