"""The demo's broken and hostile pages are broken in just the way they say."""

import json
import re

import lxml.html
import pytest

from crawler.demo.catalogue import planted
from tests.crawler.demo.shown_sites import SHOWN, SITES, get, offer_of

FAULTS = {offer.key: offer for offer in planted().values() if offer.fault}


@pytest.mark.parametrize("key", FAULTS)
def test_a_broken_page_is_broken_in_its_own_way(key):
    name = FAULTS[key].site
    site, offer = SHOWN[name], offer_of(FAULTS[key].site, key)
    page = site.page(site.offer_path(offer), {})
    text = page.body.decode()
    assert page.status == (500 if offer.fault == "server_error" else 200)
    assert ("</html>" in text) == (offer.fault != "truncated")
    if offer.fault == "huge_title":
        assert len(text) > 99_000
    if offer.fault == "other_page":
        assert str(offer.number) not in text
    if offer.fault == "empty_title" and name != "demo_storefront":
        (heading,) = lxml.html.fromstring(text).cssselect("h1")
        assert heading.text_content() == ""
    if offer.fault == "bad_json":
        (script,) = re.findall(r'ld\+json">(.*?)</script>', text, re.DOTALL)
        with pytest.raises(json.JSONDecodeError):
            json.loads(script)


def test_terminal_escapes_reach_the_crawler_in_json():
    products = json.loads(get("demo_storefront", "/products.json", limit="250"))
    titles = [product["title"] for product in products["products"]]
    titles += [
        product["title"]
        for product in json.loads(
            get("demo_storefront", "/products.json", limit="250", page="2")
        )["products"]
    ]
    assert sum("\x1b" in title for title in titles) >= 2


@pytest.mark.parametrize(
    ("name", "key"), [("demo_storefront", "W33"), ("demo_classifieds", "W01")]
)
def test_a_title_is_never_markup_on_our_own_pages(name, key):
    site, offer = SHOWN[name], offer_of(name, key)
    page = get(name, site.offer_path(offer))
    assert "<script>alert" not in page
    (heading,) = lxml.html.fromstring(page).cssselect("h1")
    assert heading.text_content() == offer.title


@pytest.mark.parametrize("name", SITES)
@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", {}),
        ("/style.css", {}),
        ("/annonces", {"page": "-1"}),
        ("/lots", {"page": "²"}),
        ("/katalog", {"seite": "9" * 5000}),
        ("/products.json", {"limit": "0", "page": "x"}),
        ("/products.json", {"page": "9" * 5000}),
        ("/sitemap-0.xml", {}),
        ("/lot/" + "9" * 5000, {}),
        ("/nothing/\x00\udcff", {}),
    ],
)
def test_an_odd_request_is_answered_without_an_exception(name, path, query):
    assert SHOWN[name].page(path, query).status in {200, 404}
