"""The trend of a stored period, and the changes of looking that are no trend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from crawler.reports.figures import ENGLISH, Figures
from crawler.reports.fitted_trend import FittedTrend, fitted_trends, week_number
from crawler.reports.known_changes import known_changes
from crawler.store import Store
from tests.crawler.reports.conftest import WEEK_ONE
from tests.crawler.sample_store import crawl, listing

FiguresOf = Callable[..., Figures]
Week = Callable[[int], datetime]


@pytest.fixture
def week() -> Week:
    """Crawl every other week."""
    return lambda number: WEEK_ONE + timedelta(weeks=2 * (number - 1))


def look(store: Store, market: str, at: datetime, flagged: int, **facts: Any) -> None:
    """Crawl 60 listings that stand for good, and *flagged* that are new each time."""
    stand = [listing(market, f"n{n}", at) for n in range(60)]
    fresh = [
        listing(market, f"t{at:%j}-{n}", at, taxon="Panthera tigris")
        for n in range(flagged)
    ]
    crawl(store, market, at, stand + fresh, **facts)


@pytest.fixture
def appendix_i(figures_of: FiguresOf) -> Callable[[], FittedTrend]:
    def fit() -> FittedTrend:
        return fitted_trends(figures_of())[0]

    return fit


def test_nine_weeks_tell_no_trend_and_say_so(
    store: Store, week: Week, appendix_i: Callable[[], FittedTrend]
) -> None:
    for number in range(9):
        look(store, "alpha", week(number), 5)
    assert appendix_i().trend is None
    assert "9 weeks" in appendix_i().why_not


def test_a_summer_of_weeks_tells_no_change_of_a_year_and_says_so(
    store: Store, week: Week, appendix_i: Callable[[], FittedTrend]
) -> None:
    for number in range(13):
        look(store, "alpha", week(number), 5)
    assert appendix_i().trend is None
    assert appendix_i().why_not == (
        "The weeks crawled to the end lie within 25 weeks; the change of a year is told "
        "from half a year on, that is from 26 weeks."
    )
    look(store, "alpha", week(13), 5)
    assert appendix_i().trend is not None


def test_an_empty_store_tells_no_trend(appendix_i: Callable[[], FittedTrend]) -> None:
    assert appendix_i().trend is None


def test_a_steady_market_has_no_trend_and_a_rising_one_has(
    store: Store, week: Week, appendix_i: Callable[[], FittedTrend]
) -> None:
    for number in range(14):
        look(store, "alpha", week(number), 6)
    assert appendix_i().trend is not None
    assert appendix_i().trend.direction == "none"
    for number in range(14, 28):
        look(store, "alpha", week(number), number)
    assert appendix_i().trend.direction == "rising"


def test_a_marketplace_added_and_a_longer_list_are_known_and_no_trend(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    for number in range(20):
        late = number >= 10
        version = "2026-12-01.ffff0000" if late else "2026-03-05.ab12cd34"
        look(
            store,
            "alpha",
            week(number),
            10 if late else 5,
            species_list_version=version,
        )
        if late:
            at = week(number) + timedelta(hours=2)
            look(store, "beta", at, 30, species_list_version=version)
    figures = figures_of()
    told = [change.what for change in known_changes(figures)]
    assert told == [
        "species list 2026-03-05.ab12cd34 to 2026-12-01.ffff0000",
        "Beta added",
    ]
    (fitted, *_) = fitted_trends(figures)
    assert fitted.trend is not None
    assert fitted.trend.direction == "none"
    assert fitted.breaks == ()


def test_a_marketplace_whose_facts_change_is_read_otherwise(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    for number in range(20):
        look(
            store,
            "alpha",
            week(number),
            5 if number < 10 else 15,
            min_listings=1 + number // 10,
        )
    figures = figures_of()
    assert [change.what for change in known_changes(figures)] == [
        "Alpha read otherwise"
    ]
    assert fitted_trends(figures)[0].trend.direction == "none"


def test_a_jump_that_nobody_told_of_is_shown(
    store: Store, week: Week, appendix_i: Callable[[], FittedTrend]
) -> None:
    for number in range(24):
        look(store, "alpha", week(number), (30 if number < 12 else 8) + number % 3)
    (jump,) = appendix_i().breaks
    assert jump.beside == ()
    assert "nothing known" in jump.told(ENGLISH)
    assert appendix_i().unexplained


def test_a_crawl_that_did_not_end_adds_neither_offers_nor_effort(
    store: Store, week: Week, appendix_i: Callable[[], FittedTrend]
) -> None:
    for number in range(14):
        look(store, "alpha", week(number), 6)
    before = appendix_i().trend
    look(store, "alpha", week(14), 50, outcome="interrupted")
    assert appendix_i().trend.ratio == before.ratio
    assert appendix_i().trend.weeks == 14


def test_weeks_are_numbered_one_apart_over_the_turn_of_the_year() -> None:
    weeks = ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    numbers = [week_number(week) for week in weeks]
    assert numbers == list(range(numbers[0], numbers[0] + 4))


def test_a_change_of_list_is_no_step_once_all_was_matched_again(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    for number in range(20):
        version = "2026-12-01.ffff0000" if number >= 10 else "2026-03-05.ab12cd34"
        look(
            store, "alpha", week(number), 5 + number // 2, species_list_version=version
        )
    assert fitted_trends(figures_of())[0].trend.direction == "none"
    store.conn.execute(
        """INSERT INTO rematches (started_at, finished_at, asked, matcher,
               species_list_version)
           VALUES ('2028-06-01T00:00:00Z', '2028-06-01T01:00:00Z',
               '{"marketplaces": [], "since": ""}', 'm', '2026-12-01.ffff0000')"""
    )
    (change,) = known_changes(figures_of())
    assert change.what.endswith("all matched again since")
    assert fitted_trends(figures_of())[0].trend.direction == "rising"


def test_a_sweep_counts_towards_no_rate(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    for number in range(14):
        look(store, "alpha", week(number), 6)
    before = fitted_trends(figures_of())[0].trend
    look(store, "alpha", week(14), 50)
    store.conn.execute(
        "UPDATE crawls SET panel = 'sweep' WHERE id = (SELECT MAX(id) FROM crawls)"
    )
    figures = figures_of()
    assert fitted_trends(figures)[0].trend.ratio == before.ratio
    assert figures.crawls["status"].iloc[-1] == "sweep"
    assert figures.flagged["id"].nunique() == 14 * 6 + 50
