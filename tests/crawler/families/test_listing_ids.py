"""A listing keeps its id whatever way leads to it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.families.listing_ids import (
    LONGEST,
    listing_id,
    stable_part,
    without_tracking,
)
from crawler.marketplace import Marketplace, read_marketplace
from tests.crawler.families.pages import TOP


def facts(text: str = "") -> Marketplace:
    return read_marketplace(f'{TOP}family = "schema_org"\n{text}', Path("shop.toml"))


@pytest.mark.parametrize(
    ("url", "stable"),
    [
        ("https://shop.example/item/77/", "/item/77"),
        ("https://www.shop.example/item/77?utm_source=x#top", "/item/77"),
        ("https://shop.example/view?id=77&fbclid=home", "/view?id=77"),
        ("https://shop.example/view?b=2&a=1", "/view?a=1&b=2"),
        ("https://anna.shop.example/item/77", "anna.shop.example/item/77"),
        ("https://shop.example/item;jsessionid=AB12?id=7", "/item?id=7"),
        ("https://shop.example/%E8%9B%87", "/蛇"),
        ("https://shop.example/", "/"),
    ],
)
def test_the_stable_part_leaves_out_what_changes_by_visit(
    url: str, stable: str
) -> None:
    assert stable_part(url, "shop.example") == stable


def test_the_operators_choice_comes_first_then_pattern_page_and_address() -> None:
    url = "https://shop.example/item/77123-ball-python"
    pattern = facts("listing_id_pattern = '/item/(\\d+)'")
    assert listing_id(pattern, url, "A9", "x") == "A9"
    assert listing_id(pattern, url, "", "x") == "77123"
    assert listing_id(facts(), url, "", "77123") == "77123"
    assert listing_id(facts(), url, "", "") == "/item/77123-ball-python"


@pytest.mark.parametrize("stated", ["SKU-1", "771", "7", "ball-pyth"])
def test_a_stock_number_that_is_not_in_the_address_is_no_id(stated: str) -> None:
    url = "https://shop.example/item/77123-ball-python"
    assert listing_id(facts(), url, "", stated) == "/item/77123-ball-python"


def test_a_pattern_that_finds_nothing_falls_back_to_the_address() -> None:
    pattern = facts("listing_id_pattern = 'no=(\\d+)'")
    assert listing_id(pattern, "https://shop.example/a", "", "") == "/a"


def test_a_very_long_address_is_shortened_without_clashing() -> None:
    first, second = (f"https://shop.example/{'a' * 500}{end}" for end in "xy")
    ids = [listing_id(facts(), url, "", "") for url in (first, second)]
    assert ids[0] != ids[1]
    assert max(map(len, ids)) <= LONGEST + 17


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://a.b/c?utm_source=x&id=1&gclid=2#f", "https://a.b/c?id=1"),
        ("https://a.b/c?gclid=x", "https://a.b/c"),
        ("https://a.b/i.php?page=item&ref=7", "https://a.b/i.php?page=item&ref=7"),
        ("https://a.b/c?q=%20a", "https://a.b/c?q=%20a"),
        ("https://a.b/c", "https://a.b/c"),
    ],
)
def test_tracking_is_taken_off_an_address(url: str, clean: str) -> None:
    assert without_tracking(url) == clean


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=10))
def test_the_id_does_not_depend_on_tracking(path: str, query: str, stated: str) -> None:
    path, query = (text.replace("[", "").replace("]", "") for text in (path, query))
    url = f"https://shop.example/{path.replace('?', '').replace('#', '')}?q={query.replace('#', '').replace('&', '')}"
    tracked = f"{url}&utm_campaign=x"
    assert listing_id(facts(), url, "", "") == listing_id(facts(), tracked, "", "")
