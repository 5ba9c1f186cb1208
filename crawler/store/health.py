"""One word on how each marketplace's crawls go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from crawler.store.status_queries import LastCrawl, last_crawls
from crawler.store.store import Store

LATE_AFTER_DAYS = 8
"""A weekly crawl that is a day behind is late."""
WELL = frozenset({"well", "running"})


def crawl_health(
    store: Store, known: Iterable[str], now: datetime
) -> list[dict[str, Any]]:
    """Tell of every marketplace that was crawled, or is *known* and never was."""
    crawls = {crawl.marketplace: crawl for crawl in last_crawls(store.conn)}
    told: list[dict[str, Any]] = [
        {"marketplace": name, "verdict": "never crawled"}
        for name in set(known) - set(crawls)
    ]
    for crawl in crawls.values():
        live = crawl.outcome == "running" and store.live.is_live(crawl.crawl_id)
        days = _days_between(crawl.finished_at or crawl.started_at, now)
        told.append(
            {
                **crawl._asdict(),
                "days": days,
                "verdict": verdict(crawl, days, live=live),
            }
        )
    return sorted(told, key=lambda one: str(one["marketplace"]))


def verdict(crawl: LastCrawl, days: float, *, live: bool) -> str:
    """Say in a word or two how the last crawl went, *days* ago."""
    if live:
        return "running"
    if crawl.outcome == "running":
        return "interrupted"
    if crawl.outcome != "finished":
        return crawl.outcome
    if crawl.listings_seen < crawl.min_listings:
        return "short"
    if not crawl.complete:
        return "incomplete"
    return "late" if days > LATE_AFTER_DAYS else "well"


def _days_between(text: str, now: datetime) -> float:
    return round((now - datetime.fromisoformat(text)).total_seconds() / 86400, 1)
