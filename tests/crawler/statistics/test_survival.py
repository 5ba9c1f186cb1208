"""Life spans, against the best-known published example."""

import numpy as np
import pytest

from crawler.statistics.survival import life_spans

# Freireich et al. (1963), weeks of remission under 6-MP; a negative number was still in
# remission. The estimates are those printed in the textbooks of survival analysis.
REMISSION = [
    6,
    6,
    6,
    -6,
    7,
    -9,
    10,
    -10,
    -11,
    13,
    16,
    -17,
    -19,
    -20,
    22,
    23,
    -25,
    -32,
    -32,
    -34,
    -35,
]
PRINTED = {
    6: 0.8571,
    7: 0.8067,
    10: 0.7529,
    13: 0.6902,
    16: 0.6275,
    22: 0.5378,
    23: 0.4482,
}


def test_the_published_remission_times_are_reproduced() -> None:
    days = np.array(REMISSION)
    found = life_spans(np.abs(days), days > 0)
    assert found is not None
    told = dict(zip(found.curve["days"], found.curve["staying"].round(4), strict=True))
    assert told == pytest.approx(PRINTED, abs=1e-4)
    assert (found.listings, found.ended, found.median) == (21, 9, 23.0)
    # Published log-log bounds at 6 weeks: 0.620 and 0.952.
    at_six = found.curve[found.curve["days"] == 6].iloc[0]
    assert (round(at_six["low"], 3), round(at_six["high"], 3)) == (0.620, 0.952)


def test_listings_that_are_still_there_lengthen_the_life_span() -> None:
    days = np.array([5, 10, 15, 20, 25, 30, 30])
    all_gone = life_spans(days, np.ones(7, bool))
    some_stay = life_spans(days, np.array([1, 1, 1, 1, 1, 0, 0], bool))
    assert all_gone is not None
    assert some_stay is not None
    assert all_gone.median == 20.0
    assert some_stay.median == 20.0
    assert some_stay.curve["staying"].iloc[-1] > 0


def test_a_median_that_is_not_reached_is_not_told() -> None:
    days = np.array([3] * 5 + [30] * 20)
    found = life_spans(days, days == 3)
    assert found is not None
    assert found.median is None
    assert found.curve["staying"].iloc[-1] == pytest.approx(0.8)


@pytest.mark.parametrize("ends", [0, 4])
def test_too_few_ends_tell_nothing(ends: int) -> None:
    assert life_spans(np.arange(1, 21), np.arange(20) < ends) is None


def test_bounds_stay_between_none_and_all() -> None:
    rng = np.random.default_rng(1)
    found = life_spans(rng.integers(1, 40, 50), rng.random(50) < 0.7)
    assert found is not None
    assert (found.curve["low"] <= found.curve["staying"]).all()
    assert (found.curve["staying"] <= found.curve["high"]).all()
    assert found.curve[["low", "high"]].stack().between(0, 1).all()
