"""Offers per effort: per 1,000 listings seen and per 100 pages fetched."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from crawler.reports.intervals import Interval, rate, share

PER_LISTINGS = 1000
PER_PAGES = 100
COUNT_COLUMNS = ["flagged_listings", "flagged_offers", "flagged_sightings"]
RATE_COLUMNS = [
    "per_1000_listings",
    "per_1000_low",
    "per_1000_high",
    "per_100_pages",
    "per_100_pages_low",
    "per_100_pages_high",
]


def count_flagged(seen: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Count flagged listings, distinct offers and sightings for each of *keys*.

    *seen* has one row per flagged listing and crawl, with `listing`, `offer_id`
    and the columns *keys*.
    """
    grouped = seen[[*keys, "listing", "offer_id"]].groupby(list(keys), sort=True)
    counts = grouped.agg(
        flagged_listings=("listing", "nunique"),
        flagged_offers=("offer_id", "nunique"),
        flagged_sightings=("listing", "size"),
    )
    return counts.reset_index().astype(dict.fromkeys(keys, "str"))


def with_counts(
    effort: pd.DataFrame, counts: pd.DataFrame, keys: Sequence[str]
) -> pd.DataFrame:
    """Set *counts* beside *effort*; looked for and not found is 0."""
    table = effort.merge(counts, on=list(keys), how="left")
    table[COUNT_COLUMNS] = table[COUNT_COLUMNS].fillna(0).astype("int64")
    return table


def add_rates(table: pd.DataFrame, counts: pd.Series) -> pd.DataFrame:
    """Add the rates and their 95 % intervals, empty where *counts* is false.

    Per 1,000 listings: distinct flagged listings among the distinct listings
    seen (Wilson). Per 100 pages: flagged sightings, a listing once in each
    crawl, over the pages of the same crawls (Byar). Without effort no rate.
    """
    listings, pages = [], []
    for row, counted in zip(table.to_dict("records"), counts, strict=True):
        found = share(row["flagged_listings"], row["listings_seen"])
        listings.append(_scaled(found if counted else None, PER_LISTINGS))
        found = rate(row["flagged_sightings"], row["pages_fetched"])
        pages.append(_scaled(found if counted else None, PER_PAGES))
    rates = pd.DataFrame(
        [[*a, *b] for a, b in zip(listings, pages, strict=True)],
        columns=RATE_COLUMNS,
        index=table.index,
        dtype="float64",
    )
    return pd.concat([table, rates], axis=1)


def _scaled(found: Interval | None, unit: int) -> list[float | None]:
    if found is None:
        return [None, None, None]
    return [round(value * unit, 4) for value in found]
