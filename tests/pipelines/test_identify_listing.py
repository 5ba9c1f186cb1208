"""200: the same listing, the same content, and when it was seen."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identify_listing import (
    IdentifyListingPipeline,
    content_sha256,
    fingerprint,
)
from tests.pipelines.steps import listing, take

TEXT = "Green tree python, captive bred 2024, with papers"


def test_a_listing_is_dated_by_the_crawls_clock() -> None:
    one = listing()
    take(IdentifyListingPipeline, one, CITESWATCH_CLOCK="2026-11-02")
    assert one.seen_at is not None
    assert one.seen_at.date().isoformat() == "2026-11-02"
    take(IdentifyListingPipeline, one)
    assert abs((datetime.now(UTC) - one.seen_at).total_seconds()) < 60


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Ball python, reduced"},
        {"description": "x"},
        {"price_text": "10"},
        {"currency_text": "USD"},
        {"place_text": "Berlin"},
        {"shipping_text": "post"},
        {"category_text": "Reptiles"},
        {"availability_text": "SoldOut"},
    ],
)
def test_what_a_seller_changes_changes_the_checksum(change: dict[str, str]) -> None:
    assert content_sha256(listing(**change)) != content_sha256(listing())


@pytest.mark.parametrize(
    "change",
    [
        {"date_text": "2 hours ago"},
        {"ends_text": "in 2 hours"},
        {"image_urls": ["https://pictures.example/?token=1"]},
        {"seller_text": "Anna"},
        {"url": "https://market.example/1?x=2"},
    ],
)
def test_what_changes_by_itself_does_not(change: dict[str, object]) -> None:
    assert content_sha256(listing(**change)) == content_sha256(listing())


def test_text_does_not_move_from_one_field_to_the_next() -> None:
    first = listing(title="a", description="bc")
    assert content_sha256(first) != content_sha256(listing(title="ab", description="c"))


@pytest.mark.parametrize(
    "copy",
    [
        "GREEN TREE PYTHON captive-bred 2024 — with papers!!!",
        "  green tree python,captive bred 2024,\nwith papers",
        "Ｇreen tree python, captive bred 2024, with papers",
    ],
)
def test_a_copy_of_the_text_has_the_same_fingerprint(copy: str) -> None:
    assert fingerprint(copy) == fingerprint(TEXT) != ""


@pytest.mark.parametrize(
    "short", ["", "Python", "iPhone 13 blue", "!!! ??? ...", "蛇" * 5]
)
def test_a_text_that_two_sellers_may_share_has_none(short: str) -> None:
    assert fingerprint(short) == ""


def test_a_listing_without_a_fingerprint_is_counted() -> None:
    counted = take(IdentifyListingPipeline, listing(title="Python"))
    assert (counted["listing/seen"], counted["fingerprint/none"]) == (1, 1)


@given(st.text())
def test_no_text_breaks_the_sums(text: str) -> None:
    assert len(content_sha256(listing(title=text))) == 64
    assert len(fingerprint(text)) in {0, 32}
