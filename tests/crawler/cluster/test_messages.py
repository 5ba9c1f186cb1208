"""What travels through the queue is data: it names page methods, and steers nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from crawler.cluster.messages import MessageError, ask, page_methods, request_from
from crawler.families.spider import MarketplaceSpider
from crawler.marketplace import load_marketplace
from crawler.spider_loader import bind, family_of

TOML = """title = "Shop"
home = "http://127.0.0.1:9/"
family = "selectors"
start_urls = ["http://127.0.0.1:9/results"]
[follow]
listings = "a"
[select]
title = "h1"
"""


@pytest.fixture
def spider(tmp_path: Path) -> MarketplaceSpider:
    path = tmp_path / "shop.toml"
    path.write_text(TOML, encoding="utf-8")
    marketplace = load_marketplace(path)
    return bind(family_of(marketplace), marketplace)()


def test_a_request_comes_out_as_it_went_in(spider: MarketplaceSpider) -> None:
    [first] = spider.first_requests()
    first.meta["depth"] = 3
    first.headers["Referer"] = "http://127.0.0.1:9/é"
    came = request_from(ask(first).text, spider)
    for name in ("url", "method", "headers", "meta", "callback", "errback", "body"):
        assert getattr(came, name) == getattr(first, name), name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"callback": "__class__"}, "no page method"),
        ({"callback": "update_settings.__func__"}, "no page method"),
        ({"callback": "crawler"}, "no page method"),
        ({"callback": "closed"}, "no page method"),
        ({"errback": "_set_crawler"}, "no page method"),
        ({"meta": {"proxy": "http://thief.test"}}, "meta ['proxy'] does not travel"),
        ({"meta": {"download_slot": "other"}}, "does not travel"),
        ({"meta": {"playwright_page_methods": []}}, "does not travel"),
        ({"meta": 5}, "no request of citeswatch"),
        ({"url": "no address"}, "no request of citeswatch"),
        ({"url": 7}, "no request of citeswatch"),
        ({"body": "%"}, "no request of citeswatch"),
        ({"headers": "x"}, "no request of citeswatch"),
    ],
)
def test_a_request_that_no_page_would_make_is_refused(
    spider: MarketplaceSpider, change: dict[str, Any], said: str
) -> None:
    [first] = spider.first_requests()
    told = {**json.loads(ask(first).text), **change}
    with pytest.raises(MessageError) as caught:
        request_from(json.dumps(told), spider)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", "{", '"x"', "\x80\x04K\x01."])
def test_what_is_no_request_is_refused(spider: MarketplaceSpider, text: str) -> None:
    with pytest.raises(MessageError):
        request_from(text, spider)


def test_a_request_that_cannot_travel_is_told_of(spider: MarketplaceSpider) -> None:
    for request in (
        Request("http://127.0.0.1:9/", callback=lambda _: None),
        Request("http://127.0.0.1:9/", callback=spider.parse_results, meta={"x": 1}),
    ):
        with pytest.raises(MessageError, match=r"127\.0\.0\.1:9"):
            ask(request)


def test_page_methods_are_those_of_family_and_site() -> None:
    methods = page_methods(MarketplaceSpider)
    assert {"parse_results", "parse_listing", "parse_feed", "failed"} <= methods
    assert not {"crawler", "from_crawler", "closed", "log"} & methods
