"""Which crawls count, and what each marketplace's week was: crawled or a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from crawler.reports.crawl_reasons import stored_reason
from crawler.reports.frames import table_of, typed
from crawler.reports.period import week_of
from crawler.store.report_queries import CrawlRow
from crawler.translation.catalogues import marked
from crawler.translation.words import Words

COMPLETE = "complete"
SWEEP = "sweep"
NOT_RUN = "not run"
NOT_YET = "not yet watched"
STATUSES = {
    COMPLETE: marked("crawled to the end; counts"),
    "incomplete": marked("ended early or yielded too little; does not count"),
    "interrupted": marked("cut off; does not count"),
    "failed": marked("ended in an error; does not count"),
    "refused": marked("the site would not be crawled; does not count"),
    SWEEP: marked(
        "asked other words each time, to discover; its offers are shown, and do not "
        "count towards a rate"
    ),
    "running": marked("not finished when the report was made; does not count"),
    NOT_RUN: marked("no crawl began: a gap, not a zero"),
    NOT_YET: marked("before the first crawl of this marketplace"),
}

CELL_TYPES = {
    "week": str,
    "marketplace": str,
    "status": str,
    "reason": str,
    "complete_crawls": int,
    "other_crawls": int,
    "pages_requested": int,
    "pages_fetched": int,
    "refusals": int,
    "errors": int,
}


def crawl_status(crawl: CrawlRow) -> str:
    """Say how a crawl ended; only `complete` counts towards a rate."""
    if crawl.outcome == "finished":
        if crawl.panel == SWEEP:
            return SWEEP
        return COMPLETE if crawl.complete else "incomplete"
    return crawl.outcome


def read_crawls(crawls: Sequence[CrawlRow], words: Words) -> pd.DataFrame:
    """Table the crawls with their week, status and whether they count.

    A crawl belongs to the ISO week, in UTC, in which it began. The reason why one
    does not count is in the language of *words*.
    """
    table = table_of(crawls, CrawlRow)
    table["week"] = [week_of(day_of(crawl.started_at)) for crawl in crawls]
    table["status"] = [crawl_status(crawl) for crawl in crawls]
    table["reason"] = [why_not(crawl, words) for crawl in crawls]
    table["counts"] = table["status"] == COMPLETE
    return typed(table, {"week": str, "status": str, "reason": str})


def why_not(crawl: CrawlRow, words: Words) -> str:
    """Say why a crawl does not count, "" if it does.

    A crawl that reached its end is still not complete if pages were refused or
    lost on the way; if it was short, the store's own reason says so.
    """
    status = crawl_status(crawl)
    if status == COMPLETE:
        return ""
    if status == SWEEP:
        return words.say("a sweep asks other words each time")
    if status != "incomplete":
        return stored_reason(crawl.reason, words)
    reasons = []
    if crawl.reason not in ("", "finished"):
        reasons.append(stored_reason(crawl.reason, words))
    if crawl.refusals:
        reasons.append(
            words.count("one page refused", "%(num)s pages refused", crawl.refusals)
        )
    if crawl.errors:
        reasons.append(
            words.count(
                "one page could not be read",
                "%(num)s pages could not be read",
                crawl.errors,
            )
        )
    return "; ".join(reasons) or words.say("not every page could be asked for")


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
    return typed(pd.DataFrame(rows, columns=list(CELL_TYPES)), CELL_TYPES)


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
    empty: dict[str, object] = dict.fromkeys(CELL_TYPES, 0)
    return {**empty, "week": week, "marketplace": name, "status": status, "reason": ""}
