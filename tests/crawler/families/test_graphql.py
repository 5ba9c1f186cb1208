"""Families on GraphQL: Magento, Saleor, Vendure, in the shapes that they document."""

import json
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawler.families.graphql import GraphqlSpider
from crawler.families.page import PageFault
from crawler.families.saleor_graphql import editor_text
from crawler.items import Listing
from tests.crawler.families.pages import requests_of, spider

MAGENTO = {
    "sku": "HB-1",
    "name": "Horn bangle &amp; box",
    "url_key": "horn-bangle",
    "url_suffix": ".html",
    "stock_status": "OUT_OF_STOCK",
    "short_description": {"html": ""},
    "description": {"html": "<p>Buffalo <b>horn</b></p>"},
    "categories": [{"name": "Jewellery"}],
    "price_range": {"minimum_price": {"final_price": {"value": 49.5, "currency": "USD"}}},
    "media_gallery": [{"url": "https://shop.example/media/hb.jpg"}],
}  # fmt: skip
SALEOR = {
    "id": "UHJvZHVjdDo3Mg==",
    "name": "Snakeskin purse",
    "slug": "snakeskin-purse",
    "description": json.dumps(
        {"blocks": [{"type": "paragraph", "data": {"text": "Real <b>python</b>"}}]}
    ),
    "created": "2026-10-01T08:00:00+00:00",
    "isAvailable": True,
    "category": {"name": "Accessories"},
    "productType": {"name": "Purse"},
    "pricing": {"priceRange": {"start": {"gross": {"amount": 80.0, "currency": "PLN"}}}},
    "media": [{"url": "https://shop.example/thumbnail/1.jpg"}],
}  # fmt: skip
VENDURE = {
    "productId": "12",
    "productName": "Agave titanota",
    "slug": "agave-titanota",
    "description": "<p>Seed grown</p>",
    "currencyCode": "EUR",
    "priceWithTax": {"min": 1250, "max": 4000},
    "productAsset": {"preview": "https://shop.example/assets/a.jpg"},
}


def shop(family: str, api: str = "") -> GraphqlSpider:
    channel = 'channel = "pl"\n' if family == "saleor_graphql" else ""
    text = f"[api]\n{channel}{api}" if channel or api else ""
    made = spider(family, text, starts=False)
    assert isinstance(made, GraphqlSpider)
    return made


def answers(request: Request, value: Any) -> TextResponse:
    body = json.dumps(value).encode()
    return TextResponse(request.url, body=body, request=request)


def magento(*products: Any, pages: int = 1) -> dict[str, Any]:
    listed = {"page_info": {"total_pages": pages}, "items": list(products)}
    return {"data": {"products": {"total_count": len(products), **listed}}}


def saleor(*products: Any, cursor: str = "") -> dict[str, Any]:
    info = {"hasNextPage": bool(cursor), "endCursor": cursor or None}
    edges = [{"node": one} for one in products]
    return {"data": {"products": {"pageInfo": info, "edges": edges}}}


def vendure(*products: Any, total: int = 1) -> dict[str, Any]:
    return {"data": {"search": {"totalItems": total, "items": list(products)}}}


def only(made: GraphqlSpider, value: Any) -> Listing:
    [request] = made.first_requests()
    [listing] = made.read_listings(answers(request, value))
    return listing


def test_a_product_of_magento_is_read() -> None:
    listing = only(shop("magento_graphql"), magento(MAGENTO))
    assert listing.listing_id == "HB-1"
    assert listing.url == "https://shop.example/horn-bangle.html"
    assert listing.description == "Buffalo horn"
    assert (listing.price_text, listing.currency_text) == ("49.5", "USD")
    assert listing.availability_text == "outofstock"
    assert listing.category_text == "Jewellery"
    assert listing.image_urls == ["https://shop.example/media/hb.jpg"]


def test_a_product_of_saleor_is_read() -> None:
    listing = only(shop("saleor_graphql"), saleor(SALEOR))
    assert listing.listing_id == "UHJvZHVjdDo3Mg=="
    assert listing.url == "https://shop.example/pl/products/snakeskin-purse"
    assert listing.description == "Real python"
    assert (listing.price_text, listing.currency_text) == ("80", "PLN")
    assert listing.date_text == "2026-10-01T08:00:00+00:00"
    assert listing.category_text == "Accessories > Purse"
    assert listing.availability_text == "InStock"


