"""Family discourse: the documented shapes of category and topic."""

from typing import Any

import pytest

from crawler.families.discourse import as_json
from crawler.families.page import PageFault
from crawler.items import Listing
from tests.crawler.families.pages import json_page, requests_of, spider

BOARD = "https://shop.example/c/for-sale/12"
CATEGORY: dict[str, Any] = {
    "topic_list": {
        "more_topics_url": "/c/for-sale/12?page=1",
        "topics": [
            {"id": 5, "title": "Rules", "slug": "rules", "pinned": True},
            {"id": 801, "title": "WTS: cypripedium", "slug": "wts-cypripedium"},
            {"id": 802, "title": "WTB pots", "slug": "wtb-pots", "pinned": False},
        ],
    }
}
TOPIC: dict[str, Any] = {
    "id": 801,
    "title": "WTS: cypripedium",
    "slug": "wts-cypripedium",
    "tags": ["orchids", {"name": "europe"}],
    "closed": False,
    "archived": False,
    "post_stream": {
        "posts": [
            {
                "id": 1,
                "username": "marta",
                "created_at": "2026-11-02T10:00:00.000Z",
                "cooked": "<p>Three plants, <b>30 €</b></p>"
                '<img src="/uploads/a.jpg"><img class="emoji" src="/images/e.png">',
            },
            {"id": 2, "username": "jo", "cooked": "<p>Still there?</p>"},
        ]
    },
}


def topic(**changes: Any) -> Listing:
    url = "https://shop.example/t/801.json"
    answer = json_page({**TOPIC, **changes}, url, "listing")
    [listing] = spider("discourse").read_listings(answer)
    return listing


def test_a_topic_is_read_by_its_first_post() -> None:
    listing = topic()
    assert (listing.listing_id, listing.title) == ("801", "WTS: cypripedium")
    assert listing.url == "https://shop.example/t/wts-cypripedium/801"
    assert listing.description == "Three plants, 30 €"
    assert listing.date_text == "2026-11-02T10:00:00.000Z"
    assert listing.seller_text == "marta"
    assert listing.category_text == "orchids > europe"
    assert listing.availability_text == ""
    assert listing.image_urls == ["https://shop.example/uploads/a.jpg"]


@pytest.mark.parametrize("name", ["closed", "archived"])
def test_a_topic_that_is_closed_is_no_longer_on_offer(name: str) -> None:
    assert topic(**{name: True}).availability_text == "closed"


def test_a_category_leads_to_its_topics_and_its_next_page() -> None:
    made = spider("discourse", starts=True)
    asked = requests_of(made.parse_results(json_page(CATEGORY, f"{BOARD}.json")))
    assert [(one.url, one.meta["kind"]) for one in asked] == [
        ("https://shop.example/t/801.json", "listing"),
        ("https://shop.example/t/802.json", "listing"),
        ("https://shop.example/c/for-sale/12.json?page=1", "results"),
    ]


def test_the_last_page_leads_no_further() -> None:
    last = {"topic_list": {"topics": []}}
    answer = json_page(last, f"{BOARD}.json?page=9")
    assert list(spider("discourse").parse_results(answer)) == []


@pytest.mark.parametrize(
    ("url", "json"),
    [
        (BOARD, f"{BOARD}.json"),
        (f"{BOARD}/", f"{BOARD}.json"),
        (f"{BOARD}.json", f"{BOARD}.json"),
        (f"{BOARD}?page=2", f"{BOARD}.json?page=2"),
    ],
)
def test_a_page_is_asked_for_as_json(url: str, json: str) -> None:
    assert as_json(url) == json


@pytest.mark.parametrize("value", [{}, {"topic_list": 3}, [], {"post_stream": {}}])
def test_other_json_is_a_fault(value: Any) -> None:
    made = spider("discourse")
    with pytest.raises(PageFault, match=r"has no list of topics|is no JSON object"):
        list(made.parse_results(json_page(value, BOARD)))
    with pytest.raises(PageFault, match=r"has no post of a topic|is no JSON object"):
        list(made.read_listings(json_page(value, BOARD)))
