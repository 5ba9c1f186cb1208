"""Whether listings go faster after something happened: a notice, or new rules.

A listing must have stood until the notice to have one, so listings with and without
one must not be compared as two groups: that alone would make notices look slow. Each
listing counts without it until that day and with it from then on, at the age that it
then has (Mantel and Byar 1974; Simon and Makuch 1984).
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from crawler.statistics.survival import FEWEST_ENDS

Z = 1.959964
LARGEST_ERROR = 10.0
"""Of the logarithm of the ratio; beyond it nothing was fitted."""


@dataclass(frozen=True)
class Faster:
    """How many times as fast listings go afterwards, with its 95 % interval.

    `ratio` is the hazard ratio of Cox's regression, `p` that of the log-rank test with
    delayed entry. None of both when fewer than five went on either side;
    no ratio when all on one side went before any on the other.
    """

    before: int
    """Listings watched before or without it."""
    ended_before: int
    after: int
    ended_after: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


def faster_after(
    days: np.ndarray, ended: np.ndarray, changed: np.ndarray, strata: np.ndarray
) -> Faster:
    """Compare how fast listings go before and after the age at which something changed.

    *days* is how long each was seen to stay and *ended* whether it went; *changed* the
    age in days at which it happened: 0 or less from the beginning, nan never. Only
    listings of the same of *strata*, such as the marketplace, are compared.
    """
    at = np.where(np.isnan(changed), np.inf, np.maximum(changed, 0.0))
    early, late = at > 0, days > at
    entry = np.concatenate([np.zeros(early.sum()), at[late]])
    end = np.concatenate([np.minimum(days, at)[early], days[late]])
    went = np.concatenate([(ended & (days <= at))[early], ended[late]])
    group = np.repeat([0, 1], [early.sum(), late.sum()])
    where = np.concatenate([strata[early], strata[late]])
    counts = (
        int(early.sum()),
        int(went[group == 0].sum()),
        int(late.sum()),
        int(went[group == 1].sum()),
    )
    if min(counts[1], counts[3]) < FEWEST_ENDS:
        return Faster(*counts)
    lasts = end > entry  # a stay of no length is in no one's risk set
    return Faster(
        *counts,
        *_compared(end[lasts], went[lasts], entry[lasts], group[lasts], where[lasts]),
    )


def _compared(
    end: np.ndarray,
    went: np.ndarray,
    entry: np.ndarray,
    group: np.ndarray,
    where: np.ndarray,
) -> tuple[float | None, float | None, float | None, float | None]:
    """Give the ratio with its bounds, and p of the score test: the log-rank test.

    `survdiff` of statsmodels 0.15 takes no delayed entry together with strata.
    """
    from scipy.stats import chi2
    from statsmodels.duration.hazard_regression import PHReg

    model = PHReg(
        end,
        group[:, None].astype(float),
        status=went.astype(int),
        entry=entry,
        strata=where,
        ties="efron",
    )
    none = np.zeros(1)
    score, information = float(model.score(none)[0]), -float(model.hessian(none)[0, 0])
    if not information > 0:
        return None, None, None, None  # no two were ever at risk together
    return *_ratio(model), float(chi2.sf(score**2 / information, 1))


def _ratio(model: Any) -> tuple[float | None, float | None, float | None]:
    """Fit the ratio; none where all on one side go before any on the other."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what cannot be fitted is told by its error
        try:
            fitted = model.fit(disp=False)
        except np.linalg.LinAlgError:
            return None, None, None
    slope, error = float(fitted.params[0]), float(fitted.bse[0])
    if not (np.isfinite(slope) and 0 < error < LARGEST_ERROR):
        return None, None, None
    ratio, low, high = np.exp([slope, slope - Z * error, slope + Z * error])
    return float(ratio), float(low), float(high)
