"""The slope of offers per effort, and what must not be taken for one."""

import numpy as np
import pytest

from benchmarks.markets import MARKETS, Market
from crawler.statistics.observations import WEEKS_A_YEAR
from crawler.statistics.trend_model import NoTrendError, fit_trend
from tests.crawler.statistics.conftest import Build, fresh


def test_offers_that_grow_by_a_fifth_a_year_show_it(build: Build) -> None:
    growth = 1.2 ** (1 / WEEKS_A_YEAR)
    rows = [
        ("alpha", week, 1000.0, fresh("alpha", week, round(200 * growth**week)))
        for week in range(52)
    ]
    trend = fit_trend(build(rows))
    assert trend.ratio == pytest.approx(1.2, rel=0.02)
    assert trend.low < 1.2 < trend.high
    assert trend.direction == "rising"


def test_twice_the_effort_and_twice_the_offers_is_no_trend(build: Build) -> None:
    rows = [
        (
            "alpha",
            week,
            500.0 * (1 + (week >= 13)),
            fresh("a", week, 10 * (1 + (week >= 13))),
        )
        for week in range(26)
    ]
    trend = fit_trend(build(rows))
    assert trend.ratio == pytest.approx(1.0)
    assert trend.direction == "none"


def test_a_marketplace_added_half_way_is_no_trend(build: Build) -> None:
    rows = [("alpha", week, 1000.0, fresh("a", week, 5)) for week in range(28)]
    rows += [("beta", week, 1000.0, fresh("b", week, 80)) for week in range(10, 28)]
    trend = fit_trend(build(rows))
    assert trend.ratio == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("known", [True, False])
def test_a_longer_species_list_is_a_step_if_it_is_known(
    build: Build, known: bool
) -> None:
    rows = [
        ("alpha", week, 1000.0, fresh("a", week, 20 if week < 10 else 30))
        for week in range(28)
    ]
    trend = fit_trend(build(rows, steps={"species list": 10} if known else {}))
    assert (trend.direction == "none") is known


def test_a_marketplace_read_otherwise_is_at_another_level(build: Build) -> None:
    rows = [
        ("alpha", week, 1000.0, fresh("a", week, 20 if week < 10 else 40))
        for week in range(28)
    ]
    levels = {("alpha", week): "new layout" for week in range(10, 28)}
    assert fit_trend(build(rows, levels=levels)).direction == "none"
    assert fit_trend(build(rows)).direction == "rising"


def test_weeks_that_were_not_run_are_gaps_and_no_zeros(build: Build) -> None:
    rows = [
        ("alpha", week, 1000.0, fresh("a", week, 20))
        for week in range(40)
        if not 30 <= week < 38
    ]
    assert fit_trend(build(rows)).ratio == pytest.approx(1.0, abs=0.01)


def test_the_same_offers_seen_again_and_again_tell_less_than_new_ones(
    build: Build,
) -> None:
    new = [("alpha", week, 1000.0, fresh("a", week, 12)) for week in range(48)]
    same = [
        ("alpha", week, 1000.0, [f"a{week // 12}-{n}" for n in range(12)])
        for week in range(48)
    ]
    widths = []
    for rows in (new, same):
        trend = fit_trend(build(rows))
        widths.append(np.log(trend.high / trend.low))
    assert widths[1] > 3 * widths[0]


def test_an_offer_on_two_marketplaces_is_one_witness(build: Build) -> None:
    apart, shared = [], []
    for week in range(28):
        for market in ("alpha", "beta"):
            apart.append((market, week, 1000.0, fresh(market, week, 6)))
            shared.append((market, week, 1000.0, fresh("both", week, 6)))
    first, second = fit_trend(build(apart)), fit_trend(build(shared))
    ratio = np.log(second.high / second.low) / np.log(first.high / first.low)
    assert ratio == pytest.approx(np.sqrt(2), rel=0.01)
    assert second.offers == first.offers / 2


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("a", week, 100.0, fresh("a", week, 5)) for week in range(9)], ("weeks", 9)),
        ([("a", week, 100.0, fresh("a", week, 5)) for week in range(25)], ("span", 25)),
        ([("a", week, 100.0, fresh("a", 0, 2)) for week in range(30)], ("offers", 2)),
        ([("a", week, 100.0, []) for week in range(30)], ("offers", 0)),
    ],
)
def test_too_little_gives_no_slope_but_a_reason(
    build: Build, rows: list, why: tuple[str, int]
) -> None:
    with pytest.raises(NoTrendError) as told:
        fit_trend(build(rows))
    assert (told.value.lacks, told.value.found) == why
    assert told.value.needed == (26 if why[0] == "span" else 10)


def test_a_marketplace_that_is_new_every_week_has_no_slope(build: Build) -> None:
    rows = [(f"m{week}", week, 100.0, fresh("m", week, 5)) for week in range(28)]
    with pytest.raises(NoTrendError) as told:
        fit_trend(build(rows))
    assert told.value.lacks == "contrast"


def test_an_offer_where_nobody_looked_is_an_error(build: Build) -> None:
    broken = build([("a", week, 100.0, fresh("a", week, 5)) for week in range(28)])
    broken.seen.loc[0, "week"] = 99
    with pytest.raises(ValueError, match="no effort"):
        fit_trend(broken)


def test_a_season_is_in_the_model_only_when_it_was_seen_twice(build: Build) -> None:
    def rows(weeks: int) -> list:
        return [
            (
                "alpha",
                week,
                1000.0,
                fresh(
                    "a", week, round(30 + 20 * np.sin(2 * np.pi * week / WEEKS_A_YEAR))
                ),
            )
            for week in range(weeks)
        ]

    assert not fit_trend(build(rows(103))).seasonal
    two_years = fit_trend(build(rows(118)))
    assert two_years.seasonal
    assert two_years.ratio == pytest.approx(1.0, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["constant", "rising 20 % a year", "half a year"])
def test_the_interval_holds_the_truth_of_invented_markets(name: str) -> None:
    # 60 times of 500; benchmarks/bench_trend.py does them all. Of 60, an interval
    # that holds 95 % of the time holds fewer than 51 once in 10,000 times.
    market: Market = MARKETS[name]
    rng = np.random.default_rng(3)
    trends = [fit_trend(market.watch(rng)) for _ in range(60)]
    assert sum(trend.low <= market.growth <= trend.high for trend in trends) >= 51
