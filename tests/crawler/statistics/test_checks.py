"""Breaks are found where something jumped, and named only once."""

from dataclasses import replace

import numpy as np

from benchmarks.markets import Market
from crawler.statistics.checks import breaks, mann_kendall
from tests.crawler.statistics.conftest import Build, fresh


def jumping(counts: list[int]) -> list:
    # Counts that vary a little, for a series without any chance breaks everywhere.
    return [
        ("alpha", week, 1000.0, fresh("a", week, count + week % 3))
        for week, count in enumerate(counts)
    ]


def test_a_jump_is_found_at_its_week(build: Build) -> None:
    found = breaks(build(jumping([60] * 30 + [25] * 30)))
    assert len(found) == 1
    assert abs(found[0] - 30) <= 1


def test_a_jump_that_is_known_is_not_found_again(build: Build) -> None:
    rows = jumping([60] * 30 + [25] * 30)
    assert breaks(build(rows, steps={"species list": 30})) == []


def test_a_steady_rise_is_no_break(build: Build) -> None:
    assert breaks(build(jumping([20 + week for week in range(60)]))) == []


def test_a_series_too_short_has_no_break(build: Build) -> None:
    assert breaks(build(jumping([60] * 7 + [20] * 7))) == []


def test_a_constant_market_seldom_shows_a_break() -> None:
    rng = np.random.default_rng(5)
    assert sum(bool(breaks(Market(weeks=60).watch(rng))) for _ in range(20)) <= 4


def test_mann_kendall_sees_a_rise_and_no_rise(build: Build) -> None:
    rising = mann_kendall(build(jumping([10 + week for week in range(80)])))
    flat = mann_kendall(build(jumping([30, 29, 31, 30] * 20)))
    assert rising is not None
    assert (rising.direction, round(rising.tau, 6)) == ("rising", 1.0)
    assert flat is None or flat.direction == "none"


def test_mann_kendall_says_nothing_of_a_year(build: Build) -> None:
    assert mann_kendall(build(jumping([30] * 52))) is None


def test_mann_kendall_says_nothing_of_equal_rates(build: Build) -> None:
    rows = [("a", week, 10.0, fresh("a", week, 3)) for week in range(80)]
    observations = build(rows)
    assert mann_kendall(observations) is None
    assert mann_kendall(replace(observations, steps={"x": 4})) is None
