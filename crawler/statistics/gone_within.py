"""The share of listings gone within some days after something happened, such as a notice.

Beside it the share of listings gone in as many days, from the same ages on, among those to
which it did not happen: a listing with a notice has stood until then, and listings that
were put up yesterday go faster than those that have stood for weeks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crawler.statistics.survival import FEWEST_ENDS, LEVEL, life_spans, log_log_bounds


class Share(NamedTuple):
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float


def gone_after(
    days: np.ndarray, ended: np.ndarray, changed: np.ndarray, within: float
) -> Share | None:
    """Give the share gone *within* days after it happened (Kaplan-Meier from then on).

    Arguments as those of `crawler.statistics.removals.faster_after`. None when fewer
    than five went after it, or some were still there and none was watched so long.
    """
    at = np.maximum(changed, 0.0)
    late = days > at  # False for nan
    since, went = days[late] - at[late], ended[late]
    found = life_spans(since, went) if late.any() else None
    if found is None:
        return None
    reached = found.curve[found.curve["days"] <= within]
    staying = float(reached["staying"].iloc[-1]) if len(reached) else 1.0
    if found.watched_days < within and staying > 0:
        return None
    if 0 < staying < 1:
        low, high = float(reached["low"].iloc[-1]), float(reached["high"].iloc[-1])
        return _gone(staying, low, high)
    return _all_or_none(staying, int((went | (since >= within)).sum()))


def gone_as_old(
    days: np.ndarray,
    ended: np.ndarray,
    changed: np.ndarray,
    strata: np.ndarray,
    within: float,
) -> Share | None:
    """Give the share that would be gone as soon had it not happened.

    It is the mean, over the listings to which it happened, of the share of listings of
    their age and of the same of *strata* that go within so many days without it. Ages to
    which none without it was watched are left out; None when that leaves fewer than five,
    or when fewer than five went without it.
    """
    at = np.where(np.isnan(changed), np.inf, np.maximum(changed, 0.0))
    end, went = np.minimum(days, at), ended & (days <= at)
    late = days > at
    parts = [
        _of_stratum(end[own], went[own], at[own & late], within)
        for own in (strata == name for name in np.unique(strata[late]))
    ]
    staying = np.concatenate([part[0] for part in parts] or [np.empty(0)])
    if min(len(staying), sum(part[2] for part in parts)) < FEWEST_ENDS:
        return None
    mean = float(staying.mean())
    if not 0 < mean < 1:
        return _all_or_none(mean, sum(part[3] for part in parts))
    error = np.sqrt(sum(part[1] for part in parts)) / len(staying)
    low, high = log_log_bounds(np.array([mean]), np.array([error]))
    return _gone(mean, float(low[0]), float(high[0]))


def _of_stratum(
    end: np.ndarray, went: np.ndarray, ages: np.ndarray, within: float
) -> tuple[np.ndarray, float, int, int]:
    """Give the share that stays from each of *ages* on, the variance of their sum, ends.

    A share is a product over the times at which listings went, each with the variance
    of Greenwood's formula; the same times are in many shares. Last, how many listings
    were watched from the first of *ages* on.
    """
    ages = ages[ages + within <= end.max(initial=0.0)]
    times, gone = np.unique(end[went], return_counts=True)
    at_risk = len(end) - np.searchsorted(np.sort(end), times)
    with np.errstate(divide="ignore"):  # the last of all may go
        logs = np.concatenate([[0.0], np.cumsum(np.log1p(-gone / at_risk))])
        variance = gone / (at_risk * (at_risk - gone))
    first = np.searchsorted(times, ages, "right")
    last = np.searchsorted(times, ages + within, "right")
    staying = np.exp(logs[last] - logs[first])
    weight = np.zeros(len(times) + 1)
    np.add.at(weight, first, staying)
    np.subtract.at(weight, last, staying)
    weight = np.cumsum(weight)[:-1]
    counted = np.isfinite(variance)
    return (
        staying,
        float(weight[counted] ** 2 @ variance[counted]),
        int(went.sum()),
        int((end > ages.min()).sum()) if len(ages) else 0,
    )


def _gone(staying: float, low: float, high: float) -> Share:
    return Share(1 - staying, 1 - high, 1 - low)


def _all_or_none(staying: float, of: int) -> Share:
    """Give Wilson's bounds (1927): a curve has none where it begins and where it ends."""
    from statsmodels.stats.proportion import proportion_confint

    gone = round(of * (1 - staying))
    low, high = proportion_confint(gone, of, alpha=1 - LEVEL, method="wilson")
    return Share(1 - staying, float(low), float(high))
