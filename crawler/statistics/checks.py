"""A second look at a trend: a test without a model, and breaks in the series."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crawler.statistics.observations import Observations
from crawler.statistics.regression import NotEstimableError, regress, step_name

WEEKS_TOGETHER = 8
FEWEST_STRETCHES = 8
SHORTEST_STRETCH = 8
"""Weeks between two breaks, and before the first."""
MOST_BREAKS = 3
CRITICAL = 2.975
"""Of a step at the most favourable of many weeks, 5 % level: the square root of
Andrews (1993), table I, one parameter, 15 % trimming."""


@dataclass(frozen=True)
class MannKendall:
    """Kendall's tau of the rates with time, and its p value.

    It knows nothing of effort, marketplaces or season: a check, not a result.
    """

    tau: float
    p: float

    @property
    def direction(self) -> str:
        """`rising`, `falling` or `none` at the 5 % level."""
        if self.p >= 0.05:
            return "none"
        return "rising" if self.tau > 0 else "falling"


def eight_weekly_rates(observations: Observations) -> pd.Series:
    """Give the offers per listing examined of every eight weeks, all marketplaces.

    Shorter stretches hold the same offers, and the test takes them for independent.
    """
    cells = observations.cells.assign(offers=observations.counts())
    stretch = (cells["week"] - cells["week"].min()) // WEEKS_TOGETHER
    sums = cells.groupby(stretch)[["offers", "effort"]].sum()
    return sums["offers"] / sums["effort"]


def mann_kendall(observations: Observations) -> MannKendall | None:
    """Test the eight-weekly rates for a trend; None with fewer than eight."""
    import pymannkendall

    rates = eight_weekly_rates(observations)
    if len(rates) < FEWEST_STRETCHES or rates.nunique() == 1:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pymannkendall.original_test(rates.to_numpy())
    return MannKendall(float(found.Tau), float(found.p))


def can_find_breaks() -> bool:
    """Tell whether the library that proposes breaks is there for this Python."""
    return importlib.util.find_spec("ruptures") is not None


def breaks(observations: Observations) -> list[int]:
    """Give the weeks at which the level jumps beyond slope, season and chance.

    Weeks are proposed by binary segmentation (ruptures) of what a model without
    slope leaves; each is then a step in the model with slope, and stays if it is
    larger than chance would give at the best of many weeks. The steps that
    *observations* knows of are in the model already and not found again.
    """
    found: list[int] = []
    for week in _proposed(observations):
        try:
            model = regress(observations, steps=[*found, week])
        except NotEstimableError:
            continue
        name = step_name(week)
        if name not in model.names or _near(week, found):
            continue
        if abs(model.value(name)) > CRITICAL * model.error(name):
            found.append(week)
    return sorted(found)


def _proposed(observations: Observations) -> list[int]:
    import ruptures

    model = regress(observations, slope=False)
    weeks = observations.cells["week"].to_numpy()
    residuals = pd.Series(model.residuals()).groupby(weeks)
    series: pd.Series[float] = residuals.sum() / np.sqrt(residuals.size())
    most = min(MOST_BREAKS, len(series) // SHORTEST_STRETCH - 1)
    proposed: list[int] = []
    for count in range(1, most + 1):
        search = ruptures.Binseg(model="l2", min_size=SHORTEST_STRETCH, jump=1)
        ends = search.fit(series.to_numpy()[:, None]).predict(n_bkps=count)
        proposed += [int(series.index[end]) for end in ends[:-1]]
    return list(dict.fromkeys(proposed))


def _near(week: int, others: Iterable[int]) -> bool:
    return any(abs(week - other) < SHORTEST_STRETCH for other in others)
