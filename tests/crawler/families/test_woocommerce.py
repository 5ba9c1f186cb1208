"""Family woocommerce: the documented shape of the Store API's products."""

from typing import Any

import pytest

from crawler.families.page import PageFault
from crawler.items import Listing
from tests.crawler.families.pages import json_page, page, requests_of, spider

URL = "https://shop.example/wp-json/wc/store/v1/products?per_page=100&page=1"
PRODUCT: dict[str, Any] = {
    "id": 34,
    "name": "Ball python &#8211; male",
    "slug": "ball-python-male",
    "type": "simple",
    "permalink": "https://shop.example/product/ball-python-male/",
    "short_description": "<p>CB 2025</p>",
    "description": "<p>Eats well.</p>",
    "prices": {
        "price": "12050",
        "regular_price": "12050",
        "currency_code": "EUR",
        "currency_symbol": "€",
        "currency_minor_unit": 2,
    },
    "images": [{"id": 1, "src": "https://shop.example/a.jpg"}],
    "categories": [{"id": 9, "name": "Snakes &amp; lizards", "slug": "snakes"}],
    "tags": [{"id": 3, "name": "python"}],
    "attributes": [{"id": 1, "name": "Sex", "terms": [{"id": 1, "name": "male"}]}],
    "is_in_stock": True,
    "is_purchasable": True,
    "is_on_backorder": False,
}


def read(product: dict[str, Any]) -> Listing:
    [listing] = spider("woocommerce").read_listings(json_page([product], URL))
    return listing


def test_a_product_is_read() -> None:
    listing = read(PRODUCT)
    assert listing.title == "Ball python – male"
    assert listing.listing_id == "34"
    assert listing.url == "https://shop.example/product/ball-python-male/"
    assert listing.description == "CB 2025\nEats well.\nSex: male"
    assert (listing.price_text, listing.currency_text) == ("120.50", "EUR")
    assert listing.category_text == "Snakes & lizards > python"
    assert listing.availability_text == "InStock"
    assert listing.image_urls == ["https://shop.example/a.jpg"]
    assert listing.provenance["price"] == "store API: prices.price"


@pytest.mark.parametrize(
    ("change", "attribute", "value"),
    [
        ({"prices": None}, "price_text", ""),
        (
            {"prices": {"price": "5000", "currency_minor_unit": 0}},
            "price_text",
            "5000",
        ),
        ({"prices": {"price": "5", "currency_minor_unit": 2}}, "price_text", "0.05"),
        ({"prices": {"price": "12.50"}}, "price_text", "12.50"),
        ({"is_in_stock": False}, "availability_text", "OutOfStock"),
        (
            {"is_in_stock": False, "is_on_backorder": True},
            "availability_text",
            "InStock",
        ),
        ({"is_in_stock": "yes"}, "availability_text", ""),
        ({"categories": [], "tags": []}, "category_text", ""),
        ({"attributes": None, "description": ""}, "description", "CB 2025"),
        ({"images": ["odd", {"src": None}]}, "image_urls", []),
    ],
)
def test_a_product_with_gaps_is_read_as_far_as_it_goes(
    change: dict[str, Any], attribute: str, value: Any
) -> None:
    assert getattr(read({**PRODUCT, **change}), attribute) == value


@pytest.mark.parametrize(
    ("number", "pages", "later"),
    [
        (1, "3", "page=2"),
        (2, "3", "page=3"),
        (3, "3", ""),
        (1, "", ""),
    ],
)
def test_pages_are_asked_for_as_the_header_says(
    number: int, pages: str, later: str
) -> None:
    url = URL.replace("&page=1", f"&page={number}")
    headers = {"X-WP-TotalPages": pages} if pages else {}
    answer = json_page([PRODUCT], url, headers=headers)
    asked = requests_of(spider("woocommerce").parse_results(answer))
    assert [one.url[-6:] for one in asked] == ([later] if later else [])


def test_without_the_header_a_full_page_is_followed_by_another() -> None:
    answer = json_page([PRODUCT] * 100, URL)
    [later] = requests_of(spider("woocommerce").parse_results(answer))
    assert later.url == URL.replace("&page=1", "&page=2")


def test_the_whole_shop_or_the_categories_named_are_asked_for() -> None:
    made = spider("woocommerce", starts=False)
    assert [one.url for one in made.first_requests()] == [URL]
    some = spider("woocommerce", '[api]\ncategories = ["7", "9"]', starts=False)
    ends = [one.url.rpartition("&")[2] for one in some.first_requests()]
    assert ends == ["category=7", "category=9"]


@pytest.mark.parametrize("value", [{"code": "rest_no_route"}, "x", None])
def test_other_json_is_a_fault_with_its_mend(value: Any) -> None:
    with pytest.raises(PageFault, match="has no list of products; is https://shop"):
        list(spider("woocommerce").read_listings(json_page(value, URL)))


def test_html_in_the_place_of_json_is_a_fault() -> None:
    with pytest.raises(PageFault, match="is not JSON"):
        list(spider("woocommerce").read_listings(page("<html>Closed</html>", URL)))
