"""The marketplaces that come with citeswatch: published facts, and honest about the rest."""

from pathlib import Path

import pytest

from crawler.marketplace import (
    Marketplace,
    find_marketplaces,
    load_marketplace,
    marketplace_folder,
)
from crawler.readiness import obstacle
from crawler.spider_loader import load_spider
from crawler.workspace import make_workspace
from tests.crawler.families.pages import json_page
from tests.crawler.families.test_paged_api import EBAY, ETSY, MERCADO, rows

FILES = find_marketplaces(marketplace_folder(None))
ALL = {name: load_marketplace(path) for name, path in FILES.items()}
REAL = {name: one for name, one in ALL.items() if not one.on_loopback}
DOCUMENTED = [name for name, one in REAL.items() if one.proof.how == "documented_api"]
SHAPES = {"ebay_browse": EBAY, "etsy_open_api": ETSY, "mercado_libre": MERCADO}


def test_there_are_twenty_or_more_of_different_countries_and_families() -> None:
    assert len(REAL) >= 20
    countries = {country for one in REAL.values() for country in one.serves}
    assert len(countries) >= 15
    assert len({one.family for one in REAL.values()}) >= 4


@pytest.mark.parametrize("facts", REAL.values(), ids=lambda one: one.name)
def test_nothing_is_claimed_that_was_not_seen(facts: Marketplace) -> None:
    assert facts.policy.terms_reviewed_on is None, "the operator reads them, not we"
    tried = facts.proof.how != "not_tried"
    assert bool(facts.policy.terms_url) is tried, "no address that nobody has seen"
    assert facts.proof.note
    if facts.proof.how == "documented_api":
        assert facts.proof.documentation
    else:
        assert facts.proof.how == "not_tried"
        text = FILES[facts.name].read_text(encoding="utf-8")
        assert "# Not tried: written without the network" in text


@pytest.mark.parametrize("facts", REAL.values(), ids=lambda one: one.name)
def test_none_is_crawled_before_somebody_read_its_terms(
    facts: Marketplace, tmp_path: Path
) -> None:
    workspace = make_workspace(tmp_path)
    said = obstacle(workspace, facts)
    assert "nobody has recorded reading its terms of use (https://" in said
    assert f"citeswatch marketplace reviewed {facts.name}" in said


@pytest.mark.parametrize("name", DOCUMENTED)
def test_an_interface_is_read_in_its_documented_shape(name: str) -> None:
    spider = load_spider(FILES[name])()
    family = spider.marketplace.family
    answer = json_page(rows(family, SHAPES[family]), "https://api.example/?offset=0")
    [listing] = spider.read_listings(answer)
    assert listing.title
    assert listing.listing_id
    assert listing.url.startswith("https://")
    assert listing.price_text
    assert listing.currency_text
    assert listing.seller_text
    [first] = spider.search("elephant ivory")
    assert first.url.startswith(spider.marketplace.endpoint)
