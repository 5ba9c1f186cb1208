"""Workers on one machine against one crawl without Redis, and a worker's memory.

`python -m benchmarks.bench_cluster` measures three things, without evidence:

- `pace`: four sites on loopback that answer at once, crawled by `citeswatch crawl`
  alone, then with a Redis, a writer and 1, 2 and 4 workers. Sites, Redis, writer and
  workers share the machine's cores, so that more workers than cores gain nothing;
  `efficiency` is the pace against the crawl without Redis. What does not hang on the
  number of cores is the processor's time for a page, of each part apart: workers with
  their matching, writer, Redis, sites.
- `waiting`: four sites for each worker, that answer after `--seconds`, two requests at
  once each. Workers then wait, as they do on the web, and their pace should grow with
  their number; `of_what_sites_allow` is the share of the pace at which all of these
  requests are under way all the time.
- `memory` of one worker and of the writer while `--memory-pages` pages of one site are
  read. `redis_bytes_a_page` is what Redis keeps of a page met.

`--only memory` measures that part alone, and leaves the figures of the others.

Pages per second count the time that the ledger has of the longest of the crawls: from
the first page asked for to the last one stored.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import redis

from benchmarks.cluster_processes import (
    a_redis,
    processor_seconds,
    running,
    wait_until,
)
from benchmarks.crawl_site import PER_PAGE
from benchmarks.loopback_marketplace import write_marketplace
from benchmarks.redis_memory import PeakOfRedis
from benchmarks.resident_memory import Memory
from crawler.workspace import Workspace, make_workspace, open_workspace

RESULTS = Path(__file__).parent / "results" / "cluster.json"
SITES = 4
CONCURRENCY = 16
WORKERS = (1, 2, 4)
SITES_A_WORKER, AT_ONCE = 4, 2
"""Of the sites that wait; requests at once to each."""


class Cluster(NamedTuple):
    """A Redis, workers and a writer that run; processes by their ids."""

    workspace: Workspace
    client: redis.Redis
    parts: dict[str, list[int]]

    def used(self) -> dict[str, float]:
        """Give the processor's seconds that each part has used."""
        return {
            part: sum(map(processor_seconds, pids)) for part, pids in self.parts.items()
        }


def measure_pace(listings: int, workers: int, folder: Path) -> dict[str, Any]:
    """Crawl all sites with so many workers; 0: without Redis."""
    with ExitStack() as stack:
        sites = [
            stack.enter_context(served("crawl_site", listings)) for _ in range(SITES)
        ]
        ports = [port for _, [port] in sites]
        each = CONCURRENCY // SITES
        if not workers:
            workspace = _workspace(folder, ports, each, "")
            _crawl(workspace)
            return _figures(workspace)
        cluster = _cluster(stack, folder, ports, each, workers)
        cluster.parts["sites"] = [pid for pid, _ in sites]
        before = cluster.used()
        _crawl(cluster.workspace)
        figures = _figures(cluster.workspace)
        figures["cpu_ms_per_page"] = {
            part: round(1000 * (used - before[part]) / figures["pages"], 2)
            for part, used in cluster.used().items()
        }
        return figures


def measure_waiting(
    listings: int, workers: int, seconds: float, folder: Path
) -> dict[str, Any]:
    """Crawl sites that wait, so many for each worker."""
    count = SITES_A_WORKER * workers
    with ExitStack() as stack:
        site = served("waiting_sites", count, listings, seconds)
        _, ports = stack.enter_context(site)
        cluster = _cluster(stack, folder, ports, AT_ONCE, workers)
        _crawl(cluster.workspace)
        figures = _figures(cluster.workspace)
    allowed = count * AT_ONCE / seconds
    share = round(figures["pages_per_second"] / allowed, 3)
    return {"sites": count, **figures, "of_what_sites_allow": share}


