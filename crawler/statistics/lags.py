"""Does one monthly series follow another? Cross-correlation after pre-whitening.

Two series that each drift look related though they are not. The first is therefore
filtered to what its own past does not tell (an autoregression), the second by the same
filter, and only then are they compared (Box, Jenkins, Reinsel and Ljung 2015, ch. 12).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

FEWEST_MONTHS = 24
MOST_LAGS = 6
MOST_ORDER = 6


@dataclass(frozen=True)
class Lag:
    """The correlation of the second series with the first, *months* before it.

    A negative number of months: the second comes first. `low` and `high` are its 95 %
    interval; `p` holds for all lags together (Holm).
    """

    months: int
    correlation: float
    low: float
    high: float
    p: float


class NoLagsError(Exception):
    """The series cannot be compared; the text says why."""


def cross_correlation(first: np.ndarray, second: np.ndarray) -> tuple[int, list[Lag]]:
    """Correlate two monthly series; give the order of the filter and each lag.

    Raises:
        NoLagsError: they are too short, or one of them never changes.
    """
    from statsmodels.stats.multitest import multipletests

    first, second = np.asarray(first, float), np.asarray(second, float)
    if len(first) != len(second):
        raise ValueError("the series have different lengths")
    if len(first) < FEWEST_MONTHS:
        raise NoLagsError(
            f"{len(first)} months are in both series; a comparison needs {FEWEST_MONTHS}."
        )
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        raise NoLagsError("One of the series is the same in every month.")
    order, white, filtered = _whitened(first, second)
    months = list(range(-MOST_LAGS, MOST_LAGS + 1))
    found = [_correlation(white, filtered, lag) for lag in months]
    ps = [2 * (1 - NormalDist().cdf(abs(_z(r)) * np.sqrt(n - 3))) for r, n in found]
    adjusted = multipletests(ps, method="holm")[1]
    return order, [
        Lag(lag, r, *_interval(r, n), float(p))
        for lag, (r, n), p in zip(months, found, adjusted, strict=True)
    ]


def _whitened(
    first: np.ndarray, second: np.ndarray
) -> tuple[int, np.ndarray, np.ndarray]:
    """Filter both by the autoregression of the first whose BIC is least."""
    from statsmodels.tsa.ar_model import ar_select_order

    chosen = ar_select_order(first, MOST_ORDER, ic="bic", trend="ct")
    order = max(chosen.ar_lags or [0])
    if order == 0:
        return 0, _detrended(first), _detrended(second)
    weights = np.asarray(chosen.model.fit().params)[2:]

    def filtered(series: np.ndarray) -> np.ndarray:
        level = _detrended(series)
        past = [level[order - lag : len(level) - lag] for lag in range(1, order + 1)]
        return np.asarray(level[order:] - weights @ np.array(past))

    return order, filtered(first), filtered(second)


def _detrended(series: np.ndarray) -> np.ndarray:
    month = np.arange(len(series))
    return np.asarray(series - np.polyval(np.polyfit(month, series, 1), month))


def _correlation(first: np.ndarray, second: np.ndarray, lag: int) -> tuple[float, int]:
    """Correlate the second with the first *lag* months before; give pairs as well."""
    if lag >= 0:
        one, other = first[: len(first) - lag], second[lag:]
    else:
        one, other = first[-lag:], second[: len(second) + lag]
    return float(np.corrcoef(one, other)[0, 1]), len(one)


def _z(correlation: float) -> float:
    return float(np.arctanh(np.clip(correlation, -0.999999, 0.999999)))


def _interval(correlation: float, pairs: int) -> tuple[float, float]:
    """Give Fisher's 95 % interval."""
    half = 1.959964 / np.sqrt(pairs - 3)
    z = _z(correlation)
    return float(np.tanh(z - half)), float(np.tanh(z + half))
