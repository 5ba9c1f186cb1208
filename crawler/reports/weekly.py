"""The weekly rates alone, for a page that shows them all day.

A report reads much more besides, which takes a minute in a store of a million
listings; the rates of both are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from crawler.reports.distinct import Kin, offers_of
from crawler.reports.figures import watch
from crawler.reports.flagged import numbers, read_noted, texts_of
from crawler.reports.frames import typed
from crawler.reports.period import Period
from crawler.store import Store
from crawler.store import report_queries as queries
from crawler.store.text_queries import appendices_of


@dataclass(frozen=True)
class WeeklyFigures:
    """What the weekly rates by Appendix are made of; see `Figures`."""

    weeks: list[str]
    cells: pd.DataFrame
    seen: pd.DataFrame


def gather_weekly(store: Store, period: Period, made_on: date) -> WeeklyFigures:
    """Read what `rates_by_appendix` needs of *period*, which ends as in `gather`."""
    watched = watch(store, period, made_on)
    ids = [int(crawl) for crawl in watched.crawls["id"]]
    table = read_noted(queries.flagged_sightings(store.conn, ids))
    table = table[table["event"] != "gone"].drop(columns=["seen_at", "event"])
    listings = queries.listings_of(store.conn, numbers(table["listing"]))
    offers = offers_of(Kin(one.id, one.relisted_from, one.same_as) for one in listings)
    appendices = appendices_of(store.conn, texts_of(table))
    table["offer_id"] = table["listing"].map(offers)
    table["appendix"] = table["version"].map(appendices)
    table = typed(table, {"offer_id": int, "appendix": str})
    crawls = watched.crawls[["id", "week", "counts"]].rename(columns={"id": "crawl"})
    return WeeklyFigures(watched.weeks, watched.cells, table.merge(crawls, on="crawl"))
