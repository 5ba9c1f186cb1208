"""The tables behind the report's charts, each of which is also a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pandas as pd

from crawler.reports.effort import COMPLETE, NOT_YET
from crawler.reports.figures import Figures
from crawler.reports.frames import typed
from crawler.reports.rates import add_rates, count_flagged, with_counts

ANY = "any"
APPENDICES = ["I", "II", "III"]
EFFORT_COLUMNS = [
    *["week", "marketplace", "status", "reason", "complete_crawls", "other_crawls"],
    *["pages_requested", "pages_fetched", "listings_seen", "refusals", "errors"],
]


class Weeks(Protocol):
    """What weekly rates are made of; `Figures` are."""

    @property
    def weeks(self) -> list[str]:
        """The weeks, gaps included."""

    @property
    def cells(self) -> pd.DataFrame:
        """What each week of each marketplace was."""

    @property
    def seen(self) -> pd.DataFrame:
        """The flagged listings of each crawl."""


def effort_table(figures: Figures) -> pd.DataFrame:
    """Say for each week and marketplace whether it was crawled, and how much."""
    return figures.cells[EFFORT_COLUMNS]


def rates_by_marketplace(figures: Figures) -> pd.DataFrame:
    """Give each week's rate of each marketplace, Appendix I and any Appendix.

    A week that was not crawled, or not to the end, has no rate. What was found
    in a crawl that does not count is in the counts all the same.
    """
    keys = ["week", "marketplace", "appendix"]
    effort = figures.cells[
        ["week", "marketplace", "status", "listings_seen", "pages_fetched"]
    ]
    shown = _in_cells(figures)
    table = with_counts(
        effort.merge(pd.DataFrame({"appendix": ["I", ANY]}), how="cross"),
        _by_appendix(shown, ["I"], keys[:-1]),
        keys,
    )
    return add_rates(table, table["status"] == COMPLETE)


def rates_by_appendix(figures: Weeks) -> pd.DataFrame:
    """Give each week's rate over all marketplaces that count, by Appendix."""
    counted = figures.seen[figures.seen["counts"]]
    counts = _by_appendix(counted, APPENDICES, ["week"])
    return _weekly(figures, counts, "appendix")


def rates_by_taxon_group(figures: Figures) -> pd.DataFrame:
    """Give each week's rate over all marketplaces that count, by taxon group."""
    counted = figures.seen[figures.seen["counts"]]
    counts = count_flagged(counted, ["week", "taxon_group"])
    return _weekly(figures, counts, "taxon_group")


def totals_by_marketplace(figures: Figures) -> pd.DataFrame:
    """Give the period's effort, counts and rate of each marketplace."""
    cells = figures.cells
    grouped = cells.groupby("marketplace", sort=True)
    counted = cells[cells["status"] == COMPLETE].groupby("marketplace")
    effort = pd.DataFrame(
        {
            "weeks_complete": counted.size(),
            "pages_fetched": counted["pages_fetched"].sum(),
        }
    ).reindex(sorted(grouped.groups), fill_value=0)
    effort["weeks_not_counted"] = grouped["status"].agg(
        lambda statuses: int((~statuses.isin([COMPLETE, NOT_YET])).sum())
    )
    effort["listings_seen"] = [
        figures.listings_seen.get(name, 0) for name in effort.index
    ]
    effort = typed(
        effort.rename_axis("marketplace").reset_index(),
        {"marketplace": str, **dict.fromkeys(effort.columns, int)},
    )
    keys = ["marketplace", "appendix"]
    counted_sightings = figures.seen[figures.seen["counts"]]
    table = with_counts(
        effort.merge(pd.DataFrame({"appendix": ["I", ANY]}), how="cross"),
        _by_appendix(counted_sightings, ["I"], keys[:-1]),
        keys,
    )
    return add_rates(table, table["listings_seen"] > 0)


def totals_by_taxon(figures: Figures) -> pd.DataFrame:
    """Count the flagged listings and distinct offers of each taxon, most first."""
    keys = ["taxon", "taxon_group", "appendix"]
    counts = count_flagged(figures.seen, keys)
    return counts.sort_values(
        ["flagged_offers", "flagged_listings", *keys],
        ascending=[False, False, True, True, True],
        ignore_index=True,
    )


def totals_by_group(figures: Figures) -> pd.DataFrame:
    """Count the flagged listings and distinct offers by taxon group, Appendix."""
    return count_flagged(figures.seen, ["taxon_group", "appendix"])


def _weekly(figures: Weeks, counts: pd.DataFrame, key: str) -> pd.DataFrame:
    """Set what was counted each week beside the effort of the whole week."""
    values = typed(pd.DataFrame({key: sorted(set(counts[key]))}), {key: str})
    table = with_counts(
        _week_effort(figures).merge(values, how="cross"), counts, ["week", key]
    )
    return add_rates(table, table["marketplaces_complete"] > 0)


def _week_effort(figures: Weeks) -> pd.DataFrame:
    cells = figures.cells
    watched = cells[cells["status"] != NOT_YET]
    complete = cells[cells["status"] == COMPLETE]
    table = pd.DataFrame(
        {
            "marketplaces_complete": complete.groupby("week").size(),
            "marketplaces_watched": watched.groupby("week").size(),
            "listings_seen": complete.groupby("week")["listings_seen"].sum(),
            "pages_fetched": complete.groupby("week")["pages_fetched"].sum(),
        },
    ).reindex(figures.weeks)
    table = table.fillna(0).astype("int64").rename_axis("week").reset_index()
    return typed(table, {"week": str})


def _by_appendix(
    seen: pd.DataFrame, appendices: Sequence[str], keys: Sequence[str]
) -> pd.DataFrame:
    """Count what was seen by *keys* and Appendix, and for any of them together."""
    own = seen[seen["appendix"].isin(appendices)]
    counts = [
        count_flagged(own, [*keys, "appendix"]),
        count_flagged(seen, keys).assign(appendix=ANY),
    ]
    return pd.concat(counts, ignore_index=True)


def _in_cells(figures: Figures) -> pd.DataFrame:
    """Take the sightings that their cell shows: those that count, if any do."""
    cells = figures.cells[["week", "marketplace", "status"]].rename(
        columns={"status": "cell"}
    )
    crawls = figures.crawls.merge(cells, on=["week", "marketplace"])
    shown = crawls.loc[crawls["counts"] | (crawls["cell"] != COMPLETE), "id"]
    return figures.seen[figures.seen["crawl"].isin(shown)]