def test_a_product_of_vendure_is_read() -> None:
    listing = only(shop("vendure_graphql"), vendure(VENDURE))
    assert listing.listing_id == "12"
    assert listing.url == "https://shop.example/product/agave-titanota"
    assert listing.description == "Seed grown"
    assert (listing.price_text, listing.currency_text) == ("12.50", "EUR")
    single = only(
        shop("vendure_graphql"),
        vendure({**VENDURE, "priceWithTax": {"value": 99}}),
    )
    assert single.price_text == "0.99"


def test_the_page_of_a_product_may_be_said() -> None:
    made = shop("vendure_graphql", 'product_page = "https://shop.example/p/{slug}/x"')
    listing = only(made, vendure(VENDURE))
    assert listing.url == "https://shop.example/p/agave-titanota/x"


@pytest.mark.parametrize(
    ("family", "answer", "paging"),
    [
        ("magento_graphql", magento(MAGENTO, pages=2), {"page": 2}),
        ("magento_graphql", magento(MAGENTO, pages=1), None),
        ("magento_graphql", magento(pages=9), None),
        ("saleor_graphql", saleor(SALEOR, cursor="abc"), {"after": "abc"}),
        ("saleor_graphql", saleor(SALEOR), None),
        ("vendure_graphql", vendure(VENDURE, total=101), {"skip": 100}),
        ("vendure_graphql", vendure(VENDURE, total=100), None),
    ],
)
def test_the_next_page_is_asked_for_while_there_is_one(
    family: str, answer: Any, paging: dict[str, Any] | None
) -> None:
    made = shop(family)
    [first] = made.first_requests()
    later = requests_of(made.parse_results(answers(first, answer)))
    if paging is None:
        assert later == []
        return
    [one] = later
    sent = json.loads(one.body)
    assert sent["variables"].items() >= paging.items()
    assert sent["query"] == json.loads(first.body)["query"]
    assert one.url != first.url, "the ledger tells pages apart by their address"
    assert one.url.partition("#")[0] == first.url.partition("#")[0]
    assert one.method == "POST"
    assert one.headers[b"Content-Type"] == b"application/json"


@pytest.mark.parametrize(
    ("family", "path", "variables"),
    [
        ("magento_graphql", "/graphql", {"filter": {"price": {"from": "0"}}, "page": 1}),
        ("saleor_graphql", "/graphql/", {"channel": "pl", "after": None}),
        ("vendure_graphql", "/shop-api", {"skip": 0}),
    ],
)  # fmt: skip
def test_the_whole_shop_is_asked_for(
    family: str, path: str, variables: dict[str, Any]
) -> None:
    [first] = shop(family).first_requests()
    assert first.url.startswith(f"https://shop.example{path}#all")
    assert json.loads(first.body)["variables"] == variables


@pytest.mark.parametrize("family", ["magento_graphql", "saleor_graphql", "vendure_graphql"])  # fmt: skip
def test_each_category_named_is_a_list_of_its_own(family: str) -> None:
    made = shop(family, 'categories = ["Nw==", "OQ=="]')
    asked = [json.loads(one.body)["variables"] for one in made.first_requests()]
    assert len(asked) == 2
    assert "Nw==" in json.dumps(asked[0])
    assert "OQ==" in json.dumps(asked[1])


@pytest.mark.parametrize("family", ["magento_graphql", "saleor_graphql", "vendure_graphql"])  # fmt: skip
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"errors": [{"message": "Cannot query field"}]}, "the error 'Cannot query"),
        ({"data": None, "errors": []}, "has no list"),
        ({"data": {"products": [], "search": 4}}, "has no list"),
        ([], "is no JSON object"),
    ],
)
def test_an_answer_without_a_list_is_a_fault(
    family: str, value: Any, said: str
) -> None:
    made = shop(family)
    [first] = made.first_requests()
    with pytest.raises(PageFault, match=said):
        list(made.read_listings(answers(first, value)))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Plain <b>text</b>", "Plain text"),
        ('{"blocks": [{"data": {"items": ["a", {"content": "b"}]}}]}', "a\nb"),
        ('{"blocks": "odd"}', ""),
        ("[1, 2]", ""),
        ("", ""),
    ],
)
def test_text_of_the_editor_is_read(written: str, text: str) -> None:
    assert editor_text(written) == text
