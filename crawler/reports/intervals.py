"""Intervals for counted offers: how far a rate may stray by chance alone.

Closed forms, so that a figure can be checked with a pocket calculator:
Wilson's score interval for a share, Byar's approximation to the exact Poisson
interval for a count per effort, Newcombe's hybrid score interval for the
difference of two shares (Newcombe 1998, method 10).
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

LEVEL = 0.95
_Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)


class Interval(NamedTuple):
    """An estimate with the bounds of its 95 % interval."""

    estimate: float
    low: float
    high: float


def share(count: int, total: int) -> Interval | None:
    """Give the share *count* of *total* with Wilson's interval; None without total.

    Raises:
        ValueError: *count* is negative or exceeds *total*.
    """
    if not 0 <= count <= max(total, 0):
        raise ValueError(f"{count} of {total} is no share")
    if total == 0:
        return None
    observed = count / total
    weight = 1 + _Z**2 / total
    centre = (observed + _Z**2 / (2 * total)) / weight
    half = _Z / weight * sqrt(observed * (1 - observed) / total + (_Z / total / 2) ** 2)
    low = 0.0 if count == 0 else centre - half
    high = 1.0 if count == total else centre + half
    return Interval(observed, low, high)


def rate(count: int, effort: float) -> Interval | None:
    """Give *count* per unit of *effort* with Byar's interval; None without effort.

    Raises:
        ValueError: *count* or *effort* is negative.
    """
    if count < 0 or effort < 0:
        raise ValueError(f"{count} per {effort} is no rate")
    if effort == 0:
        return None
    low = _byar(count, -_Z) if count else 0.0
    return Interval(count / effort, low / effort, _byar(count + 1, _Z) / effort)


def difference(
    count: int, total: int, other_count: int, other_total: int
) -> Interval | None:
    """Give the second share less the first with Newcombe's interval.

    None when either total is zero.
    """
    first, second = share(count, total), share(other_count, other_total)
    if first is None or second is None:
        return None
    gap = second.estimate - first.estimate
    below = sqrt(
        (second.estimate - second.low) ** 2 + (first.high - first.estimate) ** 2
    )
    above = sqrt(
        (second.high - second.estimate) ** 2 + (first.estimate - first.low) ** 2
    )
    return Interval(gap, gap - below, gap + above)


def _byar(count: int, z: float) -> float:
    return float(count * (1 - 1 / (9 * count) + z / (3 * sqrt(count))) ** 3)
