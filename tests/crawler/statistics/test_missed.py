"""What two sweeps, or a sample of the unflagged, tell of what was missed."""

import numpy as np
import pytest

from crawler.statistics.missed import recall_of_sample, two_sweeps


def test_two_sweeps_by_hand() -> None:
    # (60 + 1)(50 + 1)/(20 + 1) - 1 = 147.14
    found = two_sweeps(60, 50, 20)
    assert found is not None
    assert found.value == pytest.approx(147.142857)
    assert 90 < found.low < found.value < found.high


def test_sweeps_that_found_the_same_leave_nothing_missed() -> None:
    found = two_sweeps(30, 30, 30)
    assert found is not None
    assert (found.value, found.low, found.high) == (30, 30, 30)


def test_sweeps_without_an_offer_in_common_do_not_tell() -> None:
    assert two_sweeps(10, 10, 0) is None
    assert two_sweeps(0, 10, 0) is None


@pytest.mark.parametrize("counts", [(5, 10, 6), (10, 5, 6), (5, 5, -1)])
def test_impossible_counts_are_an_error(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="in both"):
        two_sweeps(*counts)


def test_the_interval_of_two_sweeps_holds_the_truth() -> None:
    rng = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        first, second = rng.random(200) < 0.4, rng.random(200) < 0.5
        found = two_sweeps(first.sum(), second.sum(), (first & second).sum())
        held += found is not None and found.low <= 200 <= found.high
    # An interval that holds 95 % of the time holds fewer than 362 of 400 once in
    # 10,000 times.
    assert held >= 362


def test_recall_by_hand() -> None:
    # 2 of 400 sampled of 40,000: 200 missed; 600 confirmed: recall 600 / 800.
    found = recall_of_sample(600, 40_000, 400, 2)
    assert found is not None
    assert found.missed.value == 200
    assert found.recall.value == pytest.approx(0.75)
    assert found.recall.low < 0.75 < found.recall.high
    assert found.missed.low < 200 < found.missed.high


def test_a_sample_without_an_offer_still_leaves_room_for_some() -> None:
    found = recall_of_sample(600, 40_000, 400, 0)
    assert found is not None
    assert found.missed.value == 0
    assert found.missed.high > 100
    assert found.recall.high == 1


@pytest.mark.parametrize("counts", [(0, 100, 10, 0), (5, 100, 0, 0)])
def test_without_a_sample_or_an_offer_there_is_no_recall(
    counts: tuple[int, int, int, int],
) -> None:
    assert recall_of_sample(*counts) is None


def test_a_sample_larger_than_what_there_is_is_an_error() -> None:
    with pytest.raises(ValueError, match="sample of 20 of 10"):
        recall_of_sample(5, 10, 20, 1)
