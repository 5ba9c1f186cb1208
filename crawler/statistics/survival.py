"""How long listings stay: the Kaplan-Meier estimate of their life spans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LEVEL = 0.95
FEWEST_ENDS = 5
"""Fewer listings that went tell no median."""


@dataclass(frozen=True)
class LifeSpans:
    """The share of listings that stay, by age in days.

    `curve` has `days`, `staying`, `low`, `high` (95 %, on the log-log scale), `at_risk`.
    `median` is the age that half of them reach, with its interval; a bound is None
    where the listings that went are too few to tell it.
    """

    listings: int
    ended: int
    curve: pd.DataFrame
    median: float | None
    median_low: float | None
    median_high: float | None
    watched_days: float
    """The longest that a listing was watched: beyond it nothing is known."""


def life_spans(days: np.ndarray, ended: np.ndarray) -> LifeSpans | None:
    """Estimate from the *days* that each listing was seen to stay.

    *ended* is false for a listing that was still there when it was last looked for:
    it stayed that long or longer. None when fewer than five ended.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    ended = np.asarray(ended, bool)
    if ended.sum() < FEWEST_ENDS:
        return None
    fitted = SurvfuncRight(np.asarray(days, float), ended.astype(int))
    with np.errstate(divide="ignore", invalid="ignore"):  # at 0 and 1 of the curve
        low, high = fitted.quantile_ci(0.5, alpha=1 - LEVEL, method="cloglog")
    curve = pd.DataFrame(
        {
            "days": fitted.surv_times,
            "staying": fitted.surv_prob,
            "at_risk": fitted.n_risk.astype("int64"),
        }
    )
    below, above = log_log_bounds(fitted.surv_prob, fitted.surv_prob_se)
    return LifeSpans(
        listings=len(days),
        ended=int(ended.sum()),
        curve=curve.assign(low=below, high=above),
        median=_finite(fitted.quantile(0.5)),
        median_low=_finite(low),
        median_high=_finite(high),
        watched_days=float(np.max(days)),
    )


def log_log_bounds(
    share: np.ndarray, error: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give bounds that stay between 0 and 1 (Kalbfleisch and Prentice 2002)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1.959964 * error / (share * np.log(share))
        low, high = share ** np.exp(-scale), share ** np.exp(scale)
    last = (share <= 0) | (share >= 1)
    return np.where(last, share, low), np.where(last, share, high)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
