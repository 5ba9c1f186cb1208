"""Family schema_org: shapes of JSON-LD, as documented and as found in the wild.

Shapes follow https://schema.org/Product, https://schema.org/Offer and Google's
merchant listing documentation; BROKEN are those of real sites.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.families.page import PageFault
from tests.crawler.families.pages import URL, json_ld, only, page, spider

OFFER = {"@type": "Offer", "price": 120, "priceCurrency": "EUR"}
PRODUCT: dict[str, Any] = {"@type": "Product", "name": "Ball python", "offers": OFFER}

SHAPES = {
    "plain": PRODUCT,
    "graph": {"@graph": [{"@type": "WebPage", "name": "Shop"}, PRODUCT]},
    "array": [{"@type": "Organization", "name": "Shop"}, PRODUCT],
    "array in array": [[PRODUCT]],
    "full type address": {**PRODUCT, "@type": "https://schema.org/Product"},
    "several types": {**PRODUCT, "@type": ["Thing", "Product"]},
    "list of offers": {**PRODUCT, "offers": [OFFER, {**OFFER, "price": 99}]},
    "text price": {**PRODUCT, "offers": {**OFFER, "price": "120"}},
    "aggregate": {
        **PRODUCT,
        "offers": {"@type": "AggregateOffer", "lowPrice": 120, "priceCurrency": "EUR"},
    },
    "aggregate with offers": {
        **PRODUCT,
        "offers": {"@type": "AggregateOffer", "offers": [OFFER]},
    },
    "price specification": {
        **PRODUCT,
        "offers": {"@type": "Offer", "priceSpecification": {**OFFER, "@type": "x"}},
    },
    "crossed out price": {
        **PRODUCT,
        "offers": {
            "@type": "Offer",
            "priceSpecification": [
                {"price": 200, "priceType": "https://schema.org/StrikethroughPrice"},
                {"price": 120, "priceCurrency": "EUR"},
            ],
        },
    },
    "offer alone": {
        **OFFER,
        "itemOffered": {"@type": "Product", "name": "Ball python"},
    },
    "offer with a name": {**OFFER, "name": "Ball python"},
    "main entity": {"@type": "WebPage", "mainEntity": PRODUCT},
    "offer by id": [
        {**PRODUCT, "offers": {"@id": "#offer"}},
        {**OFFER, "@id": "#offer"},
    ],
    "unknown type with offers": {**PRODUCT, "@type": "Reptile"},
    "variants": {
        "@type": "ProductGroup",
        "name": "Ball python",
        "offers": OFFER,
        "hasVariant": [{**PRODUCT, "name": "Ball python, female"}],
    },
    "value objects": {**PRODUCT, "name": {"@value": "Ball python", "@language": "en"}},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_offer_is_read_in_every_documented_shape(shape: str) -> None:
    listing = only(spider("schema_org"), json_ld(SHAPES[shape]))
    assert listing.title == "Ball python"
    assert (listing.price_text, listing.currency_text) == ("120", "EUR")
    assert listing.url == URL
    assert listing.provenance["title"].startswith("json-ld: ")


def test_every_field_is_read_with_its_provenance() -> None:
    seller = {"@type": "Person", "name": "Anna", "address": {"addressCountry": "KE"}}
    product = {
        **PRODUCT,
        "description": "With papers",
        "sku": "77123",
        "datePosted": "2026-11-12",
        "category": {"@type": "Thing", "name": "Reptiles"},
        "image": ["/a.jpg", {"@type": "ImageObject", "contentUrl": "/b.jpg"}, "/a.jpg"],
        "offers": {
            **OFFER,
            "availability": "https://schema.org/SoldOut",
            "availabilityEnds": "2026-12-01T10:00Z",
            "priceValidUntil": "2027-01-01",
            "seller": seller,
            "shippingDetails": {
                "shippingDestination": {"addressCountry": "DE"},
                "shippingRate": {"value": 5, "currency": "EUR"},
            },
        },
    }
    listing = only(spider("schema_org"), json_ld(product))
    assert listing.listing_id == "77123"
    assert listing.description == "With papers"
    assert listing.date_text == "2026-11-12"
    assert listing.ends_text == "2026-12-01T10:00Z"
    assert listing.seller_text == "Anna"
    assert listing.place_text == "KE"
    assert listing.shipping_text == "DE 5 EUR"
    assert listing.category_text == "Reptiles"
    assert listing.availability_text == "SoldOut"
    assert listing.image_urls == [
        "https://shop.example/a.jpg",
        "https://shop.example/b.jpg",
    ]
    assert listing.provenance["seller"] == "json-ld: offers.seller"
    assert (
        listing.provenance["place"] == "json-ld: offers.seller.address.addressCountry"
    )


def test_a_place_is_locality_region_and_country() -> None:
    place = {
        "@type": "Place",
        "address": {
            "addressLocality": "Mombasa",
            "addressRegion": "Coast",
            "addressCountry": {"@type": "Country", "name": "Kenya"},
        },
    }
    product = {**PRODUCT, "offers": {**OFFER, "availableAtOrFrom": place}}
    listing = only(spider("schema_org"), json_ld(product))
    assert listing.place_text == "Mombasa, Coast, Kenya"


def test_a_breadcrumb_stands_in_for_the_category() -> None:
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Pets"},
            {"@type": "ListItem", "position": 2, "item": {"name": "Snakes"}},
        ],
    }
    assert (
        only(spider("schema_org"), json_ld([crumbs, PRODUCT])).category_text
        == "Pets > Snakes"
    )


def test_the_page_is_about_its_own_product_not_what_it_recommends() -> None:
    other = {**PRODUCT, "name": "Recommended", "url": "https://shop.example/item/1"}
    own = {**PRODUCT, "url": f"{URL}?utm_source=x"}
    assert only(spider("schema_org"), json_ld([other, own])).title == "Ball python"


def test_a_results_page_gives_each_of_its_products() -> None:
    items = [
        {
            "@type": "ListItem",
            "position": n,
            "item": {**PRODUCT, "name": f"No. {n}", "url": f"/item/{n}"},
        }
        for n in (1, 2, 3)
    ]
    results = json_ld({"@type": "ItemList", "itemListElement": items})
    found = list(spider("schema_org").read_listings(page(results, kind="results")))
    assert [one.title for one in found] == ["No. 1", "No. 2", "No. 3"]
    assert found[1].url == "https://shop.example/item/2"
    assert found[1].listing_id == "/item/2"


def test_an_item_list_of_addresses_is_followed() -> None:
    items = [{"@type": "ListItem", "url": f"/item/{n}"} for n in (1, 2)]
    results = json_ld({"@type": "ItemList", "itemListElement": items})
    made = spider("schema_org", '[follow]\nnext = "a.next"\n')
    body = results.replace("<h1>", '<a class=next href="/results?page=2">more</a><h1>')
    found = list(
        made.parse_results(page(body, "https://shop.example/results", "results"))
    )
    assert [one.url for one in found] == [
        "https://shop.example/item/1",
        "https://shop.example/item/2",
        "https://shop.example/results?page=2",
    ]
    assert [one.meta["kind"] for one in found] == ["listing", "listing", "results"]


BROKEN = {
    "trailing comma": '{"@type": "Product", "name": "Ball python", "offers": {"price": "120",},}',
    "line breaks": '{"@type": "Product", "name": "Ball\tpython\n", "offers": {"price": "120"}}',
    "comment": '/* shop */ {"@type": "Product", "name": "Ball python", "offers": {"price": "120"}}',
    "html comment": '<!-- x -->\n{"@type": "Product", "name": "Ball python", "offers": {"price": "120"}}',
}


@pytest.mark.parametrize("how", BROKEN)
def test_json_ld_that_is_slightly_broken_is_read_all_the_same(how: str) -> None:
    listing = only(spider("schema_org"), json_ld(BROKEN[how]))
    assert " ".join(listing.title.split()) == "Ball python"


@pytest.mark.parametrize(
    "rubbish", ['{"@type": "Prod', "", "nonsense", '{"a": ', "[" * 9000]
)
def test_a_broken_block_is_counted_and_another_one_used(rubbish: str) -> None:
    made = spider("schema_org")
    body = json_ld(rubbish) + json_ld(PRODUCT)
    assert only(made, body).title == "Ball python"
    assert made.crawler.stats["metadata/broken_json_ld"] == 1


def test_a_page_with_only_broken_metadata_says_so() -> None:
    with pytest.raises(PageFault, match="1 of its JSON-LD blocks is broken") as fault:
        only(spider("schema_org"), json_ld('{"@type": "Prod'))
    assert fault.value.kind == "no_offers"


def test_json_ld_in_a_comment_is_not_part_of_the_page() -> None:
    other = json_ld({**PRODUCT, "name": "Old"})
    assert (
        only(spider("schema_org"), f"<!-- {other} -->{json_ld(PRODUCT)}").title
        == "Ball python"
    )


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "Event", "name": "Reptile fair", "offers": OFFER},
        {"@type": "Organization", "name": "Shop"},
        {"@type": "JobPosting", "name": "Keeper", "offers": OFFER},
        {"@type": "WebPage"},
        [],
        {},
        "text",
        12,
        None,
        {"@graph": {}},
        {"@type": ["Product"], "offers": "none"},
    ],
)
def test_what_is_no_offer_of_goods_is_not_taken_for_one(value: Any) -> None:
    with pytest.raises(PageFault):
        only(spider("schema_org"), json_ld(value))


def test_an_empty_name_is_a_fault_that_says_what_to_do() -> None:
    with pytest.raises(
        PageFault, match=r"no title was found; .*set select\.title"
    ) as fault:
        only(spider("schema_org"), json_ld({**PRODUCT, "name": " "}))
    assert fault.value.kind == "no_title"


def test_a_selected_field_wins_over_the_metadata() -> None:
    made = spider("schema_org", '[select]\ntitle = "h1"\n')
    listing = only(made, json_ld({**PRODUCT, "name": ""}))
    assert listing.title == "Heading"
    assert listing.price_text == "120"
    assert listing.provenance["title"] == "select: h1"


def test_only_the_named_syntaxes_are_looked_for() -> None:
    made = spider("schema_org", 'syntaxes = ["microdata"]\n')
    with pytest.raises(PageFault, match=r"\(microdata\)"):
        only(made, json_ld(PRODUCT))


def test_an_address_that_is_no_web_address_is_not_kept() -> None:
    product = {
        **PRODUCT,
        "url": "javascript:alert(1)",
        "image": ["data:image/png;base64,AA"],
    }
    listing = only(spider("schema_org"), json_ld(product))
    assert listing.url == URL
    assert listing.image_urls == []


KEYS = ["@type", "@id", "@graph", "name", "offers", "price", "priceSpecification"]
KEYS += ["seller", "address", "image", "url", "itemListElement", "item", "sku"]
TYPES = ["Product", "Offer", "ItemList", "ListItem"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS) | st.text(max_size=5),
            inner | st.sampled_from(TYPES),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_no_json_breaks_the_reading(value: Any) -> None:
    made = spider("schema_org")
    try:
        listings = list(made.read_listings(page(json_ld(value), kind="results")))
    except PageFault:
        return
    for listing in listings:
        assert listing.title.strip()
        assert listing.url.startswith("https://")


def test_a_price_that_is_no_longer_valid_does_not_end_the_offer() -> None:
    product = {
        "@type": "Product",
        "name": "Lamp",
        "offers": {**OFFER, "priceValidUntil": "2020-12-31"},
    }
    assert only(spider("schema_org"), json_ld(product)).ends_text == ""
