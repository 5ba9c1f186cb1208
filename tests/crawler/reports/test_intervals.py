from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reports.intervals import difference, rate, share

# Newcombe 1998, tables I and II (Wilson's score method without correction;
# hybrid score method 10), as printed there to four places.
PUBLISHED_SHARES = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
PUBLISHED_DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
]
# Exact (Garwood) 95 % limits of a Poisson count; Byar's come close.
EXACT_COUNTS = [
    (0, 0.0, 3.689),
    (1, 0.025, 5.572),
    (5, 1.623, 11.668),
    (10, 4.795, 18.390),
    (100, 81.364, 121.627),
]


@pytest.mark.parametrize(("count", "total", "low", "high"), PUBLISHED_SHARES)
def test_a_share_has_the_published_wilson_interval(
    count: int, total: int, low: float, high: float
) -> None:
    found = share(count, total)
    assert found is not None
    assert found.estimate == count / total
    assert (found.low, found.high) == (
        pytest.approx(low, abs=6e-5),
        pytest.approx(high, abs=6e-5),
    )


@pytest.mark.parametrize("published", PUBLISHED_DIFFERENCES)
def test_a_difference_has_the_published_interval(
    published: tuple[int, int, int, int, float, float],
) -> None:
    a, m, b, n, low, high = published
    found = difference(b, n, a, m)
    assert found is not None
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


@pytest.mark.parametrize(("count", "low", "high"), EXACT_COUNTS)
def test_a_rate_is_close_to_the_exact_poisson_interval(
    count: int, low: float, high: float
) -> None:
    found = rate(count, 1)
    assert found is not None
    assert found.low == pytest.approx(low, abs=0.02)
    assert found.high == pytest.approx(high, rel=0.01)


def test_effort_divides_estimate_and_bounds_alike() -> None:
    whole, per_ten = rate(7, 1), rate(7, 10)
    assert whole is not None
    assert per_ten is not None
    assert per_ten == pytest.approx([value / 10 for value in whole])


def test_without_effort_there_is_no_rate() -> None:
    assert share(0, 0) is None
    assert rate(0, 0) is None
    assert rate(3, 0) is None
    assert difference(1, 10, 0, 0) is None


@pytest.mark.parametrize(("count", "total"), [(-1, 10), (11, 10), (1, 0)])
def test_an_impossible_share_is_refused(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        share(count, total)


@pytest.mark.parametrize(("count", "effort"), [(-1, 10.0), (1, -0.5)])
def test_an_impossible_rate_is_refused(count: int, effort: float) -> None:
    with pytest.raises(ValueError, match="is no rate"):
        rate(count, effort)


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_the_interval_of_a_share_holds_its_estimate(count: int, total: int) -> None:
    count = min(count, total)
    found = share(count, total)
    assert found is not None
    assert 0 <= found.low <= found.estimate <= found.high <= 1
