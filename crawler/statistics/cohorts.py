"""How far chance may move a trend when the same offers are seen week after week.

An offer that stays for six weeks is counted six times, so that the counts of
neighbouring weeks are not independent and the interval of an ordinary regression is
far too narrow. Offers *arrive* independently of each other, or nearly: the variance
is taken from them. To first order an estimate moves by the sum of the influences of
the cells in which an offer was seen; over a Poisson stream of arrivals the variance of
the sum is the sum of the squares (Campbell's theorem). Sellers who put up several offers
at once make the stream more uneven than Poisson: the unevenness of the weekly arrivals,
measured on differences of successive weeks (von Neumann 1941), scales the variance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from crawler.statistics.observations import Observations


def cohort_variance(observations: Observations, influence: np.ndarray) -> float:
    """Give the variance of an estimate.

    *influence* is, for each cell, by how much the estimate moves when one offer more
    is seen there.
    """
    moved = pd.Series(influence[observations.cell_of_seen])
    pull = moved.groupby(observations.seen["offer"].to_numpy()).sum()
    home = observations.homes.reindex(pull.index)
    squares = (pull**2).groupby(home).sum()
    return float(
        sum(
            square * unevenness(observations.arrivals[str(marketplace)])
            for marketplace, square in squares.items()
        )
    )


def unevenness(arrivals: np.ndarray) -> float:
    """Give the variance of weekly *arrivals* over their mean, 1 or more."""
    if len(arrivals) < 3 or not arrivals.sum():
        return 1.0
    variance = np.mean(np.diff(arrivals) ** 2) / 2
    return max(1.0, float(variance / arrivals.mean()))
