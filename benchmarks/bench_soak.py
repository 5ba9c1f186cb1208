"""A long crawl of ten sites with faults: pace, memory, and whether anything is lost.

`python -m benchmarks.bench_soak --pages 200000` crawls so many offers of ten sites on
loopback (`benchmarks.soak_site`) with everything on, in one process, and then fetches
a twentieth of the addresses with a bare Scrapy spider, for its pace. What became of every offer is counted by
`benchmarks.soak_account`; memory is that of the crawling process and of its matching
process (`benchmarks.resident_memory`). `cpu_ms_per_page` is the processor's time of
the crawling process alone, which others on the machine shake less than the pace.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.crawl_site import paths
from benchmarks.loopback_marketplace import write_marketplace
from benchmarks.resident_memory import Memory
from benchmarks.soak_account import account
from benchmarks.soak_site import SITES

RESULTS = Path(__file__).parent / "results" / "soak.json"
CONCURRENCY = 8
SHARE_OF_BARE = 20
"""The bare spider fetches one address of so many; its pace is steady from the start."""


def run_citeswatch(ports: list[int], folder: Path) -> dict[str, Any]:
    """Crawl all sites with everything on, in this process."""
    from crawler.crawling import run_crawl
    from crawler.workspace import make_workspace

    workspace = make_workspace(folder)
    for number, port in enumerate(ports):
        name = f"soak_{number}"
        write_marketplace(workspace.marketplaces, name, port, CONCURRENCY)
    memory = Memory()
    memory.start()
    began = time.perf_counter()
    summaries = run_crawl(workspace)
    seconds = time.perf_counter() - began
    pages = sum(summary.pages for summary in summaries)
    return {
        "pages": pages,
        "listings": sum(summary.listings for summary in summaries),
        "errors": sum(summary.errors for summary in summaries),
        "outcomes": sorted({f"{one.outcome}: {one.reason}" for one in summaries}),
        "seconds": round(seconds, 1),
        "pages_per_second": round(pages / seconds, 1),
        "cpu_ms_per_page": round(1000 * time.process_time() / pages, 3),
        **memory.figures(),
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
        "pages": spider.pages,
        "seconds": round(seconds, 1),
        "pages_per_second": round(spider.pages / seconds, 1),
        "cpu_ms_per_page": round(1000 * time.process_time() / spider.pages, 3),
        **memory.figures(),
    }


def measure(pages: int) -> dict[str, Any]:
    """Run both, each against sites of its own; count what was lost."""
    listings = max(1, pages // SITES)
    result: dict[str, Any] = {
        "benchmark": "soak",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "sites": SITES,
        "listings_per_site": listings,
    }
    with tempfile.TemporaryDirectory() as folder:
        for which in ("citeswatch", "bare"):
            figures, sites = _run(which, listings, Path(folder) / which)
            figures["requests"] = sum(site["requests"] for site in sites)
            faults = sum((Counter(site["faults"]) for site in sites), Counter())
            figures["faults_met"] = dict(sorted(faults.items()))
            print(which, figures, file=sys.stderr)
            result[which] = figures
            if which == "citeswatch":
                database = Path(folder) / which / "citeswatch.db"
                result["offers"] = dict(account(database, sites, listings))
    ours, bare = result["citeswatch"], result["bare"]
    result["ratio"] = round(ours["pages_per_second"] / bare["pages_per_second"], 3)
    return result


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
    """Measure, print, and keep the result in benchmarks/results/soak.json or RESULTS."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=5000, help="offers in all")
    options.add_argument("--results", type=Path, default=RESULTS)
    options.add_argument("--run", choices=("citeswatch", "bare"))
    options.add_argument("--ports", type=json.loads)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    listings = max(1, chosen.pages // SITES)
    if chosen.run == "citeswatch":
        print(json.dumps(run_citeswatch(chosen.ports, chosen.folder)))
    elif chosen.run:
        fewer = max(1, listings // SHARE_OF_BARE)
        print(json.dumps(run_bare(chosen.ports, fewer)))
    else:
        text = json.dumps(measure(chosen.pages), indent=1)
        chosen.results.write_text(text + "\n", encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
