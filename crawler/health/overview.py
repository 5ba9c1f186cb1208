"""All that `citeswatch status` shows, gathered once for people and programs."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from crawler.health.judge import CRAWLS_COMPARED
from crawler.health.naming import KINDS
from crawler.marketplace import (
    FIRST_PAGE_ONLY,
    MarketplaceError,
    find_marketplaces,
    load_marketplace,
)
from crawler.resting import budget_left
from crawler.schedule.cron import due_between, next_due
from crawler.schedule.settings import ScheduledCrawl
from crawler.store import Store, alarms, crawl_measures, rests, schedule_runs
from crawler.store.health import crawl_health
from crawler.store.status_queries import count_rows, count_unreviewed
from crawler.store.times import utc_text
from crawler.unit_facts import lacks_contact
from crawler.workspace import Workspace

LITTLE_DISK = 1_000_000_000
"""Free bytes below which a person must make room."""
LATE_AFTER = timedelta(hours=2)
DAYS_OF_MISSED = 7


def overview(workspace: Workspace, store: Store, now: datetime) -> dict[str, Any]:
    """Gather the state of *workspace*; `needs` says what needs a person."""
    known = list(find_marketplaces(workspace.marketplaces))
    told: dict[str, Any] = {
        "at": utc_text(now),
        "database": str(workspace.database),
        "bytes": sum(file.stat().st_size for file in _files(workspace.database)),
        "free_bytes": shutil.disk_usage(workspace.folder).free,
        "lacks_contact": lacks_contact(workspace),
        "rows": count_rows(store.conn),
        "queue": count_unreviewed(store.conn),
        "marketplaces": crawl_health(store, known, now),
        "alarms": [
            {**alarm._asdict(), "means": KINDS[alarm.kind]}
            for alarm in alarms.open_alarms(store.conn)
        ],
        "unsent": [
            {"channel": channel, "messages": count, "error": error}
            for channel, count, error in alarms.sending_faults(store.conn)
        ],
        "schedules": [
            _schedule(store, entry, now) for entry in workspace.settings.schedule
        ],
    }
    for one in told["marketplaces"]:
        one["usual_listings"] = _usual(store, one)
        one.update(_leave(workspace, store, one["marketplace"], now))
    told["cluster"] = _cluster(workspace)
    told["needs"] = [*_needs(told), *told["cluster"].get("needs", [])]
    return told


def _cluster(workspace: Workspace) -> dict[str, Any]:
    """Tell of the cluster, {} where the workspace has none."""
    if not workspace.settings.cluster.redis:
        return {}
    if find_spec("redis") is None:
        need = "a cluster needs the extra cluster: pip install 'citeswatch[cluster]'"
        return {"needs": [need]}
    from crawler.cluster.overview import cluster_overview

    return cluster_overview(workspace)


def _usual(store: Store, one: dict[str, Any]) -> float | None:
    """Give the middle yield of the normal crawls before the last."""
    if "crawl_id" not in one:
        return None
    name, last = one["marketplace"], one["crawl_id"]
    past = crawl_measures.history(store.conn, name, last, CRAWLS_COMPARED)
    return median(crawl["listings"] for crawl in past) if past else None


def _leave(
    workspace: Workspace, store: Store, name: str, now: datetime
) -> dict[str, Any]:
    """Tell until when the site rests, and how many requests it may be sent today."""
    rest = rests.rest_of(store.conn, name)
    told: dict[str, Any] = {
        "resting_until": rest.until if rest and rest.until > utc_text(now) else "",
        "budget_left": None,
        "first_page_only": False,
    }
    path = find_marketplaces(workspace.marketplaces).get(name)
    try:
        marketplace = load_marketplace(path) if path else None
    except MarketplaceError as error:
        return told | {"fault": str(error)}
    if marketplace:
        told["budget_left"] = budget_left(workspace, store, marketplace)
        told["first_page_only"] = marketplace.reads_first_page_only
    return told


def _schedule(store: Store, entry: ScheduledCrawl, now: datetime) -> dict[str, Any]:
    last_due = schedule_runs.last_due(store.conn, entry.name)
    run = schedule_runs.last_run(store.conn, entry.name)
    since = datetime.fromisoformat(last_due) if last_due else now
    waiting = due_between(entry.calendar, entry.timezone, since, now - LATE_AFTER)
    coming = next_due(entry.calendar, entry.timezone, now)
    week = utc_text(now - timedelta(days=DAYS_OF_MISSED))
    return {
        "name": entry.name,
        "cron": entry.cron,
        "timezone": entry.timezone,
        "marketplaces": entry.marketplaces,
        "next_due": utc_text(coming) if coming else "",
        "last_started": run[1] if run else "",
        "last_outcome": run[2] if run else "",
        "missed": schedule_runs.count_missed(store.conn, entry.name, week),
        "waiting_since": utc_text(waiting[0]) if waiting else "",
        "known": bool(last_due),
    }


def _needs(told: dict[str, Any]) -> Any:
    for alarm in told["alarms"]:
        yield f"{alarm['marketplace']}: {alarm['means']}: {alarm['said']}"
    for one in told["marketplaces"]:
        if "fault" in one:
            yield one["fault"].partition("\n")[0]
        if one["first_page_only"]:
            yield f"{one['marketplace']}: {FIRST_PAGE_ONLY}"
    for fault in told["unsent"]:
        yield (
            f"{fault['messages']} alarm messages could not be sent by "
            f"{fault['channel']}: {fault['error']}"
        )
    for one in told["schedules"]:
        if one["waiting_since"]:
            yield (
                f"schedule {one['name']}: nothing ran that was due at "
                f"{one['waiting_since']}; is its timer, or citeswatch schedule run, on?"
            )
    if told["free_bytes"] < LITTLE_DISK:
        yield f"the disk is soon full: {told['free_bytes']:,} bytes are free"


def _files(database: Path) -> list[Path]:
    """List the files of the database: SQLite keeps up to three."""
    found = database.parent.glob(f"{database.name}*")
    return [file for file in found if file.is_file()]
