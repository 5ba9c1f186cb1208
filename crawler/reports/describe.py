"""The charts in words, for those who do not see them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from crawler.reports.changes import EVENTS
from crawler.reports.effort import NOT_YET
from crawler.reports.figures import Figures


def words_for(figures: Figures, frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Say what each chart shows, by the chart's name."""
    weeks = figures.weeks
    span = f"{weeks[0]} to {weeks[-1]}" if weeks else "no week"
    by_market = frames["rates_by_marketplace"]
    return {
        "effort": f"Calendar of crawls, {span}: {_statuses(frames['effort'])}.",
        "changes": f"Bars of flagged listings by week, {span}: "
        f"{_events(frames['changes'])}.",
        "rates_by_marketplace": "Flagged Appendix I listings per 1,000 listings seen, "
        f"with 95 % intervals, {span}. "
        f"{_ranges(by_market[by_market['appendix'] == 'I'], 'marketplace')}",
        "rates_by_appendix": "Flagged listings per 1,000 listings seen, with 95 % "
        f"intervals, {span}. {_ranges(frames['rates_by_appendix'], 'appendix')}",
        "rates_by_taxon_group": "Flagged listings per 1,000 listings seen by taxon "
        f"group, {span}. {_ranges(frames['rates_by_taxon_group'], 'taxon_group')}",
        "totals_by_taxon_group": "Bars of distinct flagged offers: "
        f"{_groups(frames['totals_by_taxon_group'])}.",
    }


def _statuses(effort: pd.DataFrame) -> str:
    counts = Counter(effort.loc[effort["status"] != NOT_YET, "status"])
    return (
        ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        + " (weeks of one marketplace)"
    )


def _events(changes: pd.DataFrame) -> str:
    return ", ".join(f"{changes[f'flagged_{event}'].sum()} {event}" for event in EVENTS)


def _ranges(rates: pd.DataFrame, key: str) -> str:
    """Say between what weekly rates each row of panels lies."""
    sentences = []
    for name, group in rates.dropna(subset=["per_1000_listings"]).groupby(key):
        low, high = group["per_1000_listings"].min(), group["per_1000_listings"].max()
        label = str(name)
        if key == "appendix" and name != "any":
            label = f"Appendix {label}"
        sentences.append(f"{label}: {low:.1f} to {high:.1f}.")
    return " ".join(sentences) or "No week can be counted."


def _groups(totals: pd.DataFrame) -> str:
    sums = totals.groupby("taxon_group")["flagged_offers"].sum()
    sums = sums.sort_values(ascending=False, kind="stable")
    return ", ".join(f"{name} {count}" for name, count in sums.items())
