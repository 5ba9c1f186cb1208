"""The state of a workspace as a Prometheus text file, for node_exporter's collector."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

PER_MARKETPLACE = {
    "last_crawl_timestamp_seconds": "End of the last crawl, Unix time",
    "last_crawl_complete": "1 when the last crawl saw everything",
    "last_crawl_listings": "Listings that the last crawl saw",
    "last_crawl_pages": "Pages that the last crawl fetched",
    "last_crawl_errors": "Pages of the last crawl that failed",
    "last_crawl_refusals": "Pages of the last crawl that the site refused",
    "alarm": "1 while an alarm is open",
}
PER_SCHEDULE = {
    "schedule_missed_week": "Due times of the last seven days at which nothing ran",
    "schedule_late": "1 when a due run has not begun",
}
WHOLE = {
    "needs_a_person": "Things that need a person",
    "review_queue": "Active offers of high priority that nobody judged",
    "database_bytes": "Size of the database",
    "disk_free_bytes": "Free space on the workspace's disk",
}


def write_metrics(told: dict[str, Any], path: Path) -> None:
    """Write what `overview` gathered to *path*, whole or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    registry = CollectorRegistry()
    _whole(told, registry)
    per_site = _gauges(PER_MARKETPLACE, registry, "marketplace")
    alarmed = {alarm["marketplace"] for alarm in told["alarms"]}
    for one in told["marketplaces"]:
        for name, value in _of_marketplace(one, alarmed).items():
            per_site[name].labels(one["marketplace"]).set(value)
    per_schedule = _gauges(PER_SCHEDULE, registry, "schedule")
    for one in told["schedules"]:
        missed, late = one["missed"], bool(one["waiting_since"])
        per_schedule["schedule_missed_week"].labels(one["name"]).set(missed)
        per_schedule["schedule_late"].labels(one["name"]).set(late)
    write_to_textfile(str(path), registry)


def _whole(told: dict[str, Any], registry: CollectorRegistry) -> None:
    values = {
        "needs_a_person": len(told["needs"]),
        "review_queue": told["queue"],
        "database_bytes": told["bytes"],
        "disk_free_bytes": told["free_bytes"],
    }
    for name, gauge in _gauges(WHOLE, registry).items():
        gauge.set(values[name])


def _of_marketplace(one: dict[str, Any], alarmed: set[str]) -> dict[str, float]:
    values: dict[str, float] = {"alarm": one["marketplace"] in alarmed}
    if "crawl_id" in one:
        ended = one["finished_at"] or one["started_at"]
        values |= {
            "last_crawl_timestamp_seconds": datetime.fromisoformat(ended).timestamp(),
            "last_crawl_complete": one["complete"],
            "last_crawl_listings": one["listings_seen"],
            "last_crawl_pages": one["pages_fetched"],
            "last_crawl_errors": one["errors"],
            "last_crawl_refusals": one["refusals"],
        }
    return values


def _gauges(
    names: dict[str, str], registry: CollectorRegistry, *labels: str
) -> dict[str, Gauge]:
    return {
        name: Gauge(f"citeswatch_{name}", said, labels, registry=registry)
        for name, said in names.items()
    }
