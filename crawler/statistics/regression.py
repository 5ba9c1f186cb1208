"""Negative binomial regression of offers on effort, with errors that hold.

    log E[offers seen] = log effort + level of the marketplace + steps + season
                         + slope * years

The levels keep a marketplace that was added, or is read otherwise since a date, from
looking like a trend; the steps do so for changes that touch all marketplaces. The
errors are those of crawler.statistics.cohorts, for the same offers are seen week after
week.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crawler.statistics.cohorts import cohort_variance
from crawler.statistics.observations import WEEKS_A_YEAR, Observations

SEASON_AFTER_WEEKS = 104
"""A season is told from a trend only when it was seen twice."""
SLOPE = "slope"


@dataclass(frozen=True)
class Regression:
    """A fitted model; the columns of `design` are named by `names`."""

    observations: Observations
    names: list[str]
    design: np.ndarray
    values: np.ndarray
    expected: np.ndarray
    dispersion: float

    def value(self, name: str) -> float:
        """Give the estimate of a column, on the scale of logarithms."""
        return float(self.values[self.names.index(name)])

    def error(self, name: str) -> float:
        """Give its standard error."""
        weight = 1 / (1 + self.dispersion * self.expected)
        information = (self.design * (self.expected * weight)[:, None]).T @ self.design
        row = np.linalg.pinv(information)[self.names.index(name)]
        influence = (row @ self.design.T) * weight
        return float(np.sqrt(cohort_variance(self.observations, influence)))

    def residuals(self) -> np.ndarray:
        """Give the Pearson residual of each cell."""
        counts = self.observations.counts()
        variance = self.expected + self.dispersion * self.expected**2
        return np.asarray((counts - self.expected) / np.sqrt(variance))


class NotEstimableError(Exception):
    """The columns cannot be told apart in these weeks."""


def regress(
    observations: Observations, *, slope: bool = True, steps: Iterable[int] = ()
) -> Regression:
    """Fit the model, with further *steps* at these weeks.

    The dispersion is that of Cameron and Trivedi's auxiliary regression on a Poisson
    fit; a negative one is 0.

    Raises:
        NotEstimableError: a column is the sum of others.
    """
    # Not through statsmodels.api, which loads all of it: seconds, and 50 MB.
    from statsmodels.genmod.families import NegativeBinomial, Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    names, design = _design(observations, slope, steps)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise NotEstimableError
    counts = observations.counts()
    offset = np.log(observations.cells["effort"].to_numpy(float))
    with warnings.catch_warnings():
        # A level without any offer has no finite estimate; its cells then weigh
        # nothing in the slope.
        warnings.simplefilter("ignore")
        poisson = GLM(counts, design, Poisson(), offset=offset).fit()
        mean = poisson.fittedvalues
        excess = ((counts - mean) ** 2 - counts) / mean
        dispersion = max(0.0, float(mean @ excess / (mean @ mean)))
        family = NegativeBinomial(alpha=max(dispersion, 1e-8))
        fitted = GLM(counts, design, family, offset=offset).fit()
    values, expected = np.asarray(fitted.params), np.asarray(fitted.fittedvalues)
    return Regression(observations, names, design, values, expected, dispersion)


def has_season(observations: Observations) -> bool:
    """Tell whether the weeks are enough for a seasonal term."""
    week = observations.cells["week"]
    return bool(week.max() - week.min() + 1 >= SEASON_AFTER_WEEKS)


def step_name(week: int) -> str:
    """Name the column of a step at *week*."""
    return f"step {week}"


def _design(
    observations: Observations, slope: bool, steps: Iterable[int]
) -> tuple[list[str], np.ndarray]:
    cells = observations.cells
    week = cells["week"].to_numpy(float)
    columns: dict[str, np.ndarray] = {}
    if slope:
        columns[SLOPE] = (week - week.mean()) / WEEKS_A_YEAR
    for start in sorted({*observations.steps.values(), *steps}):
        columns[step_name(start)] = (week >= start).astype(float)
    if has_season(observations):
        turn = 2 * np.pi * week / WEEKS_A_YEAR
        columns |= {"sine": np.sin(turn), "cosine": np.cos(turn)}
    # A step after the last week, or before the first, is none.
    columns = {name: column for name, column in columns.items() if np.ptp(column) > 0}
    levels = pd.get_dummies(cells["marketplace"] + "\n" + cells["level"].astype(str))
    columns |= {f"level {name}": levels[name].to_numpy(float) for name in levels}
    return list(columns), np.column_stack(list(columns.values()))
