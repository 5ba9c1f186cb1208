"""Whether shares changed between two periods: routes, methods, taxa and the like.

Offers of one seller resemble each other, so the counts are divided by the design
effect of sellers as clusters (Rao and Scott 1992) before Fisher's exact test and
Newcombe's interval; the p values of the whole family are corrected by Holm (1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

LEVEL = 0.95
FEWEST = 5
"""Fewer offers of a value in both periods together are not tested."""
FEWEST_OFFERS = 20
"""Fewer offers in either period say nothing of shares."""
COLUMNS = {
    "dimension": "object",
    "value": "object",
    "offers_before": "int64",
    "offers_now": "int64",
    "share_before": "float64",
    "share_now": "float64",
    "difference": "float64",
    "difference_low": "float64",
    "difference_high": "float64",
    "design_effect": "float64",
    "p": "float64",
    "p_corrected": "float64",
}


def share_changes(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Compare the shares of all values of all dimensions in two periods.

    Both tables have a row for each offer, dimension and value that it has, with
    `offer`, `cluster` (its seller), `dimension`, `value`; an offer that has two values
    of a dimension counts in each. A share is of the offers that stand in the dimension.
    The result has a row for each value: shares, the second less the first with its
    95 % interval, `p` (two-sided) and `p_corrected`. What is too rare to be tested has
    neither interval nor p.
    """
    rows: list[dict[str, object]] = []
    for dimension in sorted({*before["dimension"], *now["dimension"]}):
        own = [one[one["dimension"] == dimension] for one in (before, now)]
        values = sorted({value for one in own for value in one["value"]})
        first, second = (_Period.of(one, values) for one in own)
        rows += [
            {"dimension": dimension, "value": value, **_compared(first, second, place)}
            for place, value in enumerate(values)
        ]
    found = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return _corrected(found)


@dataclass(frozen=True)
class _Period:
    """Which of the values each offer has, and the cluster that it belongs to."""

    has: np.ndarray
    """A row for each offer, a column for each value."""
    cluster: np.ndarray

    @classmethod
    def of(cls, table: pd.DataFrame, values: list[str]) -> _Period:
        offers = pd.factorize(table["offer"])[0]
        has = np.zeros((offers.max(initial=-1) + 1, len(values)), bool)
        places = pd.Index(values).get_indexer(pd.Index(table["value"]))
        has[offers, places] = True
        clusters = pd.factorize(table["cluster"])[0]
        cluster = np.zeros(len(has), int)
        cluster[offers] = clusters
        return cls(has, cluster)


def _compared(first: _Period, second: _Period, place: int) -> dict[str, object]:
    each = [first.has[:, place], second.has[:, place]]
    (k1, n1), (k2, n2) = ((int(one.sum()), len(one)) for one in each)
    row: dict[str, object] = {
        "offers_before": k1,
        "offers_now": k2,
        "share_before": k1 / n1 if n1 else None,
        "share_now": k2 / n2 if n2 else None,
    }
    if min(n1, n2) < FEWEST_OFFERS or k1 + k2 < FEWEST:
        return row
    effect = design_effect(each, [first.cluster, second.cluster])
    low, high = _newcombe(k1 / effect, n1 / effect, k2 / effect, n2 / effect)
    return {
        **row,
        "difference": k2 / n2 - k1 / n1,
        "difference_low": low,
        "difference_high": high,
        "design_effect": effect,
        "p": _fisher(k1, n1, k2, n2, effect),
    }


def design_effect(has: Sequence[np.ndarray], clusters: Sequence[np.ndarray]) -> float:
    """Give by how much offers of one seller being alike multiplies the variance.

    *has* tells for each period which offers have a value, *clusters* the number of
    each offer's seller, who is a cluster of its own in each period. At least 1.
    """
    every = np.concatenate(has)
    share = every.mean()
    if share in (0.0, 1.0):
        return 1.0
    sums = np.concatenate(
        [
            np.bincount(cluster, weights=one - share)
            for one, cluster in zip(has, clusters, strict=True)
        ]
    )
    if len(sums) < 2:
        return float(len(every))
    clustered = float((sums**2).sum()) * len(sums) / (len(sums) - 1)
    independent = len(every) ** 2 / (len(every) - 1) * share * (1 - share)
    return max(1.0, float(clustered / independent))


def _fisher(k1: int, n1: int, k2: int, n2: int, effect: float) -> float:
    """Test the counts as if there were only so many independent offers."""
    from scipy.stats import fisher_exact

    # Rounded down, whatever the last digit of the quotient.
    m1, m2 = (max(int(n / effect + 1e-9), 1) for n in (n1, n2))
    h1, h2 = round(k1 / n1 * m1), round(k2 / n2 * m2)
    return float(fisher_exact([[h1, m1 - h1], [h2, m2 - h2]]).pvalue)


def _newcombe(k1: float, n1: float, k2: float, n2: float) -> tuple[float, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    low, high = confint_proportions_2indep(
        k2, n2, k1, n1, compare="diff", method="newcomb", alpha=1 - LEVEL
    )
    return float(low), float(high)


def _corrected(found: pd.DataFrame) -> pd.DataFrame:
    from statsmodels.stats.multitest import multipletests

    tested = found["p"].notna()
    if tested.any():
        _, corrected, *_ = multipletests(found.loc[tested, "p"], method="holm")
        found.loc[tested, "p_corrected"] = np.asarray(corrected)
    return found
