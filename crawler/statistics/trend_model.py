"""The yearly change of offers per effort, with its interval, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from crawler.statistics.observations import Observations
from crawler.statistics.regression import (
    SLOPE,
    NotEstimableError,
    Regression,
    has_season,
    regress,
)

FEWEST_WEEKS = 10
SHORTEST_SPAN = 26
"""Weeks from the first to the last, half a year: a change of a year that is told from
less is drawn out more than twofold, and a season looks like it."""
FEWEST_OFFERS = 10
_Z = 1.959964


@dataclass(frozen=True)
class Trend:
    """The yearly change of offers per effort.

    `ratio` is the offers per effort of a year over those of the year before, with
    `low` and `high`, its 95 % interval.
    """

    ratio: float
    low: float
    high: float
    seasonal: bool
    weeks: int
    offers: int
    model: Regression | None
    """The fitted model; None where only the figures were kept."""

    @property
    def direction(self) -> str:
        """`rising`, `falling`, or `none` when chance may give the slope."""
        if self.low > 1:
            return "rising"
        return "falling" if self.high < 1 else "none"


class NoTrendError(Exception):
    """The data cannot tell a slope: *lacks* says why.

    Of `weeks` or `offers` too few were found, fewer than needed; the weeks from first
    to last are the `span`; without `contrast` the slope cannot be told from changes in
    how was looked.
    """

    def __init__(
        self,
        lacks: Literal["weeks", "span", "offers", "contrast"],
        found: int = 0,
        needed: int = 0,
    ) -> None:
        super().__init__(f"too few {lacks}: {found} of {needed}")
        self.lacks = lacks
        self.found = found
        self.needed = needed


def fit_trend(observations: Observations) -> Trend:
    """Fit the yearly change of offers per effort.

    Raises:
        NoTrendError: there are too few weeks or offers, or the slope cannot be told
            from the changes in how was looked.
    """
    weeks = int(observations.cells["week"].nunique())
    offers = int(observations.seen["offer"].nunique())
    if weeks < FEWEST_WEEKS:
        raise NoTrendError("weeks", weeks, FEWEST_WEEKS)
    if offers < FEWEST_OFFERS:
        raise NoTrendError("offers", offers, FEWEST_OFFERS)
    span = int(np.ptp(observations.cells["week"])) + 1
    if span < SHORTEST_SPAN:
        raise NoTrendError("span", span, SHORTEST_SPAN)
    try:
        model = regress(observations)
    except NotEstimableError:
        raise NoTrendError("contrast") from None
    slope, error = model.value(SLOPE), model.error(SLOPE)
    ratio, low, high = np.exp([slope, slope - _Z * error, slope + _Z * error])
    return Trend(
        ratio=float(ratio),
        low=float(low),
        high=float(high),
        seasonal=has_season(observations),
        weeks=weeks,
        offers=offers,
        model=model,
    )
