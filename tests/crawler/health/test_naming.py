"""What went wrong with a crawl is named, from its counts and the site's history."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.health.bounds import usual_share, usual_size
from crawler.health.naming import KINDS, is_cut_short, name_failure
from crawler.store.facts import Measures

FULL = {"description": 1.0, "price": 0.98, "picture": 0.9}
USUAL = Measures(
    *(9, "clocks", "finished", "finished", 1),
    pages_requested=220,
    pages_fetched=218,
    listing_pages=200,
    listings_seen=200,
    refusals=0,
    errors=2,
    robots_forbidden=0,
    seconds=240.0,
    min_listings=10,
    coverage=FULL,
    currency="EUR",
    median_price=40.0,
)
HISTORY = [
    {**USUAL.to_compare(), "listings": n} for n in (190, 205, 212, 198, 188, 201)
]


def failed(count: int, kind: str, **others: int) -> dict[str, Any]:
    detail = {f"page/failed/{kind}": count, **others}
    return {"errors": count, "detail": detail}


CASES = [
    ("refused", "blocked", {"outcome": "refused", "refusals": 5, "listings_seen": 0}),
    ("some refused", "blocked", {"refusals": 40, "listings_seen": 150}),
    (
        "robots.txt",
        "blocked",
        {"outcome": "refused", "robots_forbidden": 1, "pages_fetched": 0},
    ),
    (
        "elsewhere",
        "moved",
        {"listings_seen": 0, "pages_fetched": 0, "detail": {"index/off_site": 1}},
    ),
    (
        "404",
        "moved",
        {"listings_seen": 0, "pages_fetched": 0, "detail": {"index/gone": 1}},
    ),
    (
        "no name",
        "gone",
        {
            "outcome": "failed",
            "listings_seen": 0,
            "pages_fetched": 0,
            **failed(1, "no_such_host"),
            "detail": {"index/no_such_host": 1},
        },
    ),
    (
        "down",
        "gone",
        {
            "outcome": "failed",
            "listings_seen": 0,
            "pages_fetched": 0,
            "detail": {"index/no_connection": 1, "page/failed/no_connection": 1},
        },
    ),
    ("other pages", "layout", {"listings_seen": 0, **failed(200, "no_title")}),
    (
        "other results",
        "layout",
        {"listings_seen": 0, "pages_fetched": 1, **failed(1, "no_listing_links")},
    ),
    ("no prices", "layout", {"coverage": {**FULL, "price": 0.03}}),
    ("cents", "layout", {"median_price": 4000.0}),
    ("timeouts", "slow", {"listings_seen": 40, **failed(150, "timeout")}),
    ("creeping", "slow", {"seconds": 218 * 9.0}),
    ("nothing", "empty", {"listings_seen": 0, "pages_fetched": 4}),
    ("few", "fewer", {"listings_seen": 60, "pages_fetched": 64}),
    ("not named", "fewer", {"detail": {"ask_again/there": 170}}),
    ("500", "errors", {"listings_seen": 90, **failed(120, "http_500")}),
    ("500s beside", "errors", {"listings_seen": 140, **failed(70, "http_500")}),
    (
        "a crash",
        "ours",
        {"outcome": "interrupted", "reason": "the process ended before the crawl did"},
    ),
    ("the disk", "ours", {"outcome": "failed", "reason": "store_failed"}),
    ("as usual", None, {}),
    ("a quiet week", None, {"listings_seen": 120, "pages_fetched": 130}),
    ("a busy week", None, {"listings_seen": 900, "pages_fetched": 990}),
    ("a few errors", None, failed(15, "http_500")),
    ("stopped by a person", None, {"outcome": "interrupted", "reason": "shutdown"}),
    ("the limit", None, {"reason": "stopped at the limit of pages"}),
]


@pytest.mark.parametrize(
    ("kind", "changes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_failure_has_a_name(kind: str | None, changes: dict[str, Any]) -> None:
    failure = name_failure(replace(USUAL, **changes), HISTORY)
    assert (failure.kind if failure else None) == kind
    assert failure is None or failure.said


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("blocked", {"outcome": "refused", "refusals": 5}),
        ("empty", {"listings_seen": 0}),
        ("fewer", {"listings_seen": 9}),
        (None, {}),
        (None, {"listings_seen": 11, "coverage": {"price": 0.0}}),
    ],
)
def test_the_first_crawl_is_judged_by_the_site_s_file(
    kind: str | None, changes: dict[str, Any]
) -> None:
    failure = name_failure(replace(USUAL, **changes), [])
    assert (failure.kind if failure else None) == kind


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {
                "outcome": "refused",
                "refusals": 5,
                "pages_requested": 6,
                "detail": {"refused/answered 403": 1, "refused/showed a captcha": 4},
            },
            "5 of 6 requests were refused; the site showed a captcha",
        ),
        (
            {
                "listings_seen": 0,
                "pages_fetched": 1,
                **failed(1, "no_listing_links"),
            },
            "no results page links to a listing; is there none, or a new layout?",
        ),
        (
            {"listings_seen": 0, **failed(200, "no_title")},
            "no listing could be read from 200 pages",
        ),
    ],
)
def test_the_words_say_what_a_person_would_look_for(
    changes: dict[str, Any], said: str
) -> None:
    failure = name_failure(replace(USUAL, **changes), HISTORY)
    assert failure is not None
    assert failure.said == said


def test_one_crawl_is_history_enough_for_a_collapse() -> None:
    failure = name_failure(replace(USUAL, listings_seen=50), HISTORY[:1])
    assert failure is not None
    assert failure.said == "50 listings, usually 190"


def test_a_crawl_that_was_cut_short_shows_no_yield() -> None:
    cut = replace(USUAL, listings_seen=3, reason="stopped at the limit of pages")
    assert is_cut_short(cut)
    assert name_failure(cut, HISTORY) is None


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=12))
def test_what_was_always_so_is_usual(sizes: list[int]) -> None:
    usual = usual_size(sizes)
    assert usual is not None
    assert usual.low <= usual.middle <= usual.high
    alike = usual_size([sizes[0]] * len(sizes))
    assert alike is not None
    assert alike.low <= sizes[0] <= alike.high


def test_one_odd_crawl_does_not_move_the_bounds() -> None:
    calm = usual_size([200, 205, 195, 198, 202])
    odd = usual_size([200, 205, 195, 198, 2])
    assert calm is not None
    assert odd is not None
    assert abs(calm.low - odd.low) < 5


def test_without_a_history_there_are_no_bounds() -> None:
    assert usual_size([]) is None
    assert usual_share([]) is None


def test_every_kind_that_is_named_is_explained() -> None:
    assert {kind for _, kind, _ in CASES if kind} == set(KINDS)


def test_a_search_that_was_answered_may_have_found_nothing() -> None:
    nothing = {"listings_seen": 0, "pages_fetched": 4, "min_listings": 0}
    asked = replace(USUAL, panel="fixed", **nothing)
    assert name_failure(asked, []) is None
    cut_off = replace(asked, complete=0)
    told = name_failure(cut_off, [])
    assert told is not None
    assert told.kind == "empty"
    found_before = [USUAL.to_compare()] * 5
    assert name_failure(asked, found_before) is not None
