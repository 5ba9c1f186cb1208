"""Families of official interfaces: eBay Browse, Etsy Open API v3, Mercado Libre."""

from typing import Any

import pytest

from crawler.families.page import PageFault
from crawler.families.paged_api import PagedApiSpider
from crawler.items import Listing
from tests.crawler.families.pages import json_page, requests_of, spider

TOKEN = '[auth]\nclient_id = "secret:a"\nclient_secret = "secret:b"\n'
FACTS = {
    "ebay_browse": f'[api]\nsite = "EBAY_DE"\ncategories = ["1"]\n{TOKEN}',
    "etsy_open_api": '[api]\ncategories = ["1"]\n[auth]\napi_key = "secret:a"\n',
    "mercado_libre": f'[api]\nsite = "MLB"\ncategories = ["1"]\n{TOKEN}',
}
EBAY: dict[str, Any] = {
    "itemId": "v1|334455|0",
    "legacyItemId": "334455",
    "title": "Vintage horn snuff box",
    "shortDescription": "From an estate",
    "condition": "Used",
    "buyingOptions": ["AUCTION"],
    "currentBidPrice": {"value": "41.50", "currency": "EUR"},
    "itemWebUrl": "https://www.ebay.de/itm/334455?hash=item4d&_skw=horn",
    "itemLocation": {"city": "Kiel", "postalCode": "241**", "country": "DE"},
    "seller": {"username": "estate_kiel", "feedbackScore": 9},
    "categories": [{"categoryName": "Boxes"}, {"categoryName": "Antiques"}],
    "image": {"imageUrl": "https://i.ebayimg.com/1.jpg"},
    "additionalImages": [{"imageUrl": "https://i.ebayimg.com/2.jpg"}],
    "itemCreationDate": "2026-11-01T10:00:00.000Z",
    "itemEndDate": "2026-11-08T10:00:00.000Z",
}
ETSY: dict[str, Any] = {
    "listing_id": 998877,
    "shop_id": 4242,
    "title": "Python skin wallet",
    "description": "Vintage wallet",
    "state": "active",
    "original_creation_timestamp": 1793520000,
    "ending_timestamp": 1803888000,
    "url": "https://www.etsy.com/listing/998877/python-skin-wallet?utm_source=api",
    "price": {"amount": 4550, "divisor": 100, "currency_code": "USD"},
    "tags": ["wallet", "python"],
    "materials": ["snakeskin"],
}
MERCADO: dict[str, Any] = {
    "id": "MLB3344",
    "title": "Bolsa de couro de jacaré",
    "permalink": "https://produto.mercadolivre.com.br/MLB-3344-bolsa#position=1",
    "thumbnail": "https://http2.mlstatic.com/a.jpg",
    "price": 350,
    "currency_id": "BRL",
    "available_quantity": 1,
    "seller": {"id": 77, "nickname": "LOJA"},
    "address": {"city_name": "Campinas", "state_name": "São Paulo"},
    "attributes": [{"name": "Material", "value_name": "Couro"}, {"name": "Cor"}],
    "domain_id": "MLB-HANDBAGS",
}


def api(family: str) -> PagedApiSpider:
    made = spider(family, FACTS[family], starts=False)
    assert isinstance(made, PagedApiSpider)
    return made


def rows(family: str, *items: Any, total: int | None = 1) -> dict[str, Any]:
    if family == "ebay_browse":
        return {"total": total, **({"itemSummaries": [*items]} if items else {})}
    if family == "etsy_open_api":
        return {"count": total, "results": [*items]}
    return {"paging": {"total": total}, "results": [*items]}


def read(family: str, item: dict[str, Any]) -> Listing:
    answer = json_page(rows(family, item), "https://api.example/?offset=0")
    [listing] = api(family).read_listings(answer)
    return listing


def test_a_row_of_ebay_is_read() -> None:
    listing = read("ebay_browse", EBAY)
    assert listing.listing_id == "334455"
    assert listing.url == "https://www.ebay.de/itm/334455"
    assert listing.description == "From an estate\nUsed\nAUCTION"
    assert (listing.price_text, listing.currency_text) == ("41.50", "EUR")
    assert listing.provenance["price"] == "Browse API: currentBidPrice.value"
    assert listing.ends_text == "2026-11-08T10:00:00.000Z"
    assert listing.place_text == "Kiel, DE"
    assert listing.seller_text == "estate_kiel"
    assert listing.category_text == "Antiques > Boxes"
    assert len(listing.image_urls) == 2


