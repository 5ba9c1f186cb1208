"""The demo marketplaces publish as real ones do, down to their faults."""

import json
import re
from decimal import Decimal
from io import BytesIO
from urllib.robotparser import RobotFileParser

import extruct
import lxml.etree
import lxml.html
import pytest
from PIL import Image

from tests.crawler.demo.shown_sites import SHOWN, SITES, get, offer_of, sound

LISTS = {
    "demo_classifieds": ("/annonces", ".annonce a.titre", "a[rel=next]"),
    "demo_shop": ("/katalog", ".katalog a.artikel", "a.weiter"),
    "demo_storefront": ("/collections/all", "a.product-link", "a[rel=next]"),
    "demo_auction": ("/lots", ".lot h2 a", "a.later"),
}


@pytest.mark.parametrize("name", SITES)
def test_its_pages_of_results_lead_to_every_offer_once(name):
    path, link, following = LISTS[name]
    query, found, pages = {}, [], 0
    while True:
        tree = lxml.html.fromstring(get(name, path, **query))
        found += [a.get("href") for a in tree.cssselect(link)]
        pages += 1
        more = tree.cssselect(following)
        if not more:
            break
        key, _, number = more[0].get("href").partition("?")[2].partition("=")
        query = {key: number}
    offers = [href for href in found if not href.startswith("/members/")]
    site = SHOWN[name]
    assert pages >= 10
    assert sorted(offers) == sorted(site.offer_path(offer) for offer in site.offers)


@pytest.mark.parametrize("name", SITES)
def test_robots_txt_shuts_an_area_that_links_to_offers(name):
    robots = RobotFileParser()
    robots.parse(get(name, "/robots.txt").splitlines())
    assert not robots.can_fetch("citeswatch", f"{SHOWN[name].base}/members/anything")
    assert robots.can_fetch("citeswatch", SHOWN[name].base + LISTS[name][0])
    tree = lxml.html.fromstring(get(name, "/members/anything"))
    assert len(tree.cssselect("a.offer-link")) == 12


@pytest.mark.parametrize("name", ["demo_classifieds", "demo_shop", "demo_auction"])
def test_links_into_the_shut_area_stand_among_the_offers(name):
    path, link, _ = LISTS[name]
    tree = lxml.html.fromstring(get(name, path))
    assert any(a.get("href").startswith("/members/") for a in tree.cssselect(link))


def test_json_ld_states_every_classified_as_a_product_with_one_offer():
    site = SHOWN["demo_classifieds"]
    for offer in sound("demo_classifieds"):
        page = get("demo_classifieds", site.offer_path(offer))
        (product,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
        assert product["@type"] == "Product"
        assert product["sku"] == str(offer.number)
        assert product["name"] == offer.title
        assert product["description"] == offer.description
        assert Decimal(product["offers"]["price"]) == offer.price
        assert product["offers"]["priceCurrency"] == "MAD"
        assert product["offers"]["availabilityStarts"] == offer.posted.isoformat()


def test_microdata_states_every_lot_with_its_closing_time():
    site = SHOWN["demo_auction"]
    closed = 0
    for offer in sound("demo_auction"):
        page = get("demo_auction", site.offer_path(offer))
        (item,) = extruct.extract(page, syntaxes=["microdata"])["microdata"]
        product, bid = item["properties"], item["properties"]["offers"]["properties"]
        assert item["type"] == "https://schema.org/Product"
        assert product["name"] == offer.title
        assert product["sku"] == str(offer.number)
        assert bid["price"] == str(offer.price)
        assert bid["availabilityEnds"] == f"{offer.ends}T20:00:00+08:00"
        closed += bid["availability"] == "https://schema.org/SoldOut"
        assert bid["availability"].endswith("SoldOut") == offer.ended
    assert closed > 0


def test_the_shop_has_no_metadata_at_all():
    page = get("demo_shop", SHOWN["demo_shop"].offer_path(offer_of("demo_shop", "W10")))
    assert not any(extruct.extract(page, syntaxes=["json-ld", "microdata"]).values())
    assert "og:" not in page
    tree = lxml.html.fromstring(page)
    (price,) = tree.cssselect(".preis")
    assert price.text_content().replace("\xa0", " ") == "2.300,00 €"
    (day,) = tree.cssselect("td.datum")
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4}", day.text_content())


