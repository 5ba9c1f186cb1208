"""What a hub of many sites needs, worked out from what was measured.

    python -m benchmarks.plan [--sites 1000] [--listings 50000000] ...

Reads `benchmarks/results/*.json` and prints a table. What is no measurement is an
option with a default: how many listings stand on a results page, how many are new or
changed each day, how large a page is when packed, what machines cost. Put in your own.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from crawler import settings

RESULTS = Path(__file__).parent / "results"
DAY = 86_400
PAUSE = settings.DOWNLOAD_DELAY
"""Seconds between two requests to a site."""
EACH = settings.CONCURRENT_REQUESTS
"""Requests at once of a worker."""
ROOM = 0.5
"""Share of a processor that is planned with: crawls come in waves."""


class Line(NamedTuple):
    """A line of the plan: what, how much, and from what it follows."""

    what: str
    value: str
    why: str


def main() -> None:
    """Print the plan as a table in Markdown."""
    asked = _options().parse_args()
    print("| what | a day | from |\n|---|---|---|")
    for line in plan(asked, read_results()):
        print(f"| {line.what} | {line.value} | {line.why} |")


def read_results(folder: Path = RESULTS) -> dict[str, Any]:
    """Give the results of the measurements by name."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def plan(asked: argparse.Namespace, results: dict[str, Any]) -> Iterator[Line]:
    """Work out the plan, line by line."""
    changed = asked.listings * asked.changed
    pages = asked.listings / asked.per_page + changed
    yield from _crawling(asked, results, pages)
    yield from _storing(asked, results, changed)


def _crawling(
    asked: argparse.Namespace, results: dict[str, Any], pages: float
) -> Iterator[Line]:
    used, taken = _of_a_worker(results["cluster"])
    worker_day = DAY * ROOM / (used / 1000)
    read = asked.listings + asked.listings * asked.changed
    busy = -(-read // worker_day)
    at_once = pages * asked.seconds_a_page / DAY
    workers = max(1, busy, -(-at_once // EACH))
    yield Line(
        "pages",
        f"{pages:,.0f}",
        f"{asked.per_page} listings on a results page; the own page of the "
        f"{asked.changed:.0%} that are new or changed",
    )
    site = pages / asked.sites
    yield Line(
        "pages of a site",
        f"{site:,.0f}, {site * PAUSE / 3600:.1f} h",
        f"alike on all sites, {PAUSE:g} s apart; a site has room for "
        f"{DAY / PAUSE:,.0f}",
    )
    largest = DAY / PAUSE * asked.per_page
    yield Line(
        "listings of the largest site",
        f"{largest:,.0f}",
        "its results pages alone, at that pause: a larger one is seen in more than a day",
    )
    yield Line(
        "worker processes",
        f"{workers:,.0f}",
        f"{busy:,.0f} for {used} ms of a processor for a page or a "
        f"listing on one (bench_cluster), half busy; {-(-at_once // EACH):,.0f} for "
        f"{at_once:,.0f} requests at once, {asked.seconds_a_page:g} s each, {EACH} a worker",
    )
    memory = workers * taken / 1024
    yield Line(
        "memory of the workers",
        f"{memory:.1f} GB",
        f"{taken:.0f} MB each at its peak, with what matches for it (bench_cluster)",
    )
    gigabytes = pages * asked.kilobytes / 1e6
    yield Line(
        "bandwidth",
        f"{gigabytes:,.0f} GB, {gigabytes * 8000 / DAY:,.1f} Mbit/s",
        f"{asked.kilobytes} kB for a packed page",
    )
    cost = (
        workers * asked.core_month
        + memory * asked.gigabyte_month
        + gigabytes * 30 * asked.traffic_gigabyte
    )
    yield Line(
        "cost of crawling",
        f"{cost:,.0f} a month",
        f"{asked.core_month:g} for a core, {asked.gigabyte_month:g} for a GB of memory, "
        f"{asked.traffic_gigabyte:g} for a GB of traffic",
    )


def _of_a_worker(cluster: dict[str, Any]) -> tuple[float, float]:
    """Give a worker's ms of a processor for a page, one of two, and its peak in MB."""
    used = cluster["pace"]["workers_2"]["cpu_ms_per_page"]["workers"]
    memory = cluster["memory"]
    return used, memory["memory_peak_mb"] + max(memory["matching_memory_mb"])


def _storing(
    asked: argparse.Namespace, results: dict[str, Any], changed: float
) -> Iterator[Line]:
    store, unit = results["store"]["sizes"][-1], results["rematch"]["listings"]["bytes"]
    again, new = store["seen again, listings/s"], store["new, listings/s"]
    seconds = (asked.listings - changed) / again + changed / new
    yield Line(
        "writer, share of its day",
        f"{seconds / DAY:.0%}",
        f"{again:,.0f} seen again and {new:,.0f} new listings a second, with "
        f"{store['stored']:,} stored (bench_store)",
    )
    growth = asked.listings * unit["sighting"] + changed * unit["listing"]
    yield Line(
        "growth of the store",
        f"{growth / 1e9:.1f} GB",
        f"{unit['sighting']:.0f} bytes for a sighting, {unit['listing']:,.0f} for a "
        "listing with its text and indexes (bench_rematch)",
    )
    yield Line(
        "a terabyte is reached after",
        f"{1e12 / growth:,.0f} days",
        "where a copy, a check and a migration of one file no longer fit a night",
    )
    rate = results["rematch"]["listings"]["listings/s of a core"][
        "rematch, nothing moves"
    ]
    stored = changed * 365
    yield Line(
        "matching a year's texts again",
        f"{stored / rate / 3600:,.0f} hours of a core",
        f"{stored:,.0f} listings, {rate:,} listings/s of a core (bench_rematch)",
    )


def _options() -> argparse.ArgumentParser:
    asking = argparse.ArgumentParser(description=__doc__)
    for name, kind, default in (
        ("--sites", int, 1000),
        ("--listings", int, 50_000_000),
        ("--per-page", int, 48),
        ("--changed", float, 0.02),
        ("--seconds-a-page", float, 1.5),
        ("--kilobytes", float, 60.0),
        ("--core-month", float, 15.0),
        ("--gigabyte-month", float, 4.0),
        ("--traffic-gigabyte", float, 0.01),
    ):
        asking.add_argument(name, type=kind, default=default)
    return asking


if __name__ == "__main__":
    main()
