"""What may be said of the change over a period, and when nothing may be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from crawler.reports.effort import COMPLETE
from crawler.reports.figures import Figures
from crawler.reports.intervals import Interval, difference, share
from crawler.reports.period import monday_of
from crawler.translation.catalogues import marked


@dataclass(frozen=True)
class WeekShare:
    """Flagged listings among the listings seen in one week of the panel."""

    week: str
    flagged: int
    listings_seen: int

    @property
    def interval(self) -> Interval | None:
        """The share with its interval."""
        return share(self.flagged, self.listings_seen)


@dataclass(frozen=True)
class Comparison:
    """Two weeks of the same marketplaces, or why there is none to compare.

    `why_not` is to be translated. `change` is the second share less the first with its
    95 % interval.
    """

    why_not: str
    panel: tuple[str, ...] = ()
    first: WeekShare | None = None
    last: WeekShare | None = None
    change: Interval | None = None

    @property
    def beyond_chance(self) -> bool:
        """Whether counting by chance alone would hardly give the change."""
        return self.change is not None and not self.change.low <= 0 <= self.change.high


ONE_WEEK = marked(
    "Only one week of the period has crawls that were completed, so nothing can be "
    "said of a trend yet. It takes at least two such weeks of the same marketplaces."
)
NO_WEEK = marked(
    "No crawl of the period was completed, so there is no rate and no trend."
)
NO_PANEL = marked(
    "No marketplace was crawled to the end in two weeks of the period, so no two weeks "
    "can be compared."
)
NO_LISTINGS = marked(
    "The crawls that were completed saw no listings, so there is no rate."
)


def compare(figures: Figures, appendix: str = "I") -> Comparison:
    """Compare two weeks of *appendix*, like with like.

    They are the two furthest apart of those with the most marketplaces crawled
    to the end in both, and only those are in: a site added or missed would look
    like a trend. What was found has no say in the choice.
    """
    weeks = figures.complete_weeks
    if not weeks:
        return Comparison(NO_WEEK)
    if len(weeks) == 1:
        return Comparison(ONE_WEEK)
    complete = figures.cells[figures.cells["status"] == COMPLETE]
    begin, end, panel = _steadiest(complete)
    if not panel:
        return Comparison(NO_PANEL)
    complete = complete[complete["marketplace"].isin(panel)]
    first = _week_share(figures, complete, begin, appendix)
    last = _week_share(figures, complete, end, appendix)
    change = difference(
        first.flagged, first.listings_seen, last.flagged, last.listings_seen
    )
    if change is None:
        return Comparison(NO_LISTINGS, panel)
    return Comparison("", panel, first, last, change)


def _steadiest(complete: pd.DataFrame) -> tuple[str, str, tuple[str, ...]]:
    """Choose the two weeks to compare, and the marketplaces complete in both."""
    markets: dict[str, set[str]] = {}
    for cell in complete.to_dict("records"):
        markets.setdefault(cell["week"], set()).add(cell["marketplace"])
    pairs = combinations(sorted(markets), 2)
    begin, end = max(
        pairs,
        key=lambda pair: (
            len(markets[pair[0]] & markets[pair[1]]),
            monday_of(pair[1]) - monday_of(pair[0]),
        ),
    )
    return begin, end, tuple(sorted(markets[begin] & markets[end]))


def _week_share(
    figures: Figures, complete: pd.DataFrame, week: str, appendix: str
) -> WeekShare:
    cells = complete[complete["week"] == week]
    seen = figures.seen
    flagged = seen[
        seen["counts"]
        & (seen["week"] == week)
        & (seen["appendix"] == appendix)
        & seen["marketplace"].isin(cells["marketplace"])
    ]
    return WeekShare(
        week, int(flagged["listing"].nunique()), int(cells["listings_seen"].sum())
    )
