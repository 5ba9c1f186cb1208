"""How many are gone some days after a notice, and how many would be without one."""

from __future__ import annotations

import numpy as np
import pytest

from crawler.statistics.gone_within import gone_after, gone_as_old
from crawler.statistics.survival import life_spans

NONE = np.nan


def test_the_days_are_counted_from_the_notice() -> None:
    """Ten with a notice on day 20: six go 5 days later, four stay until day 100."""
    days = np.array([25.0] * 6 + [100.0] * 4)
    ended = days < 100
    found = gone_after(days, ended, np.full(10, 20.0), 30)
    assert found is not None
    assert found.value == pytest.approx(0.6)
    assert found.low < 0.6 < found.high


def test_where_all_went_the_bounds_are_those_of_a_plain_share() -> None:
    """Eight of eight: the 95 % score interval of Wilson (1927) begins at 8 / (8 + 1.96²)."""
    found = gone_after(np.full(8, 25.0), np.full(8, True), np.full(8, 20.0), 30)
    assert found == pytest.approx((1, 8 / (8 + 1.959964**2), 1))


def test_those_without_one_are_looked_at_from_the_same_age_on() -> None:
    """Of sixteen without, eight go on day 2 and four on day 40; the notices are of day 20.

    Who has stood for 20 days has eight beside him, of which four go within 30 days.
    """
    days = np.array([2.0] * 8 + [40.0] * 4 + [100.0] * 4 + [25.0] * 5)
    ended = days < 100
    changed = np.array([NONE] * 16 + [20.0] * 5)
    found = gone_as_old(days, ended, changed, np.zeros(21, int), 30)
    assert found is not None
    assert found.value == pytest.approx(0.5)


def test_from_the_first_day_on_it_is_kaplan_and_meiers_estimate_with_its_bounds() -> (
    None
):
    chance = np.random.default_rng(3)
    days = np.ceil(chance.exponential(25, 60))
    ended = chance.random(60) < 0.8
    plain = life_spans(days, ended)
    assert plain is not None
    want = plain.curve[plain.curve["days"] <= 30].iloc[-1]
    told = np.concatenate([days, np.full(6, 50.0)])
    went = np.concatenate([ended, np.ones(6, bool)])
    changed = np.concatenate([np.full(60, NONE), np.zeros(6)])
    # A notice on the first day leaves no time without one.
    found = gone_as_old(told, went, changed, np.zeros(66, int), 30)
    assert found is not None
    assert found == pytest.approx(
        (1 - want["staying"], 1 - want["high"], 1 - want["low"])
    )


def test_each_marketplace_is_beside_its_own() -> None:
    """On one market half of those without go in 30 days, on the other none does."""
    days = np.array([10.0] * 6 + [90.0] * 6 + [90.0] * 12 + [20.0] * 6)
    ended = np.array([True] * 6 + [False] * 18 + [True] * 6)
    changed = np.array([NONE] * 24 + [1.0] * 6)
    strata = np.array(["quick"] * 12 + ["slow"] * 12 + ["quick"] * 3 + ["slow"] * 3)
    found = gone_as_old(days, ended, changed, strata, 30)
    assert found is not None
    assert found.value == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("days", "ended", "changed"),
    [
        ([40.0] * 9, [True] * 9, [NONE] * 9),  # no notice
        ([40.0] * 9, [True] * 4 + [False] * 5, [10.0] * 9),  # four went
        ([25.0] * 9, [True] * 8 + [False], [10.0] * 9),  # nobody was watched so long
    ],
)
def test_too_little_tells_no_share(
    days: list[float], ended: list[bool], changed: list[float]
) -> None:
    seen = np.array(days), np.array(ended), np.array(changed)
    assert gone_after(*seen, 30) is None
    assert gone_as_old(*seen, np.zeros(9, int), 30) is None


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Stays of 40 days in the mean, whatever the age; a notice makes them half as long."""
    chance = np.random.default_rng(1557)
    held = np.zeros(2)
    truth = 1 - np.exp(-30 / 20), 1 - np.exp(-30 / 40)
    for _ in range(100):
        at = np.where(chance.random(150) < 0.5, chance.exponential(15, 150), NONE)
        stay = chance.exponential(40, 150)
        told = at < stay
        stay = np.where(told, at + (stay - at) / 2, stay)
        watched = chance.uniform(30, 150, 150)
        seen = (np.minimum(stay, watched), stay <= watched, np.where(told, at, NONE))
        for place, found in enumerate(
            (gone_after(*seen, 30), gone_as_old(*seen, np.zeros(150, int), 30))
        ):
            assert found is not None
            held[place] += found.low <= truth[place] <= found.high
    assert (held / 100 > 0.9).all()
