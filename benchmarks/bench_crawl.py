"""Crawl speed: a bare Scrapy spider against citeswatch with everything on.

`python -m benchmarks.bench_crawl` serves the same pages to both, in turns, each in
a process of its own, with the same number of requests at once and no pauses. The
bare spider gets every address as a list, fetches and counts; citeswatch finds
them, obeys robots.txt, reads, matches and stores. Pages per second are from the
opening of the spider to its closing; what is loaded before is in `start_seconds`.

`bare` is Scrapy as it comes, and `ratio` is against it. `bare_tuned` has one setting
of ours, CONCURRENT_ITEMS = 1, which saves Scrapy a hundred tasks a page.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from benchmarks.loopback_marketplace import write_marketplace

RESULTS = Path(__file__).parent / "results"
CONCURRENCY = 16
CONTESTANTS = ("bare", "bare_tuned", "citeswatch")
STARTED = time.perf_counter()


def run_bare(port: int, listings: int, *, tuned: bool) -> dict[str, float]:
    """Fetch and count, in this process."""
    from collections.abc import AsyncIterator

    from scrapy import Request, Spider
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.http import Response

    from benchmarks.crawl_site import paths

    class BareSpider(Spider):
        name = "bare"
        pages = 0

        async def start(self) -> AsyncIterator[Request]:
            for path in paths(listings):
                yield Request(f"http://127.0.0.1:{port}{path}")

        def parse(self, response: Response) -> None:
            self.pages += 1

    settings: dict[str, Any] = {
        "CONCURRENT_REQUESTS": CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
        "LOG_LEVEL": "INFO",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
    }
    if tuned:
        settings["CONCURRENT_ITEMS"] = 1
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(BareSpider)
    watch = _Watch(crawler)
    process.crawl(crawler)
    process.start()
    spider = crawler.spider
    assert isinstance(spider, BareSpider)
    return watch.figures(spider.pages)


def run_citeswatch(port: int, folder: Path) -> dict[str, float]:
    """Crawl with everything on, in this process."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.crawl_settings import settings_for
    from crawler.spider_loader import load_spider
    from crawler.workspace import make_workspace

    workspace = make_workspace(folder)
    path = write_marketplace(workspace.marketplaces, "benchmark", port, CONCURRENCY)
    process = AsyncCrawlerProcess(settings_for(workspace))
    crawler = process.create_crawler(load_spider(path))
    watch = _Watch(crawler)
    process.crawl(crawler)
    process.start()
    stats = crawler.stats.get_stats()
    figures = watch.figures(stats["response_received_count"] - 1)  # robots.txt
    figures["stored"] = sum(stats.get(f"store/{e}", 0) for e in ("new", "seen"))
    figures["flagged"] = stats.get("flagged/high", 0)
    # The matching process has ended by now.
    matching = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    figures["matching_peak_mb"] = round(matching, 1)
    return figures


class _Watch:
    """Times a crawl from the opening of its spider to its closing."""

    def __init__(self, crawler: Crawler) -> None:
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    def opened(self) -> None:
        """Start."""
        self.began = time.perf_counter(), time.process_time()

    def closed(self) -> None:
        """Stop."""
        self.seconds = time.perf_counter() - self.began[0]
        self.cpu = time.process_time() - self.began[1]

    def figures(self, pages: int) -> dict[str, float]:
        """Give what was measured; the processor's time is less shaken by others."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {
            "pages": pages,
            "seconds": round(self.seconds, 3),
            "pages_per_second": round(pages / self.seconds, 1),
            "cpu_ms_per_page": round(1000 * self.cpu / pages, 3),
            "peak_mb": round(peak, 1),
            "start_seconds": round(self.began[0] - STARTED, 2),
        }


def measure(listings: int, rounds: int) -> dict[str, Any]:
    """Run both in turns and compare them round by round."""
    command = [sys.executable, "-m", "benchmarks.crawl_site", str(listings)]
    site = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert site.stdout is not None
    port = int(site.stdout.readline())
    # Compile the matcher's index first, should the species list have changed.
    load = "from crawler.matching import Matcher; Matcher.load()"
    subprocess.run([sys.executable, "-c", load], check=True)
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    try:
        for number in range(rounds):
            # Each goes first in every second round.
            for which in CONTESTANTS[:: -1 if number % 2 else 1]:
                runs[which].append(_run(which, port, listings))
                print(which, runs[which][-1], file=sys.stderr)
    finally:
        site.communicate("")
    middle = {
        f"{which}_{name}": statistics.median(run[name] for run in found)
        for which, found in runs.items()
        for name in ("pages_per_second", "cpu_ms_per_page", "peak_mb", "start_seconds")
    }
    return {
        "benchmark": "crawl",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "listings": listings,
        "concurrency": CONCURRENCY,
        "ratio": _ratio(runs, "bare"),
        "ratio_tuned": _ratio(runs, "bare_tuned"),
        **middle,
        "matching_peak_mb": max(run["matching_peak_mb"] for run in runs["citeswatch"]),
        "runs": runs,
    }


def _ratio(runs: dict[str, list[dict[str, float]]], rival: str) -> float:
    """Compare round by round, for what shakes one run shakes its neighbour."""
    ratios = [
        ours["pages_per_second"] / theirs["pages_per_second"]
        for ours, theirs in zip(runs["citeswatch"], runs[rival], strict=True)
    ]
    return round(statistics.median(ratios), 3)


def _run(which: str, port: int, listings: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "benchmarks.bench_crawl", "--run", which),
                *("--port", str(port), "--listings", str(listings), "--folder", folder),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=900,
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/crawl.json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--listings", type=int, default=2000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--run", choices=CONTESTANTS)
    options.add_argument("--port", type=int)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    if chosen.run == "citeswatch":
        print(json.dumps(run_citeswatch(chosen.port, chosen.folder)))
    elif chosen.run:
        tuned = chosen.run == "bare_tuned"
        print(json.dumps(run_bare(chosen.port, chosen.listings, tuned=tuned)))
    else:
        result = measure(chosen.listings, chosen.rounds)
        text = json.dumps(result, indent=1)
        (RESULTS / "crawl.json").write_text(text + "\n", encoding="utf-8")
        print(text)


if __name__ == "__main__":
    main()