def measure_memory(pages: int, folder: Path) -> dict[str, Any]:
    """Have one worker read so many pages; sample its memory and the writer's."""
    listings = max(1, pages * PER_PAGE // (PER_PAGE + 1))
    with ExitStack() as stack:
        _, ports = stack.enter_context(served("made_site", listings))
        cluster = _cluster(stack, folder, ports, CONCURRENCY, 1)
        [worker], [writer] = cluster.parts["workers"], cluster.parts["writer"]
        of_worker, of_writer = Memory(worker), Memory(writer)
        of_redis = PeakOfRedis(cluster.client, "citeswatch:crawl:*:met:*")
        for one in (of_worker, of_writer, of_redis):
            one.start()
        _crawl(cluster.workspace)
        told = of_writer.figures()
        figures = _figures(cluster.workspace)
        return {
            **figures,
            **of_worker.figures(),
            "writer_peak_mb": told["memory_peak_mb"],
            "writer_growth_second_half": told["memory_growth_second_half"],
            "writer_memory_mb": told["memory_mb"],
            **of_redis.figures(figures["pages"]),
        }


def _cluster(
    stack: ExitStack, folder: Path, ports: list[int], at_once: int, workers: int
) -> Cluster:
    """Start Redis, workers and a writer."""
    client = stack.enter_context(a_redis(folder / "redis"))
    port = client.connection_pool.connection_kwargs["port"]
    address = f"redis://127.0.0.1:{port}/0"
    workspace = _workspace(folder, ports, at_once, address)
    log = folder / "cluster.log"
    commands = [*["worker"] * workers, "writer"]
    pids = stack.enter_context(running(*commands, folder=workspace.folder, log=log))
    wait_until(
        lambda: (
            client.zcard("citeswatch:workers") == workers
            and client.exists("citeswatch:writer")
        ),
        f"workers and writer are there (see {log})",
    )
    server: Any = client.info("server")
    parts = {"workers": pids[:-1], "writer": pids[-1:], "redis": [server["process_id"]]}
    return Cluster(workspace, client, parts)


def _workspace(folder: Path, ports: list[int], at_once: int, address: str) -> Workspace:
    workspace = make_workspace(folder / "workspace")
    settings = "[evidence]\ncapture = false\n"
    settings += f'[cluster]\nredis = "{address}"\n' if address else ""
    (workspace.folder / "citeswatch.toml").write_text(settings, encoding="utf-8")
    key = workspace.folder / "seller.key"
    key.write_text("ab" * 32, encoding="ascii")
    key.chmod(0o600)
    for number, port in enumerate(ports):
        write_marketplace(workspace.marketplaces, f"site_{number}", port, at_once)
    return open_workspace(workspace.folder)


@contextmanager
def served(module: str, *words: object) -> Iterator[tuple[int, list[int]]]:
    """Serve sites; give the id of their process, and their ports."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)]
    site = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert site.stdout is not None
    try:
        yield site.pid, [int(port) for port in site.stdout.readline().split()]
    finally:
        site.communicate("")


def _crawl(workspace: Workspace) -> None:
    words = ["-m", "crawler", "crawl", "--json", "--workspace", str(workspace.folder)]
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)


def _figures(workspace: Workspace) -> dict[str, Any]:
    with closing(sqlite3.connect(workspace.database)) as conn:
        query = (
            "SELECT SUM(pages_fetched), SUM(listings_seen), MAX(seconds) FROM effort"
        )
        pages, listings, seconds = conn.execute(query).fetchone()
    return {
        "pages": pages,
        "listings": listings,
        "seconds": round(seconds, 1),
        "pages_per_second": round(pages / seconds, 1),
    }


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    """Measure the chosen parts; the others keep what an earlier run has measured."""
    parts = {"pace": _pace, "waiting": _waiting, "memory": _memory}
    had = json.loads(chosen.results.read_text(encoding="utf-8"))
    found = {name: had[name] for name in parts if name in had}
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen.only:
            found[name] = parts[name](chosen, Path(folder))
            found[name]["measured_at"] = datetime.now(UTC).isoformat(timespec="seconds")
            print(name, found[name], file=sys.stderr)
    return {
        "benchmark": "cluster",
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "sites": SITES,
        "listings_per_site": chosen.listings,
        "requests_at_once": CONCURRENCY,
        "waiting_seconds": chosen.seconds,
        **found,
    }


def _pace(chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Give the best of the rounds for each number of workers."""
    pace: dict[str, Any] = {}
    for number in range(chosen.rounds):
        for workers in (0, *WORKERS):
            place = folder / f"{number}-{workers}"
            one = measure_pace(chosen.listings, workers, place)
            name = f"workers_{workers}" if workers else "without_redis"
            print(name, one, file=sys.stderr)
            best = pace.setdefault(name, one)
            if one["pages_per_second"] > best["pages_per_second"]:
                pace[name] = one
    alone = pace["without_redis"]["pages_per_second"]
    for one in pace.values():
        one["efficiency"] = round(one["pages_per_second"] / alone, 3)
    return pace


def _waiting(chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    return {
        f"workers_{workers}": measure_waiting(
            chosen.waiting_listings,
            workers,
            chosen.seconds,
            folder / f"waiting-{workers}",
        )
        for workers in WORKERS
    }


def _memory(chosen: argparse.Namespace, folder: Path) -> dict[str, Any]:
    return measure_memory(chosen.memory_pages, folder / "memory")


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/cluster.json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--listings", type=int, default=1500, help="of each site")
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--waiting-listings", type=int, default=300)
    options.add_argument("--seconds", type=float, default=0.2)
    options.add_argument("--memory-pages", type=int, default=20_000)
    options.add_argument(
        "--only",
        nargs="+",
        choices=("pace", "waiting", "memory"),
        default=("pace", "waiting", "memory"),
    )
    options.add_argument("--results", type=Path, default=RESULTS)
    chosen = options.parse_args()
    text = json.dumps(measure(chosen), indent=1)
    chosen.results.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
