"""The report in short: the figures that a reader takes away."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from crawler.reports.effort import COMPLETE, NOT_YET
from crawler.reports.figures import Figures, once

NEVER = "9999"
"""Later than any crawl: a marketplace without a baseline has nothing new."""


@dataclass(frozen=True)
class Tally:
    """Flagged listings, and the distinct offers they come to."""

    listings: int
    offers: int


@dataclass(frozen=True)
class Summary:
    """The period in numbers.

    `listings` and `pages` are over the crawls that count; `flagged` and
    `appendix_i` over everything seen; `new_appendix_i` what was first seen in
    the period after its marketplace's baseline.
    """

    marketplaces: int
    crawls: int
    crawls_counted: int
    weeks: int
    cells_counted: int
    cells_watched: int
    listings: int
    pages: int
    flagged: Tally
    appendix_i: Tally
    new_appendix_i: int
    species_lists: list[str]
    software: list[str]
    demo: bool


@once
def summarise(figures: Figures) -> Summary:
    """Take the period's numbers from its figures."""
    crawls, cells, seen = figures.crawls, figures.cells, figures.seen
    counted = crawls[crawls["counts"]]
    appendix_i = seen[seen["appendix"] == "I"]
    return Summary(
        marketplaces=crawls["marketplace"].nunique(),
        crawls=len(crawls),
        crawls_counted=len(counted),
        weeks=len(figures.weeks),
        cells_counted=int((cells["status"] == COMPLETE).sum()),
        cells_watched=int((cells["status"] != NOT_YET).sum()),
        listings=figures.listings_seen.get("", 0),
        pages=int(counted["pages_fetched"].sum()),
        flagged=_tally(seen),
        appendix_i=_tally(appendix_i),
        new_appendix_i=_new(figures, appendix_i),
        species_lists=_distinct(crawls["species_list_version"]),
        software=_distinct(crawls["software_version"]),
        demo="demo" in set(crawls["clock"]),
    )


def _tally(seen: pd.DataFrame) -> Tally:
    return Tally(seen["listing"].nunique(), seen["offer_id"].nunique())


def _new(figures: Figures, seen: pd.DataFrame) -> int:
    """Count the offers that first appeared in the period, after the baseline."""
    kin = figures.flagged[figures.flagged["offer_id"].isin(seen["offer_id"])]
    first = kin.sort_values(["first_crawl_at", "id"]).groupby("offer_id").first()
    baseline = first["marketplace"].map(
        lambda name: figures.baseline_until.get(name, NEVER)
    )
    since = figures.period.first.isoformat() if figures.period.first else ""
    started = first["first_crawl_at"]
    return int(((started > baseline) & (started >= since)).sum())


def _distinct(values: pd.Series) -> list[str]:
    return sorted({str(value) for value in values if value})
