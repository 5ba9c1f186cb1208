"""Workers on one machine against one crawl without Redis, and a worker's memory.

`python -m benchmarks.bench_cluster` serves four sites on loopback, and crawls them with
`citeswatch crawl` alone, then with a Redis, a writer and 1, 2 and 4 workers, without
pauses and without evidence. Pages per second count the time that the ledger has of the
longest of the four crawls: from the first page asked for to the last one stored.
`efficiency` is the pace against the crawl without Redis. Sites, Redis, writer and
workers share the machine's cores, so that more workers than cores gain nothing here.

Then one worker reads `--memory-pages` pages of one site, and its memory is sampled; 0
leaves that out.
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
from typing import Any

from benchmarks.cluster_processes import (
    a_redis,
    processor_seconds,
    running,
    wait_until,
)
from benchmarks.crawl_site import PER_PAGE
from benchmarks.loopback_marketplace import write_marketplace
from benchmarks.resident_memory import Memory
from crawler.workspace import Workspace, make_workspace, open_workspace

RESULTS = Path(__file__).parent / "results" / "cluster.json"
SITES = 4
CONCURRENCY = 16
WORKERS = (1, 2, 4)


def measure_pace(listings: int, workers: int, folder: Path) -> dict[str, Any]:
    """Crawl all sites with so many workers; 0: without Redis."""
    with ExitStack() as stack:
        ports = [
            stack.enter_context(_site("crawl_site", listings)) for _ in range(SITES)
        ]
        if not workers:
            workspace = _workspace(folder, ports, "")
            return _figures(workspace, _crawl(workspace))
        workspace, pids = _cluster(stack, folder, ports, workers)
        begun = sum(map(processor_seconds, pids))
        _crawl(workspace)
        used = sum(map(processor_seconds, pids)) - begun
        return _figures(workspace, used)


def measure_memory(pages: int, folder: Path) -> dict[str, Any]:
    """Have one worker read so many pages; sample its memory and the writer's."""
    listings = max(1, pages * PER_PAGE // (PER_PAGE + 1))
    with ExitStack() as stack:
        port = stack.enter_context(_site("made_site", listings))
        workspace, (worker, writer) = _cluster(stack, folder, [port], 1)
        of_worker, of_writer = Memory(worker), Memory(writer)
        of_worker.start()
        of_writer.start()
        _crawl(workspace)
        told = of_writer.figures()
        return {
            **_figures(workspace, 0.0),
            **of_worker.figures(),
            "writer_peak_mb": told["memory_peak_mb"],
            "writer_growth_second_half": told["memory_growth_second_half"],
            "writer_memory_mb": told["memory_mb"],
        }


def _cluster(
    stack: ExitStack, folder: Path, ports: list[int], workers: int
) -> tuple[Workspace, list[int]]:
    """Start Redis, workers and a writer; give their ids, the writer's last."""
    client = stack.enter_context(a_redis(folder / "redis"))
    port = client.connection_pool.connection_kwargs["port"]
    workspace = _workspace(folder, ports, f"redis://127.0.0.1:{port}/0")
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
    return workspace, pids


def _workspace(folder: Path, ports: list[int], redis: str) -> Workspace:
    workspace = make_workspace(folder / "workspace")
    settings = "[evidence]\ncapture = false\n"
    settings += f'[cluster]\nredis = "{redis}"\n' if redis else ""
    (workspace.folder / "citeswatch.toml").write_text(settings, encoding="utf-8")
    key = workspace.folder / "seller.key"
    key.write_text("ab" * 32, encoding="ascii")
    key.chmod(0o600)
    for number, port in enumerate(ports):
        write_marketplace(
            workspace.marketplaces, f"site_{number}", port, CONCURRENCY // len(ports)
        )
    return open_workspace(workspace.folder)


@contextmanager
def _site(module: str, listings: int) -> Iterator[int]:
    command = [sys.executable, "-m", f"benchmarks.{module}", str(listings)]
    site = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert site.stdout is not None
    try:
        yield int(site.stdout.readline())
    finally:
        site.communicate("")


def _crawl(workspace: Workspace) -> float:
    """Crawl, and give the processor's seconds of it and of its matching process."""
    before = os.times()
    words = ["-m", "crawler", "crawl", "--json", "--workspace", str(workspace.folder)]
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return (
        after.children_user
        - before.children_user
        + (after.children_system - before.children_system)
    )


def _figures(workspace: Workspace, processor: float) -> dict[str, Any]:
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
        **(
            {"cpu_ms_per_page": round(1000 * processor / pages, 2)} if processor else {}
        ),
    }


def measure(listings: int, rounds: int, memory_pages: int) -> dict[str, Any]:
    """Measure the pace of each number of workers, best of *rounds*; then the memory."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            for workers in (0, *WORKERS):
                place = Path(folder) / f"{number}-{workers}"
                one = measure_pace(listings, workers, place)
                name = f"workers_{workers}" if workers else "without_redis"
                print(name, one, file=sys.stderr)
                best = found.setdefault(name, one)
                if one["pages_per_second"] > best["pages_per_second"]:
                    found[name] = one
        alone = found["without_redis"]["pages_per_second"]
        for one in found.values():
            one["efficiency"] = round(one["pages_per_second"] / alone, 3)
        if memory_pages:
            found["memory"] = measure_memory(memory_pages, Path(folder) / "memory")
    return {
        "benchmark": "cluster",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "sites": SITES,
        "listings_per_site": listings,
        "requests_at_once": CONCURRENCY,
        **found,
    }


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/cluster.json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--listings", type=int, default=2000, help="of each site")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--memory-pages", type=int, default=30_000)
    options.add_argument("--results", type=Path, default=RESULTS)
    chosen = options.parse_args()
    result = measure(chosen.listings, chosen.rounds, chosen.memory_pages)
    text = json.dumps(result, indent=1)
    chosen.results.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
