"""What changed from crawl to crawl: new, changed, gone and relisted listings."""

from __future__ import annotations

import pandas as pd

from crawler.reports.figures import Figures

EVENTS = ["new", "changed", "gone", "relisted"]
COLUMNS = [
    "week",
    "marketplace",
    "baseline",
    *EVENTS,
    *(f"flagged_{event}" for event in ("baseline", *EVENTS)),
]


def changes_table(figures: Figures) -> pd.DataFrame:
    """Count the events of each week and marketplace, all listings and flagged ones.

    `baseline` counts what was new up to the first complete crawl of the
    marketplace: new to us, not to the marketplace. It is not in `new`.
    """
    crawls = figures.crawls.set_index("id")
    baseline = {
        crawl: start <= figures.baseline_until.get(name, start)
        for crawl, name, start in zip(
            crawls.index, crawls["marketplace"], crawls["started_at"], strict=True
        )
    }
    sightings = figures.sightings
    flagged = (
        sightings[sightings["crawl"].isin(crawls.index)]
        .groupby(["crawl", "event"], as_index=False)
        .agg(listings=("listing", "size"))
    )
    flagged["event"] = flagged["event"].astype("str")
    events = pd.concat(
        [
            _named(figures.events, baseline, ""),
            _named(flagged, baseline, "flagged_"),
        ],
        ignore_index=True,
    )
    events = events.merge(
        crawls[["week", "marketplace"]], left_on="crawl", right_index=True
    )
    table = events.pivot_table(
        index=["week", "marketplace"],
        columns="name",
        values="listings",
        aggfunc="sum",
        fill_value=0,
    ).reindex(_crawled(figures), fill_value=0)
    return (
        table.reset_index()
        .reindex(columns=COLUMNS, fill_value=0)
        .astype(dict.fromkeys(COLUMNS[2:], "int64"))
    )


def _crawled(figures: Figures) -> pd.MultiIndex:
    pairs = figures.crawls[["week", "marketplace"]].drop_duplicates()
    return pd.MultiIndex.from_frame(pairs.sort_values(["week", "marketplace"]))


def _named(
    events: pd.DataFrame, baseline: dict[int, bool], prefix: str
) -> pd.DataFrame:
    """Name each event for its column."""
    names = [
        "baseline" if event == "new" and baseline[crawl] else event
        for crawl, event in zip(events["crawl"], events["event"], strict=True)
    ]
    return events.assign(name=[prefix + name for name in names])