# https://shopify.dev/docs/api/admin-rest/latest/resources/product
PRODUCT_FIELDS = [
    "id",
    "title",
    "handle",
    "body_html",
    "vendor",
    "product_type",
    "tags",
    "published_at",
    "created_at",
    "updated_at",
    "variants",
    "images",
    "options",
]
VARIANT_FIELDS = [
    "id",
    "product_id",
    "title",
    "price",
    "sku",
    "available",
    "position",
    "compare_at_price",
    "grams",
    "option1",
    "option2",
    "option3",
    "requires_shipping",
    "taxable",
    "created_at",
    "updated_at",
]


def test_products_json_has_shopifys_fields():
    products = json.loads(get("demo_storefront", "/products.json", limit="250"))
    assert set(products) == {"products"}
    for product in products["products"]:
        assert set(product) == set(PRODUCT_FIELDS)
        (variant,) = product["variants"]
        assert set(variant) >= set(VARIANT_FIELDS)
        assert isinstance(product["id"], int)
        assert isinstance(variant["price"], str)
        assert variant["product_id"] == product["id"]
        (image,) = product["images"]
        assert image["src"].startswith("http://127.0.0.1:8703/")


@pytest.mark.parametrize(
    ("asked", "given"), [({}, 30), ({"limit": "7"}, 7), ({"limit": "900"}, 250)]
)
def test_products_json_gives_30_products_unless_told_and_250_at_most(asked, given):
    page = json.loads(get("demo_storefront", "/products.json", **asked))
    assert len(page["products"]) == given


def test_pages_of_products_json_hold_every_offer_and_end_with_an_empty_one():
    found = []
    for number in range(1, 4):
        page = get("demo_storefront", "/products.json", limit="250", page=str(number))
        products = json.loads(page)["products"]
        found += [product["id"] for product in products]
    assert products == []
    assert found == [offer.number for offer in SHOWN["demo_storefront"].offers]


def test_a_product_has_an_html_page_and_json_of_its_own():
    site = SHOWN["demo_storefront"]
    offer = offer_of("demo_storefront", "W20")
    product = json.loads(get("demo_storefront", site.offer_path(offer) + ".json"))
    assert product["product"]["title"] == offer.title
    assert offer.title in get("demo_storefront", site.offer_path(offer))


def test_sitemaps_lead_to_every_classified():
    site, found = SHOWN["demo_classifieds"], []
    index = lxml.etree.fromstring(get("demo_classifieds", "/sitemap.xml").encode())
    for place in index.xpath("//*[local-name()='loc']/text()"):
        page = get("demo_classifieds", place.removeprefix(site.base)).encode()
        found += lxml.etree.fromstring(page).xpath("//*[local-name()='loc']/text()")
    assert found == [site.base + site.offer_path(offer) for offer in site.offers]


def test_the_feed_holds_the_newest_lots():
    feed = lxml.etree.fromstring(get("demo_auction", "/feed.atom").encode())
    links = feed.xpath("//*[local-name()='entry']/*[local-name()='link']/@href")
    site = SHOWN["demo_auction"]
    newest = site.offers[:50]
    assert links == [site.base + site.offer_path(offer) for offer in newest]


@pytest.mark.parametrize("name", SITES)
def test_every_offer_has_a_picture_and_a_page(name):
    site = SHOWN[name]
    for offer in sound(name):
        assert site.page(site.offer_path(offer), {}).status == 200
        picture = site.page(f"/pictures/{offer.number}.png", {})
        with Image.open(BytesIO(picture.body)) as image:
            assert image.size == (480, 360)
