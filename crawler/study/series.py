"""The monthly series of offers per effort, beside the seizures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from crawler.reports.figures import Figures
from crawler.reports.fitted_trend import ANY, observations_of, week_number
from crawler.reports.known_changes import known_changes
from crawler.reports.period import monday_of
from crawler.statistics.lags import Lag, NoLagsError, cross_correlation
from crawler.statistics.observations import Observations

PER = 1000
COLUMNS = ["month", "offers", "listings_examined", "per_1000_listings", "seizures"]


def monthly_series(
    figures: Figures, seizures: Mapping[str, int] | None, appendix: str = ANY
) -> pd.DataFrame:
    """Table each month of the period; a month without a complete crawl has no rate.

    An ISO week belongs to the month of its Thursday. `seizures` are empty without a
    file, and 0 in a month that the file spans and does not name.
    """
    observations = observations_of(figures, known_changes(figures), appendix)
    months = {week_number(week): _month(week) for week in figures.weeks}
    table = pd.DataFrame({"month": sorted(set(months.values()))})
    table = table.merge(_monthly(observations, months), on="month", how="left")
    table["seizures"] = [_seized(month, seizures) for month in table["month"]]
    table["per_1000_listings"] = (
        PER * table["offers"] / table["listings_examined"]
    ).round(3)
    counts = ["offers", "listings_examined", "seizures"]
    return table.astype(dict.fromkeys(counts, "Int64"))[COLUMNS]


def compare(series: pd.DataFrame) -> tuple[int, list[Lag]]:
    """Set the seizures beside the offers, in the months that have both.

    Raises:
        NoLagsError: there is a gap between the months, or too few of them.
    """
    both = series.dropna(subset=["per_1000_listings", "seizures"])
    if len(both) and int(both.index[-1] - both.index[0]) + 1 != len(both):
        raise NoLagsError(
            "Between the months that have both series some have not: a month without a "
            "complete crawl is a gap, and lags cannot be counted over it."
        )
    return cross_correlation(
        np.log(both["per_1000_listings"].to_numpy(float) + 0.5),
        np.log(both["seizures"].to_numpy(float) + 0.5),
    )


def _monthly(observations: Observations, months: Mapping[int, str]) -> pd.DataFrame:
    cells = observations.cells
    cells = cells.assign(month=cells["week"].map(months), offers=observations.counts())
    sums = cells.groupby("month").agg(
        offers=("offers", "sum"), listings_examined=("effort", "sum")
    )
    return sums.reset_index()


def _month(week: str) -> str:
    thursday = monday_of(week).toordinal() + 3
    return f"{pd.Timestamp.fromordinal(thursday):%Y-%m}"


def _seized(month: str, seizures: Mapping[str, int] | None) -> int | None:
    if not seizures or not min(seizures) <= month <= max(seizures):
        return None
    return seizures.get(month, 0)
