"""Which crawls count, and what each marketplace's week was: crawled or a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from crawler.reports.period import week_of
from crawler.store.report_queries import CrawlRow

COMPLETE = "complete"
NOT_RUN = "not run"
NOT_YET = "not yet watched"
STATUSES = {
    COMPLETE: "crawled to the end; counts",
    "incomplete": "ended early or yielded too little; does not count",
    "interrupted": "cut off; does not count",
    "failed": "ended in an error; does not count",
    "refused": "the site would not be crawled; does not count",
    "running": "not finished when the report was made; does not count",
    NOT_RUN: "no crawl began: a gap, not a zero",
    NOT_YET: "before the first crawl of this marketplace",
}

CRAWL_COLUMNS = [*CrawlRow._fields, "week", "status", "counts"]
CELL_COLUMNS = [
    "week",
    "marketplace",
    "status",
    "reason",
    "complete_crawls",
    "other_crawls",
    "pages_requested",
    "pages_fetched",
    "refusals",
    "errors",
]


def crawl_status(crawl: CrawlRow) -> str:
    """Say how a crawl ended; only `complete` counts towards a rate."""
    if crawl.outcome == "finished":
        return COMPLETE if crawl.complete else "incomplete"
    return crawl.outcome


def read_crawls(crawls: Sequence[CrawlRow]) -> pd.DataFrame:
    """Table the crawls with their week, status and whether they count.

    A crawl belongs to the ISO week, in UTC, in which it began.
    """
    table = pd.DataFrame(crawls, columns=list(CrawlRow._fields))
    table["week"] = [week_of(day_of(crawl.started_at)) for crawl in crawls]
    table["status"] = [crawl_status(crawl) for crawl in crawls]
    table["counts"] = table["status"] == COMPLETE
    return table


def day_of(moment: str) -> date:
    """Give the day of a UTC time as the store writes it."""
    return datetime.fromisoformat(moment).date()


def week_cells(
    crawls: pd.DataFrame, weeks: Sequence[str], first_crawls: Mapping[str, str]
) -> pd.DataFrame:
    """Table one row per week and marketplace, gaps included.

    Pages, refusals and errors are sums over the crawls that count, or over all
    of the week's crawls where none does. A marketplace has rows if it was
    crawled before the last week ends.
    """
    groups = dict(iter(crawls.groupby(["week", "marketplace"])))
    watched = sorted(
        name
        for name, start in first_crawls.items()
        if weeks and week_of(day_of(start)) <= weeks[-1]
    )
    rows = []
    for week in weeks:
        for name in watched:
            group = groups.get((week, name))
            if group is None:
                first = week_of(day_of(first_crawls[name]))
                status = NOT_YET if week < first else NOT_RUN
                rows.append(_empty_cell(week, name, status))
            else:
                rows.append(_cell(week, name, group))
    return pd.DataFrame(rows, columns=CELL_COLUMNS)


def counted_groups(
    crawls: pd.DataFrame, cells: pd.DataFrame
) -> Iterable[tuple[int, str]]:
    """Pair each crawl that makes up a cell with the cell's key."""
    complete = {
        cell_key(cell["week"], cell["marketplace"])
        for cell in cells.to_dict("records")
        if cell["status"] == COMPLETE
    }
    for crawl in crawls.to_dict("records"):
        key = cell_key(crawl["week"], crawl["marketplace"])
        if crawl["counts"] or key not in complete:
            yield crawl["id"], key


def cell_key(week: str, marketplace: str) -> str:
    """Name a cell."""
    return f"{week} {marketplace}"


def _cell(week: str, name: str, group: pd.DataFrame) -> dict[str, object]:
    counted = group[group["counts"]]
    shown = group if counted.empty else counted
    last = group.iloc[-1]
    sums = {
        column: int(shown[column].sum())
        for column in ("pages_requested", "pages_fetched", "refusals", "errors")
    }
    return {
        "week": week,
        "marketplace": name,
        "status": last["status"] if counted.empty else COMPLETE,
        "reason": last["reason"] if counted.empty else "",
        "complete_crawls": len(counted),
        "other_crawls": len(group) - len(counted),
        **sums,
    }


def _empty_cell(week: str, name: str, status: str) -> dict[str, object]:
    empty = dict.fromkeys(CELL_COLUMNS, 0)
    return {**empty, "week": week, "marketplace": name, "status": status, "reason": ""}
