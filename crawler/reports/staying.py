"""How long flagged listings stay on offer."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from crawler.reports.figures import Figures, once
from crawler.statistics.survival import LifeSpans, life_spans

DAY = 86_400.0
NEVER = "9999"
"""Later than any crawl: where none was complete every listing is of the first look."""
COLUMNS = {
    "appendix": "object",
    "listings": "int64",
    "ended_listings": "int64",
    "median_days": "float64",
    "median_low": "float64",
    "median_high": "float64",
    "staying_7_days": "float64",
    "staying_30_days": "float64",
    "staying_90_days": "float64",
}


def life_span_table(figures: Figures) -> pd.DataFrame:
    """Table the life spans of flagged listings by Appendix, where they can be told."""
    stays = stays_of(figures)
    rows = []
    for appendix, own in stays.groupby("appendix"):
        found = life_spans(own["days"].to_numpy(), own["went"].to_numpy())
        if found:
            rows.append({"appendix": appendix, **_row(found)})
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype(COLUMNS)


@once
def stays_of(figures: Figures) -> pd.DataFrame:
    """Give for each flagged listing the days that it was seen to stay, and if it went.

    Listings of a marketplace's first complete crawl are left out: how long they had
    been there is not known. The end is half-way between the last sighting and the
    crawl that missed it, whose day after the first is `missed_days`.
    """
    last = figures.last_seen.drop_duplicates("listing", keep="last")
    last = last.set_index("listing").sort_index()
    last = last[["seen_at", "appendix", "marketplace"]]
    table = last.astype({"appendix": "str", "marketplace": "str"}).join(
        figures.flagged.set_index("id")[["first_seen_at", "first_crawl_at"]]
    )
    baseline = [
        figures.baseline_until.get(name, NEVER) for name in table["marketplace"]
    ]
    table = table[
        table["first_crawl_at"] > pd.Series(baseline, table.index, dtype="str")
    ]
    missed = figures.sightings[figures.sightings["event"] == "gone"]
    gone = missed.groupby("listing")["seen_at"].max().reindex(table.index)
    went = gone > table["seen_at"]
    begin, end = _seconds(table["first_seen_at"]), table["seen_at"].to_numpy(float)
    missed_at = gone.where(went, table["seen_at"]).to_numpy(float)
    middle = (missed_at + end) / 2
    return table.assign(
        days=np.maximum(middle - begin, 0) / DAY,
        went=went,
        missed_days=np.where(went, (missed_at - begin) / DAY, np.nan),
    )


def _seconds(times: pd.Series) -> np.ndarray:
    values, places = np.unique(times.to_numpy(str), return_inverse=True)
    seconds = [datetime.fromisoformat(value).timestamp() for value in values]
    return np.array(seconds, float)[places]


def _row(found: LifeSpans) -> dict[str, object]:
    return {
        "listings": found.listings,
        "ended_listings": found.ended,
        "median_days": _rounded(found.median),
        "median_low": _rounded(found.median_low),
        "median_high": _rounded(found.median_high),
        **{f"staying_{days}_days": _staying(found, days) for days in (7, 30, 90)},
    }


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 1)


def _staying(found: LifeSpans, days: int) -> float | None:
    """Give the share that stays longer; None beyond what was watched."""
    reached = found.curve[found.curve["days"] <= days]
    if days > found.watched_days:
        return None
    return 1.0 if reached.empty else round(float(reached["staying"].iloc[-1]), 3)
