"""What is usual for a site, from its own history.

Middle and spread are the median and the median absolute deviation, which one odd
crawl cannot move. The spread has a floor, for a site whose last crawls were all alike may still have a
quiet week. Normal consistency constant: P. J. Rousseeuw and C. Croux, Alternatives
to the Median Absolute Deviation, JASA 88 (1993).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

CONSISTENT = 1.4826
"""Median absolute deviation times this is the standard deviation of normal data."""
DEVIATIONS = 4.0
HALF = math.log(2)
SHARE_FLOOR = 0.25


@dataclass(frozen=True, slots=True)
class Usual:
    """The middle of the history and the bounds of what is not yet strange."""

    middle: float
    low: float
    high: float


def usual_size(history: Sequence[float], floor: float = HALF) -> Usual | None:
    """Bounds of a size that varies by factors; None without a history.

    *floor* is the least spread, as the logarithm of a factor.
    """
    if not history:
        return None
    logs = [math.log1p(value) for value in history]
    middle = median(logs)
    spread = max(floor, DEVIATIONS * _deviation(logs, middle))
    return Usual(
        round(math.expm1(middle), 6),
        math.expm1(middle - spread),
        math.expm1(middle + spread),
    )


def usual_share(history: Sequence[float], floor: float = SHARE_FLOOR) -> Usual | None:
    """Bounds of a share between 0 and 1; None without a history."""
    if not history:
        return None
    middle = median(history)
    spread = max(floor, DEVIATIONS * _deviation(history, middle))
    return Usual(middle, middle - spread, middle + spread)


def _deviation(values: Sequence[float], middle: float) -> float:
    return CONSISTENT * median(abs(value - middle) for value in values)