def test_the_id_of_a_row_of_ebay_without_its_old_number() -> None:
    assert read("ebay_browse", {**EBAY, "legacyItemId": None}).listing_id == "334455"


def test_a_row_of_etsy_is_read() -> None:
    listing = read("etsy_open_api", ETSY)
    assert listing.listing_id == "998877"
    assert listing.url == "https://www.etsy.com/listing/998877/python-skin-wallet"
    assert (listing.price_text, listing.currency_text) == ("45.50", "USD")
    assert listing.date_text == "2026-11-01T08:00:00+00:00"
    assert listing.seller_text == "4242"
    assert listing.category_text == "wallet > python > snakeskin"


def test_a_row_of_mercado_libre_is_read() -> None:
    listing = read("mercado_libre", MERCADO)
    assert listing.listing_id == "MLB3344"
    assert listing.url == "https://produto.mercadolivre.com.br/MLB-3344-bolsa"
    assert listing.description == "Material: Couro"
    assert (listing.price_text, listing.currency_text) == ("350", "BRL")
    assert listing.place_text == "Campinas, São Paulo"
    assert listing.availability_text == "InStock"


@pytest.mark.parametrize(
    ("family", "url", "headers"),
    [
        (
            "ebay_browse",
            "https://api.ebay.com/buy/browse/v1/item_summary/search?category_ids=1",
            {b"X-Ebay-C-Marketplace-Id": [b"EBAY_DE"]},
        ),
        ("etsy_open_api", "https://api.etsy.com/v3/application/listings/active?taxonomy_id=1", {}),
        ("mercado_libre", "https://api.mercadolibre.com/sites/MLB/search?category=1", {}),
    ],
)  # fmt: skip
def test_a_category_is_asked_for_at_the_documented_address(
    family: str, url: str, headers: dict[bytes, list[bytes]]
) -> None:
    [first] = api(family).first_requests()
    assert first.url.startswith(url)
    assert "offset=0" in first.url
    assert dict(first.headers) == headers, "no key is on a request of the crawl"
    assert first.meta["keyed"] is True


@pytest.mark.parametrize(
    ("family", "offset", "total", "following", "capped"),
    [
        ("ebay_browse", 0, 201, 200, False),
        ("ebay_browse", 0, 200, None, False),
        ("ebay_browse", 9600, 20_000, 9800, False),
        ("ebay_browse", 9800, 20_000, None, True),
        ("ebay_browse", 9800, 10_000, None, False),
        ("etsy_open_api", 0, 101, 100, False),
        ("etsy_open_api", 11_900, 50_000, None, True),
        ("mercado_libre", 0, 51, 50, False),
        ("mercado_libre", 950, 90_000, None, True),
        ("mercado_libre", 0, None, None, False),
    ],
)
def test_pages_are_asked_for_as_far_as_the_site_shows_them(
    family: str, offset: int, total: int | None, following: int | None, capped: bool
) -> None:
    made = api(family)
    item = {"ebay_browse": EBAY, "etsy_open_api": ETSY, "mercado_libre": MERCADO}
    url = f"https://api.example/search?offset={offset}"
    answer = json_page(rows(family, item[family], total=total), url)
    asked = requests_of(made.parse_results(answer))
    expected = [] if following is None else [f"offset={following}"]
    assert [one.url.partition("?")[2] for one in asked] == expected
    assert made.capped is capped


@pytest.mark.parametrize("family", FACTS)
def test_a_search_that_finds_nothing_is_no_fault(family: str) -> None:
    answer = json_page(rows(family, total=0), "https://api.example/?offset=0")
    assert list(api(family).parse_results(answer)) == []


@pytest.mark.parametrize("family", FACTS)
@pytest.mark.parametrize("value", [{}, {"errors": [{"errorId": 12}]}, [], "x"])
def test_other_json_is_a_fault(family: str, value: Any) -> None:
    with pytest.raises(PageFault, match=r"has no list of offers|is no JSON object"):
        list(api(family).read_listings(json_page(value, "https://api.example/")))


@pytest.mark.parametrize("price", [None, {"amount": "x"}, {"amount": 5, "divisor": 0}])
def test_an_amount_that_cannot_be_told_is_left_empty(price: Any) -> None:
    assert read("etsy_open_api", {**ETSY, "price": price}).price_text == ""
