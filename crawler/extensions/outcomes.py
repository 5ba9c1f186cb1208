"""How a crawl ended, in the words of the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crawler.store.close_crawl import RAN_TO_ITS_END
from crawler.store.facts import Effort, Outcome

STORE_FAILED = "store_failed"
"""The reason of a crawl that ended because the database could not be written."""

BUDGET_SPENT = "budget_spent"
"""The reason of a crawl that ended because the day's budget of requests was spent."""

_OUTCOMES: dict[str, Outcome] = {
    "shutdown": "interrupted",
    "cancelled": "interrupted",
    "closespider_pagecount": "finished",
    "closespider_itemcount": "finished",
    "closespider_timeout": "finished",
    STORE_FAILED: "failed",
    BUDGET_SPENT: "finished",
}


def outcome_of(
    reason: str, effort: Effort, stored: int, *, capped: bool = False
) -> tuple[Outcome, str]:
    """Judge a crawl by the *reason* for which its spider closed.

    *stored* is how many listings it stored; *capped*: it stopped asking at
    the marketplace's own limit of pages. Only a crawl that ran to its end keeps
    the reason `finished`.
    """
    if reason == BUDGET_SPENT:
        return "finished", "budget of requests for the day is spent"
    if reason != RAN_TO_ITS_END:
        unknown: Outcome = "refused" if "refused" in reason else "failed"
        return _OUTCOMES.get(reason, unknown), reason
    if not stored and (verdict := _why_nothing(effort)):
        return verdict
    return "finished", "stopped at the limit of pages" if capped else RAN_TO_ITS_END


def _why_nothing(effort: Effort) -> tuple[Outcome, str] | None:
    """Say why a crawl that ran to its end stored nothing; None: nothing was there."""
    if effort.refusals:
        return "refused", f"the site refused {effort.refusals} of our requests"
    if not effort.pages_fetched and effort.robots_forbidden:
        return "refused", "robots.txt forbids the pages that lead to listings"
    if not effort.pages_fetched:
        return "failed", "no page could be fetched"
    if effort.errors:
        return "failed", f"no listing could be read; pages that failed: {effort.errors}"
    return None


def plain_counts(stats: Mapping[str, Any]) -> dict[str, int | float | str]:
    """Give the counts and short texts among Scrapy's stats."""
    return {
        name: value
        for name, value in stats.items()
        if isinstance(value, (int, float, str))
    }
