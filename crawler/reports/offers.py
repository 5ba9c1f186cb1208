"""The flagged Appendix I offers of a period, one by one."""

from __future__ import annotations

import pandas as pd

from crawler.reports.extent import latest_texts
from crawler.reports.figures import Figures
from crawler.reports.frames import moments
from crawler.translation.catalogues import ORIGINAL

COLUMNS = [
    "offer_id",
    "marketplace",
    "listing_id",
    "title",
    "taxon",
    "taxon_group",
    "appendix",
    "offer",
    "price_text",
    "currency",
    "place_text",
    "first_seen_at",
    "last_seen_at",
    "state",
    "reason",
    "url",
]

_OF_TEXT = [
    *("title", "taxon", "taxon_group", "appendix", "offer", "price_text", "currency"),
    "reason",
]
_OF_LISTING = [
    *("listing_id", "place_text", "first_seen_at", "state", "state_since", "url"),
]


def flagged_offers(figures: Figures, appendix: str = "I") -> pd.DataFrame:
    """List the flagged listings of *appendix* seen in the period, newest first.

    One row per listing; rows with one `offer_id` are one offer, cross-posted or
    relisted. Text, price and judgement are those of its latest flagged text in
    the period. `state` at the end of the period: `on sale`, `ended` (the page said
    so), or `gone` (the last crawl that looked did not find it).
    """
    rows = figures.sightings[figures.sightings["appendix"] == appendix]
    seen = figures.last_seen
    latest = latest_texts(figures, seen[seen["appendix"] == appendix], _OF_TEXT)
    facts = figures.flagged.set_index("id")[_OF_LISTING]
    table = latest.set_index("listing").join(facts)
    missed = rows[rows["event"] == "gone"].groupby("listing")["seen_at"].max()
    gone = missed.reindex(table.index) > table["seen_at"]
    until = figures.period.last.isoformat() if figures.period.last else ""
    ended = (table["state"] == "ended") & (table["state_since"].str[:10] <= until)
    table["state"] = "on sale"
    table.loc[ended, "state"] = "ended"
    table.loc[gone, "state"] = "gone"
    table["last_seen_at"] = moments(table["seen_at"])
    newest = table.groupby("offer_id")["first_seen_at"].transform("max")
    table = table.assign(newest=newest).reset_index()
    table = table.sort_values(
        ["newest", "offer_id", "first_seen_at", "listing"],
        ascending=[False, True, True, True],
        ignore_index=True,
    )
    return table[COLUMNS]


def whys_of(figures: Figures, appendix: str = "I") -> dict[tuple[str, str], str]:
    """Say of each flagged listing of *appendix* why, by marketplace and its number.

    Only in a translation, and only of those whose steps are kept: a match of an early
    version has none.
    """
    if figures.words.language == ORIGINAL:
        return {}
    seen = figures.last_seen
    table = latest_texts(figures, seen[seen["appendix"] == appendix], ["why"])
    table = table[table["why"] != ""]
    numbers = figures.flagged.set_index("id")["listing_id"]
    told = zip(
        table["marketplace"], numbers.loc[table["listing"]], table["why"], strict=True
    )
    return {(marketplace, number): reason for marketplace, number, reason in told}
