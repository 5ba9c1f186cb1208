"""The trend of a period: the model's yearly change, its checks, and known changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from crawler.reports.figures import Figures, once
from crawler.reports.known_changes import KnownChange, known_changes, levels
from crawler.reports.period import monday_of
from crawler.statistics.checks import MannKendall, breaks, can_find_breaks, mann_kendall
from crawler.statistics.observations import Observations, cells_of
from crawler.statistics.trend_model import NoTrendError, Trend, fit_trend
from crawler.translation.words import Words

WEEKS_BESIDE = 4
"""A break so near a known change is set beside it."""
ANY = "any"
APPENDICES = ("I", "II", "III", ANY)
TREND_COLUMNS = {
    "appendix": "object",
    "change_a_year": "float64",
    "change_low": "float64",
    "change_high": "float64",
    "direction": "object",
    "weeks": "Int64",
    "offers": "Int64",
    "seasonal": "Int64",
    "kendall_tau": "float64",
    "kendall_p": "float64",
    "breaks": "object",
    "why_not": "object",
}


@dataclass(frozen=True)
class Break:
    """A jump of the level, and what is known to have changed near it."""

    week: str
    beside: tuple[str, ...]

    def told(self, words: Words) -> str:
        """Name the week and what is beside it."""
        beside = "; ".join(self.beside) or words.say("nothing known")
        return f"{self.week} ({beside})"


@dataclass(frozen=True)
class FittedTrend:
    """The trend of an Appendix, or why none can be told."""

    appendix: str
    why_not: str
    trend: Trend | None = None
    check: MannKendall | None = None
    breaks: tuple[Break, ...] = ()

    @property
    def unexplained(self) -> bool:
        """Whether the level jumps where nothing is known to have changed."""
        return any(not one.beside for one in self.breaks)


def trend_table(figures: Figures) -> pd.DataFrame:
    """Table the trend of each Appendix."""
    rows = [_row(fitted, figures.words) for fitted in fitted_trends(figures)]
    table = pd.DataFrame(rows, columns=list(TREND_COLUMNS))
    return table.astype(TREND_COLUMNS)


def _row(fitted: FittedTrend, words: Words) -> dict[str, object]:
    row: dict[str, object] = {"appendix": fitted.appendix, "why_not": fitted.why_not}
    if fitted.trend:
        trend = fitted.trend
        row |= {
            "change_a_year": round(trend.ratio - 1, 4),
            "change_low": round(trend.low - 1, 4),
            "change_high": round(trend.high - 1, 4),
            "direction": trend.direction,
            "weeks": trend.weeks,
            "offers": trend.offers,
            "seasonal": int(trend.seasonal),
            "breaks": "; ".join(one.told(words) for one in fitted.breaks),
        }
    if fitted.check:
        row["kendall_tau"] = round(fitted.check.tau, 4)
        row["kendall_p"] = round(fitted.check.p, 4)
    return row


@once
def fitted_trends(figures: Figures) -> list[FittedTrend]:
    """Fit the trend of each Appendix, and of all together."""
    changes = known_changes(figures)
    return [_fitted(figures, changes, appendix) for appendix in APPENDICES]


def observations_of(
    figures: Figures, changes: Sequence[KnownChange], appendix: str
) -> Observations:
    """Give the distinct offers of *appendix* in the complete crawls, week by week."""
    crawls = figures.crawls.assign(level=levels(figures.crawls))
    counted = crawls[crawls["counts"]]
    last = counted.sort_values(["started_at", "id"]).groupby(["marketplace", "week"])
    cells = last["level"].last().reset_index()
    effort = figures.cells[["marketplace", "week", "listings_seen"]]
    cells = cells.merge(effort, on=["marketplace", "week"])
    cells = cells.rename(columns={"listings_seen": "effort"})
    cells = cells[cells["effort"] > 0]
    seen = figures.seen
    wanted = seen["counts"] & ((seen["appendix"] == appendix) | (appendix == ANY))
    seen = seen.loc[wanted, ["offer_id", "marketplace", "week"]].drop_duplicates()
    cells = _numbered(cells).reset_index(drop=True)
    seen = _numbered(seen.rename(columns={"offer_id": "offer"}))
    return Observations(
        cells=cells,
        seen=seen[cells_of(seen, cells) >= 0],
        steps={
            change.what: week_number(change.week)
            for change in changes
            if change.touches_all
        },
    )


def week_number(week: str) -> int:
    """Number an ISO week, consecutive weeks one apart."""
    return monday_of(week).toordinal() // 7


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    numbers = {week: week_number(week) for week in table["week"].unique()}
    return table.assign(week=table["week"].map(numbers).astype("int32"))


def _fitted(
    figures: Figures, changes: Sequence[KnownChange], appendix: str
) -> FittedTrend:
    observations = observations_of(figures, changes, appendix)
    try:
        trend = fit_trend(observations)
    except NoTrendError as error:
        return FittedTrend(appendix, _why_not(error, figures.words))
    jumps = breaks(observations) if can_find_breaks() else []
    names = {week_number(week): week for week in figures.weeks}
    return FittedTrend(
        appendix,
        "",
        replace(trend, model=None),  # it holds every offer of every week
        mann_kendall(observations),
        tuple(_beside(names[week], changes) for week in jumps),
    )


def _why_not(error: NoTrendError, words: Words) -> str:
    if error.lacks == "weeks":
        return words.count(
            "One week was crawled to the end; a trend needs %(needed)s.",
            "%(num)s weeks were crawled to the end; a trend needs %(needed)s.",
            error.found,
            needed=error.needed,
        )
    if error.lacks == "span":
        return words.say(
            "The weeks crawled to the end lie within %(found)s weeks; the change of a "
            "year is told from half a year on, that is from %(needed)s weeks.",
            found=error.found,
            needed=error.needed,
        )
    if error.lacks == "offers":
        return words.count(
            "One distinct offer was seen; a trend needs %(needed)s.",
            "%(num)s distinct offers were seen; a trend needs %(needed)s.",
            error.found,
            needed=error.needed,
        )
    return words.say(
        "Whenever a week changed, so did the way of looking (marketplaces, their "
        "layout, the species list): a slope cannot be told from these changes."
    )


def _beside(week: str, changes: Sequence[KnownChange]) -> Break:
    near = [
        change.what
        for change in changes
        if abs(week_number(change.week) - week_number(week)) <= WEEKS_BESIDE
    ]
    return Break(week, tuple(near))
