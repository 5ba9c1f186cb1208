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
    seen = observations.seen
    moved = pd.Series(influence[observations.cell_of_seen()])
    first = seen.groupby("offer")["week"].transform("min")
    home = seen.loc[seen["week"] == first].groupby("offer")["marketplace"].first()
    pull = moved.groupby(seen["offer"].to_numpy()).sum()
    squares = (pull**2).groupby(home.reindex(pull.index)).sum()
    return float(
        sum(
            square * unevenness(observations, str(marketplace))
            for marketplace, square in squares.items()
        )
    )


def unevenness(observations: Observations, marketplace: str) -> float:
    """Give the variance of weekly arrivals over their mean, 1 or more.

    Arrivals of the first week are left out: all that stood there is new to us.
    """
    cells = observations.cells
    weeks = np.sort(cells.loc[cells["marketplace"] == marketplace, "week"])
    seen = observations.seen
    own = seen[seen["marketplace"] == marketplace]
    first = own.groupby("offer")["week"].min()
    arrivals = first.value_counts().reindex(weeks[1:], fill_value=0).to_numpy()
    if len(arrivals) < 3 or not arrivals.sum():
        return 1.0
    variance = np.mean(np.diff(arrivals) ** 2) / 2
    return max(1.0, float(variance / arrivals.mean()))
