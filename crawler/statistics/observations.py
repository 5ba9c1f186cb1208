"""What a trend is fitted to: cells of a marketplace and a week, and offers in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

WEEKS_A_YEAR = 365.25 / 7


@dataclass(frozen=True)
class Observations:
    """A panel of marketplaces, each looked at in some weeks.

    `cells` has a row for each marketplace and week that was crawled to the end, with
    `marketplace`, `week` (whole number, consecutive weeks one apart), `effort`
    (listings examined, more than 0) and `level`: cells of one level are comparable,
    a marketplace that was read otherwise after a change is at another level. A week
    that was not crawled has no row: it is a gap, not a zero.

    `seen` has a row for each flagged offer seen in a cell: `offer`, `marketplace`,
    `week`. An offer that stays for weeks has a row in each.

    `steps` names the weeks from which every marketplace was read otherwise, such as
    with another species list.
    """

    cells: pd.DataFrame
    seen: pd.DataFrame
    steps: dict[str, int]

    def counts(self) -> np.ndarray:
        """Count the offers seen in each cell, in the order of `cells`."""
        return np.bincount(self.cell_of_seen, minlength=len(self.cells))

    @cached_property
    def cell_of_seen(self) -> np.ndarray:
        """Give the number of the cell of each row of `seen`.

        Raises:
            ValueError: an offer was seen where there is no cell.
        """
        places = cells_of(self.seen, self.cells)
        if (places < 0).any():
            raise ValueError("an offer was seen in a week that has no effort")
        return places

    @cached_property
    def homes(self) -> pd.Series:
        """The marketplace on which each offer was seen first."""
        first = self.seen.groupby("offer")["week"].transform("min")
        return (
            self.seen[self.seen["week"] == first]
            .groupby("offer")["marketplace"]
            .first()
        )

    @cached_property
    def arrivals(self) -> dict[str, np.ndarray]:
        """The offers first seen in each week with a cell, by marketplace.

        Those of its first week are left out: all that stood there is new to us.
        """
        first = self.seen.groupby(["marketplace", "offer"])["week"].min()
        return {
            str(name): first.get(name, pd.Series(dtype="int64"))
            .value_counts()
            .reindex(np.sort(own)[1:], fill_value=0)
            .to_numpy()
            for name, own in self.cells.groupby("marketplace")["week"]
        }


def cells_of(seen: pd.DataFrame, cells: pd.DataFrame) -> np.ndarray:
    """Give the place in *cells* of each row of *seen*, -1 where there is no such cell.

    Both have `marketplace` and `week`, a whole number.
    """
    markets, weeks = (pd.Index(cells[key].unique()) for key in ("marketplace", "week"))
    place = np.full((len(markets) + 1, len(weeks) + 1), -1, "int32")
    rows = (markets.get_indexer(cells["marketplace"]), weeks.get_indexer(cells["week"]))
    place[rows] = np.arange(len(cells))
    named = seen["marketplace"].astype("category").cat
    market = markets.get_indexer(named.categories.astype(markets.dtype))[named.codes]
    # What is not found is -1, which is the last row or column: no cell.
    return np.asarray(place[market, weeks.get_indexer(seen["week"])])
