"""Family storefront_json: the shape of Shopify's `/products.json`."""

from typing import Any

import pytest
from scrapy import Request

from crawler.families.page import PageFault
from crawler.items import Listing
from tests.crawler.families.pages import json_page, page, spider

URL = "https://shop.example/products.json?limit=250&page=1"
PRODUCT: dict[str, Any] = {
    "id": 6812345,
    "title": "Python leather belt",
    "handle": "python-leather-belt",
    "body_html": "<p>Real <b>python</b></p><ul><li>95 cm</li></ul>",
    "published_at": "2026-11-10T20:00:00-06:00",
    "vendor": "Casa Sol",
    "product_type": "Belts",
    "tags": ["leather", "python"],
    "variants": [
        {"id": 1, "price": "80.00", "available": False},
        {"id": 2, "price": "95.00", "available": True},
    ],
    "images": [{"src": "https://cdn.shopify.com/a.jpg"}],
}


def listings(value: Any) -> list[Listing]:
    return list(spider("storefront_json").read_listings(json_page(value, URL)))


def test_a_product_is_read() -> None:
    [listing] = listings({"products": [PRODUCT]})
    assert listing.title == "Python leather belt"
    assert listing.listing_id == "6812345"
    assert listing.url == "https://shop.example/products/python-leather-belt"
    assert listing.description == "Real python\n95 cm"
    assert listing.price_text == "95.00"
    assert listing.date_text == "2026-11-10T20:00:00-06:00"
    assert listing.seller_text == "Casa Sol"
    assert listing.category_text == "Belts > leather > python"
    assert listing.availability_text == "InStock"
    assert listing.image_urls == ["https://cdn.shopify.com/a.jpg"]
    assert listing.provenance["price"] == "products.json: variants.price"


@pytest.mark.parametrize(
    ("change", "attribute", "value"),
    [
        ({"tags": "leather, python"}, "category_text", "Belts > leather > python"),
        ({"tags": None, "product_type": ""}, "category_text", ""),
        ({"variants": []}, "price_text", ""),
        ({"variants": [{"price": 12.5}]}, "price_text", "12.5"),
        (
            {"variants": [{"price": "1", "available": False}]},
            "availability_text",
            "SoldOut",
        ),
        ({"body_html": None}, "description", ""),
        (
            {"variants": [{"id": 1, "title": "Default Title", "price": "5"}]},
            "description",
            "Real python\n95 cm",
        ),
        (
            {
                "options": [{"name": "Species", "values": ["caiman", "python"]}],
                "variants": [
                    {"id": 1, "title": "caiman", "price": "5"},
                    {"id": 2, "title": "python", "price": "7"},
                ],
            },
            "description",
            "Real python\n95 cm\nSpecies: caiman, python",
        ),
        ({"id": None}, "listing_id", "python-leather-belt"),
        ({"handle": ""}, "url", URL),
        ({"images": [{"src": None}, "x"]}, "image_urls", []),
    ],
)
def test_a_product_with_gaps_is_read_as_far_as_it_goes(
    change: dict[str, Any], attribute: str, value: Any
) -> None:
    [listing] = listings({"products": [{**PRODUCT, **change}]})
    assert getattr(listing, attribute) == value


def test_a_product_without_a_title_does_not_stop_the_others() -> None:
    found = listings({"products": [{**PRODUCT, "title": ""}, "odd", PRODUCT]})
    assert [one.title for one in found] == ["Python leather belt"]


def test_pages_are_asked_for_until_one_is_empty() -> None:
    made = spider("storefront_json")
    *_, later = made.parse_results(json_page({"products": [PRODUCT]}, URL))
    assert isinstance(later, Request)
    assert later.url == "https://shop.example/products.json?limit=250&page=2"
    assert list(made.parse_results(json_page({"products": []}, later.url))) == []


def test_without_addresses_the_whole_shop_is_asked_for() -> None:
    made = spider("storefront_json")
    assert made.start_pages() == ["https://shop.example/results"]
    facts = made.marketplace.model_copy(update={"start_urls": []})
    type(made).marketplace = facts
    assert made.start_pages() == [URL]


@pytest.mark.parametrize(
    "value", [{}, [], {"products": "x"}, "text", None, {"product": {}}]
)
def test_other_json_is_a_fault_with_its_mend(value: Any) -> None:
    with pytest.raises(
        PageFault, match="has no list of products; is it a Shopify shop"
    ):
        listings(value)


def test_html_in_the_place_of_json_is_a_fault() -> None:
    with pytest.raises(PageFault, match="is not JSON") as fault:
        list(spider("storefront_json").read_listings(page("<html>Closed</html>", URL)))
    assert fault.value.kind == "not_json"
