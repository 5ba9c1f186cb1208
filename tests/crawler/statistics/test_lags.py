"""Series that follow each other, and series that only drift alike."""

import numpy as np
import pytest

from crawler.statistics.lags import NoLagsError, cross_correlation


def drifting(rng: np.random.Generator, months: int) -> np.ndarray:
    series = np.zeros(months)
    for month in range(1, months):
        series[month] = 0.8 * series[month - 1] + rng.normal()
    return series


def test_a_series_that_follows_three_months_later_is_found_there() -> None:
    rng = np.random.default_rng(1)
    first = drifting(rng, 60)
    second = np.concatenate([rng.normal(size=3), first[:-3]]) + 0.2 * rng.normal(
        size=60
    )
    _, lags = cross_correlation(first, second)
    best = max(lags, key=lambda lag: lag.correlation)
    assert best.months == 3
    assert best.low > 0.5
    assert best.p < 0.001


def test_a_series_that_leads_is_found_at_a_negative_lag() -> None:
    rng = np.random.default_rng(2)
    second = drifting(rng, 60)
    first = np.concatenate([rng.normal(size=2), second[:-2]]) + 0.2 * rng.normal(
        size=60
    )
    _, lags = cross_correlation(first, second)
    assert max(lags, key=lambda lag: lag.correlation).months == -2


@pytest.mark.slow
def test_series_that_only_drift_are_seldom_called_related() -> None:
    rng = np.random.default_rng(3)
    plain = whitened = 0
    for _ in range(100):
        first, second = drifting(rng, 48), drifting(rng, 48)
        plain += abs(np.corrcoef(first, second)[0, 1]) > 1.96 / np.sqrt(48)
        whitened += any(lag.p < 0.05 for lag in cross_correlation(first, second)[1])
    # At the 5 % level more than 13 of 100 come once in 2,000 times.
    assert whitened <= 13
    assert plain > 20


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (np.arange(12.0), np.arange(12.0), "12 months"),
        (np.ones(30), np.arange(30.0), "same in every month"),
        (np.arange(30.0), np.zeros(30), "same in every month"),
    ],
)
def test_series_that_cannot_be_compared_say_why(
    first: np.ndarray, second: np.ndarray, why: str
) -> None:
    with pytest.raises(NoLagsError, match=why):
        cross_correlation(first, second)


def test_series_of_different_lengths_are_an_error() -> None:
    with pytest.raises(ValueError, match="lengths"):
        cross_correlation(np.arange(30.0), np.arange(31.0))
