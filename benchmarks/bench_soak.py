"""A long crawl of ten sites with faults: pace, memory, and whether anything is lost.

`python -m benchmarks.bench_soak --pages 200000` crawls so many offers of ten sites on
loopback (`benchmarks.soak_site`) with everything on, in one process, and then fetches
the same addresses with a bare Scrapy spider. *Lost* is an offer whose page was answered
and that is not in the database. Memory is that of the crawling process, sampled; growth
is the mean of the last tenth of the crawl beside that of the tenth after its middle.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.crawl_site import PER_PAGE, paths
from benchmarks.soak_site import SITES

RESULTS = Path(__file__).parent / "results" / "soak.json"
CONCURRENCY = 8
SAMPLES_APART = 0.5
TOML = """\
title = "Soak {number}"
home = "http://127.0.0.1:{port}/"
family = "schema_org"
languages = ["en"]
currency = "EUR"
start_urls = ["http://127.0.0.1:{port}/results/0"]

[follow]
listings = "a.offer"
next = "a[rel=next]"

[politeness]
delay = 0
autothrottle = false
concurrency = {concurrency}
max_pages = 1000000
max_depth = {depth}
"""


class Memory(threading.Thread):
    """Samples the resident memory of this process, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.samples: list[float] = []
        self.done = threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        size = os.sysconf("SC_PAGE_SIZE")
        while not self.done.wait(SAMPLES_APART):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.samples.append(pages * size / 1e6)

    def figures(self) -> dict[str, float]:
        """Sum up the samples."""
        self.done.set()
        count = len(self.samples)
        tenth = max(1, count // 10)
        middle = statistics.mean(self.samples[count // 2 : count // 2 + tenth])
        last = statistics.mean(self.samples[-tenth:])
        return {
            "memory_middle_mb": round(middle, 1),
            "memory_last_mb": round(last, 1),
            "memory_growth_second_half": round(last / middle - 1, 4),
            "memory_peak_mb": round(max(self.samples), 1),
        }


def run_citeswatch(ports: list[int], listings: int, folder: Path) -> dict[str, Any]:
    """Crawl all sites with everything on, in this process."""
    from crawler.crawling import run_crawl
    from crawler.workspace import make_workspace

    workspace = make_workspace(folder)
    depth = listings // PER_PAGE + 50  # the calendar goes on for ever
    for number, port in enumerate(ports):
        facts = {"number": number, "port": port, "depth": depth}
        text = TOML.format(concurrency=CONCURRENCY, **facts)
        path = workspace.marketplaces / f"soak_{number}.toml"
        path.write_text(text, encoding="utf-8")
    memory = Memory()
    memory.start()
    began = time.perf_counter()
    summaries = run_crawl(workspace)
    seconds = time.perf_counter() - began
    pages = sum(summary.pages for summary in summaries)
    return {
        **memory.figures(),
        "pages": pages,
        "listings": sum(summary.listings for summary in summaries),
        "errors": sum(summary.errors for summary in summaries),
        "outcomes": sorted({f"{one.outcome}: {one.reason}" for one in summaries}),
        "seconds": round(seconds, 1),
        "pages_per_second": round(pages / seconds, 1),
    }


def run_bare(ports: list[int], listings: int) -> dict[str, Any]:
    """Fetch the same addresses and count, in this process."""
    from collections.abc import AsyncIterator

    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response

    class BareSpider(Spider):
        name = "bare"
        pages = 0

        async def start(self) -> AsyncIterator[Request]:
            for path in paths(listings):
                for port in ports:
                    yield Request(f"http://127.0.0.1:{port}{path}")

        def parse(self, response: Response) -> None:
            self.pages += 1

    settings = {
        "CONCURRENT_REQUESTS": CONCURRENCY * SITES,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY * SITES,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(BareSpider)
    memory = Memory()
    memory.start()
    began = time.perf_counter()
    process.crawl(crawler)
    process.start()
    seconds = time.perf_counter() - began
    spider = crawler.spider
    assert isinstance(spider, BareSpider)
    return {
        **memory.figures(),
        "pages": spider.pages,
        "seconds": round(seconds, 1),
        "pages_per_second": round(spider.pages / seconds, 1),
    }


def measure(pages: int) -> dict[str, Any]:
    """Run both, each against sites of its own; count what was lost."""
    listings = max(1, pages // SITES)
    result: dict[str, Any] = {"benchmark": "soak", "listings_per_site": listings}
    with tempfile.TemporaryDirectory() as folder:
        for which in ("citeswatch", "bare"):
            figures, told = _run(which, listings, Path(folder) / which)
            print(which, figures, file=sys.stderr)
            result[which] = figures
            result[which]["requests"] = sum(site["requests"] for site in told)
            if which == "citeswatch":
                result["lost"] = _lost(Path(folder) / which, told)
    ours, bare = result["citeswatch"], result["bare"]
    result["ratio"] = round(ours["pages_per_second"] / bare["pages_per_second"], 3)
    return result


def _lost(folder: Path, told: list[dict[str, Any]]) -> int:
    """Count the offers that were answered and are not stored."""
    from crawler.store import Store

    lost = 0
    with Store.open(folder / "citeswatch.db", read_only=True) as store:
        for number, site in enumerate(told):
            rows = store.conn.execute(
                "SELECT url FROM listings WHERE marketplace = ?", (f"soak_{number}",)
            )
            stored = {url.partition("?")[0].rpartition("/")[2] for (url,) in rows}
            lost += len(set(map(str, site["answered"])) - stored)
    return lost


def _run(which: str, listings: int, folder: Path) -> tuple[dict[str, Any], Any]:
    site = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.soak_site", str(listings)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert site.stdout is not None
    ports = site.stdout.readline().strip()
    options = ["--run", which, "--ports", ports, "--folder", str(folder)]
    command = [sys.executable, "-m", "benchmarks.bench_soak", *options]
    done = subprocess.run(
        [*command, "--pages", str(listings * SITES)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told, _ = site.communicate("")
    return json.loads(done.stdout.splitlines()[-1]), json.loads(told)


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/soak.json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=5000, help="offers in all")
    options.add_argument("--run", choices=("citeswatch", "bare"))
    options.add_argument("--ports", type=json.loads)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    listings = max(1, chosen.pages // SITES)
    if chosen.run == "citeswatch":
        print(json.dumps(run_citeswatch(chosen.ports, listings, chosen.folder)))
    elif chosen.run:
        print(json.dumps(run_bare(chosen.ports, listings)))
    else:
        text = json.dumps(measure(chosen.pages), indent=1)
        RESULTS.write_text(text + "\n", encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
