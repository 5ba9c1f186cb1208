"""Family schema_org: microdata and Open Graph."""

import pytest

from crawler.families.page import PageFault
from tests.crawler.families.pages import only, page, spider

MICRODATA = """\
<html lang=en><body><div itemscope itemtype="https://schema.org/Product">
<h1 itemprop="name">Ball <b>python</b></h1>
<meta itemprop="sku" content="77123">
<div itemprop="description"><p>One</p><p>Two</p></div>
<img itemprop="image" src="/a.jpg">
<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<span itemprop="price" content="120.00">120 €</span>
<meta itemprop="priceCurrency" content="EUR">
<link itemprop="availability" href="https://schema.org/InStock">
<time itemprop="availabilityEnds" datetime="2026-12-01T10:00:00Z">1 Dec</time>
<span itemprop="seller" itemscope itemtype="https://schema.org/Person">
<span itemprop="name">Anna</span></span></div></div></body></html>
"""

OPEN_GRAPH = """\
<html prefix="og: https://ogp.me/ns#"><head>
<meta property="og:type" content="product">
<meta property="og:title" content="Ball python">
<meta property="og:description" content="With papers">
<meta property="og:image" content="https://pictures.example/a.jpg">
<meta property="product:price:amount" content="120.00">
<meta property="product:price:currency" content="EUR">
<meta property="product:availability" content="in stock">
</head><body></body></html>
"""


def test_microdata_is_read_with_its_nested_items() -> None:
    listing = only(spider("schema_org"), MICRODATA)
    assert listing.title == "Ball python"
    assert listing.listing_id == "77123"
    assert listing.description == "One\nTwo"
    assert (listing.price_text, listing.currency_text) == ("120.00", "EUR")
    assert listing.availability_text == "InStock"
    assert listing.ends_text == "2026-12-01T10:00:00Z"
    assert listing.seller_text == "Anna"
    assert listing.image_urls == ["https://shop.example/a.jpg"]
    assert listing.provenance["price"] == "microdata: offers.price"


def test_open_graph_is_read_as_one_product() -> None:
    listing = only(spider("schema_org"), OPEN_GRAPH)
    assert listing.title == "Ball python"
    assert listing.description == "With papers"
    assert (listing.price_text, listing.currency_text) == ("120.00", "EUR")
    assert listing.availability_text == "in stock"
    assert listing.image_urls == ["https://pictures.example/a.jpg"]


def test_a_page_that_is_no_product_is_not_taken_for_one() -> None:
    article = OPEN_GRAPH.replace('content="product"', 'content="article"')
    article = article.replace("product:", "article:")
    with pytest.raises(PageFault):
        only(spider("schema_org"), article)


def test_the_first_syntax_that_answers_is_used() -> None:
    both = OPEN_GRAPH.replace("<body></body></html>", MICRODATA[14:])
    first = only(spider("schema_org", 'syntaxes = ["opengraph", "microdata"]\n'), both)
    assert first.provenance["title"].startswith("opengraph: ")


@pytest.mark.parametrize(
    "body", ["<html></html>", "<p itemscope>", "<p>", "plain", "<"]
)
def test_a_page_without_metadata_is_a_fault_with_its_mend(body: str) -> None:
    with pytest.raises(PageFault, match='needs family = "selectors"'):
        only(spider("schema_org"), body)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "not_html"),
        (b"%PDF-1.7 \x00", "not_html"),
        (b"ab\x00\x01\x02\x03" * 50, "not_html"),
        (b"", "empty_page"),
        (b"   \n", "empty_page"),
    ],
)
def test_a_page_that_is_not_what_it_says_is_a_fault(body: bytes, kind: str) -> None:
    with pytest.raises(PageFault) as fault:
        list(spider("schema_org").read_listings(page(body)))
    assert fault.value.kind == kind


def test_an_address_that_cannot_be_joined_does_not_break_the_page() -> None:
    broken = MICRODATA.replace('src="/a.jpg"', 'src="http://[bad"')
    listing = only(spider("schema_org"), broken + OPEN_GRAPH)
    assert listing.title == "Ball python"
