from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from crawler.reports.figures import Figures
from crawler.reports.trend import NO_PANEL, NO_WEEK, ONE_WEEK, compare
from crawler.store import Store
from tests.crawler.sample_store import crawl, listing

FiguresOf = Callable[..., Figures]
Week = Callable[[int], datetime]


def look(
    store: Store, market: str, at: datetime, total: int, flagged: int, **facts: Any
) -> None:
    """Crawl *total* listings of which *flagged* are flagged for Appendix I."""
    listings = [
        listing(market, f"n{n}", at, taxon="Panthera tigris" if n < flagged else "")
        for n in range(total)
    ]
    crawl(store, market, at, listings, **facts)


def test_no_crawl_no_trend(figures_of: FiguresOf) -> None:
    assert compare(figures_of()).why_not == NO_WEEK


def test_one_complete_week_makes_no_trend(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    look(store, "alpha", week(1), 50, 5)
    look(store, "alpha", week(2), 3, 3, outcome="interrupted")
    found = compare(figures_of())
    assert found.why_not == ONE_WEEK
    assert found.change is None
    assert not found.beyond_chance


def test_weeks_of_different_marketplaces_are_not_compared(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    look(store, "alpha", week(1), 50, 5)
    look(store, "beta", week(2), 50, 20)
    assert compare(figures_of()).why_not == NO_PANEL


def test_a_marketplace_added_later_does_not_make_a_trend(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    look(store, "alpha", week(1), 100, 5)
    look(store, "alpha", week(2), 100, 5)
    look(store, "beta", week(2) + timedelta(hours=1), 100, 60)
    found = compare(figures_of())
    assert found.panel == ("alpha",)
    assert found.first is not None
    assert found.last is not None
    assert (found.first.flagged, found.first.listings_seen) == (5, 100)
    assert (found.last.flagged, found.last.listings_seen) == (5, 100)
    assert found.change == pytest.approx((0.0, found.change[1], found.change[2]))  # type: ignore[index]
    assert not found.beyond_chance


@pytest.mark.parametrize("case", [(5, 8, False), (5, 30, True), (30, 5, True)])
def test_a_change_is_told_from_chance(
    store: Store,
    week: Week,
    figures_of: FiguresOf,
    case: tuple[int, int, bool],
) -> None:
    before, after, beyond = case
    look(store, "alpha", week(1), 100, before)
    look(store, "alpha", week(3), 100, after)
    found = compare(figures_of())
    assert found.change is not None
    assert found.change.estimate == pytest.approx((after - before) / 100)
    assert found.beyond_chance is beyond


def test_the_weeks_with_most_marketplaces_in_both_are_compared(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    for number in range(1, 6):
        look(store, "alpha", week(number), 40, 4)
        if number in (2, 4):
            look(store, "beta", week(number) + timedelta(hours=1), 40, 4)
    found = compare(figures_of())
    assert found.panel == ("alpha", "beta")
    assert found.first is not None
    assert found.last is not None
    assert (found.first.week, found.last.week) == ("2026-W46", "2026-W48")


def test_with_the_same_marketplaces_the_weeks_furthest_apart_are_compared(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    for number in (1, 3, 5):
        look(store, "alpha", week(number), 40, 4)
    found = compare(figures_of())
    assert found.first is not None
    assert found.last is not None
    assert (found.first.week, found.last.week) == ("2026-W45", "2026-W49")
