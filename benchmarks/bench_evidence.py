"""Evidence: what capture costs a crawl, and how long export and verification take.

`python -m benchmarks.bench_evidence` measures three things, each in processes of its
own:

- `capture`: the same crawl, of which 2 % of the listings are flagged, without capture,
  with capture of the pages, and with two pictures each, in turns. From the opening of
  the spider to its closing; pictures are no pages. `cost` is what a page costs more
  than in the crawl without capture of the same round, by the clock and by processor
  time (which other work on the machine shakes less): median, smallest, largest.
- `export`: a bag of 1,000 offers with four pictures each: seconds and peak memory, of
  the export and of the processes that typeset its PDF files, one after the other.
- `verify`: every byte of the evidence of these offers, more than 10,000 objects.
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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.bench_crawl import CONCURRENCY, _Watch
from benchmarks.loopback_marketplace import write_marketplace

RESULTS = Path(__file__).parent / "results"
CONTESTANTS = {"without": -1, "pages": 0, "pictures": 2}
PICTURES = 4


def run_crawl(port: int, folder: Path, pictures: int) -> dict[str, float]:
    """Crawl in this process, capturing so many pictures an offer; -1: nothing."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.crawl_settings import settings_for
    from crawler.spider_loader import load_spider
    from crawler.workspace import make_workspace

    workspace = make_workspace(folder)
    path = write_marketplace(workspace.marketplaces, "benchmark", port, CONCURRENCY)
    settings = settings_for(workspace)
    if pictures < 0:
        settings.set("CITESWATCH_EVIDENCE", "", priority="cmdline")
    settings.set("CITESWATCH_EVIDENCE_PICTURES", max(pictures, 0), priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(load_spider(path))
    watch = _Watch(crawler)
    process.crawl(crawler)
    process.start()
    stats = crawler.stats.get_stats()
    kept = stats.get("evidence/pictures", 0)
    figures = watch.figures(stats["response_received_count"] - 1 - kept)
    figures["captured"] = stats.get("evidence/captured", 0)
    figures["pictures"] = kept
    return figures


def make_offers(folder: Path, offers: int) -> None:
    """Fill a workspace with flagged offers and their evidence."""
    from crawler.evidence.chain import Chain
    from crawler.evidence.writing import Bundle, Captured, EvidenceWriter
    from crawler.items import Listing
    from crawler.store import MarketplaceFacts, Store
    from crawler.workspace import make_workspace

    workspace = make_workspace(folder)
    start = datetime(2026, 11, 1, 6, tzinfo=UTC)
    with Store.open(workspace.database) as store:
        crawl = store.begin_crawl(MarketplaceFacts("market"), started_at=start)
        chain = Chain(workspace.evidence, store)
        writer = EvidenceWriter(
            chain, "market", crawl=crawl, species_list_version="benchmark"
        )
        listings: list[Listing] = []
        for number in range(offers):
            listings.append(_listing(number, start + timedelta(seconds=number)))
            captured = Captured("market", str(number), str(number), "first_match")
            writer.keep([Bundle(captured, _exchanges(number))])
        store.write_batch(crawl, listings)
        store.finish_crawl(crawl, "finished", finished_at=start + timedelta(hours=1))


def _listing(number: int, at: datetime) -> Any:
    from benchmarks.crawl_site import title, words
    from crawler.items import Listing
    from crawler.matching.match import Match

    match = Match(
        taxon="Psittacus erithacus",
        taxon_id="8837",
        rank="species",
        appendix="I",
        appendices=("I",),
        kind="common",
        name="Perroquet gris",
        language="fr",
        matched_text="Perroquet gris",
        start=0,
        end=14,
        score=97.0,
        offer="likely",
        reason='"Perroquet gris": common name (fr) of Psittacus erithacus',
    )
    return Listing(
        marketplace="market",
        listing_id=str(number),
        url=f"https://market.example/offer/{number}",
        title=title(7 + 50 * number, flagged=True),
        description=words(number),
        price_text=f"{number} €",
        seen_at=at,
        content_sha256=str(number),
        matches=[match],
        offer="likely",
        priority="high",
        appendix="I",
    )


def _exchanges(number: int) -> list[Any]:
    from scrapy import Request

    from benchmarks.crawl_site import listing_page, picture
    from crawler.evidence.wire import Exchange, Received

    def exchange(path: str, kind: bytes, body: bytes) -> Exchange:
        headers = ((b"Content-Type", [kind]),)
        now = datetime.now(UTC)
        received = Received(now, 200, "HTTP/1.1", headers, body, "127.0.0.1", None)
        return Exchange(Request(f"https://market.example/{path}"), received)

    page = exchange(f"offer/{number}", b"text/html", listing_page(number, PICTURES))
    shown = [
        exchange(f"p/{number}/{n}", b"image/jpeg", picture(number * 100 + n))
        for n in range(PICTURES)
    ]
    return [("page", page), *(("picture", one) for one in shown)]


def run_export(folder: Path) -> dict[str, float]:
    """Export everything as one bag, in this process."""
    from crawler.exports.make import make_export
    from crawler.store.export_queries import ExportFilters
    from crawler.workspace import open_workspace

    began = time.perf_counter()
    made = make_export(open_workspace(folder), ExportFilters(), formats=["bag"])
    seconds = time.perf_counter() - began
    size = Path(made.files[0].path).stat().st_size
    typesetting = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        **_figures(seconds),
        "typesetting_peak_mb": round(typesetting, 1),
        "offers": made.offers,
        "megabytes": round(size / 1e6),
    }


def run_verify(folder: Path) -> dict[str, float]:
    """Verify all evidence, in this process."""
    from crawler.evidence.verify import verify
    from crawler.store import Store
    from crawler.workspace import open_workspace

    workspace = open_workspace(folder)
    began = time.perf_counter()
    with Store.open(workspace.database, read_only=True) as store:
        verdict = verify(workspace.evidence, store)
    seconds = time.perf_counter() - began
    assert not verdict.faults, verdict.faults[:3]
    size = round(verdict.bytes / 1e6)
    return {**_figures(seconds), "objects": verdict.objects, "megabytes": size}


def _figures(seconds: float) -> dict[str, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": round(seconds, 2), "peak_mb": round(peak, 1)}


def measure(listings: int, rounds: int, offers: int) -> dict[str, Any]:
    """Measure all three."""
    command = [sys.executable, "-m", "benchmarks.crawl_site", str(listings), "2"]
    site = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert site.stdout is not None
    port = site.stdout.readline().strip()
    load = "from crawler.matching import Matcher; Matcher.load()"
    subprocess.run([sys.executable, "-c", load], check=True)
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    try:
        for number in range(rounds):
            for which in list(CONTESTANTS)[:: -1 if number % 2 else 1]:
                with tempfile.TemporaryDirectory() as folder:
                    runs[which].append(_apart("crawl", folder, which, port))
                print(which, runs[which][-1], file=sys.stderr)
    finally:
        site.communicate("")
    with tempfile.TemporaryDirectory() as folder:
        _apart("make", folder, offers=offers)
        verified = _apart("verify", folder)
        exported = _apart("export", folder)
    return {
        "benchmark": "evidence",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "capture": {
            "listings": listings,
            "pages_per_second": {name: _middle(found) for name, found in runs.items()},
            "cost": {which: _costs(runs, which) for which in ("pages", "pictures")},
            "runs": runs,
        },
        "export": exported,
        "verify": verified,
    }


def _middle(found: list[dict[str, float]]) -> float:
    return statistics.median(run["pages_per_second"] for run in found)


def _costs(runs: dict[str, list[dict[str, float]]], which: str) -> dict[str, Any]:
    """Give the part of the throughput that is lost, compared round by round."""
    pairs = list(zip(runs[which], runs["without"], strict=True))
    return {
        "clock": _spread(
            [
                1 - ours["pages_per_second"] / bare["pages_per_second"]
                for ours, bare in pairs
            ]
        ),
        "processor": _spread(
            [
                1 - bare["cpu_ms_per_page"] / ours["cpu_ms_per_page"]
                for ours, bare in pairs
            ]
        ),
    }


def _spread(lost: list[float]) -> dict[str, float]:
    found = {"median": statistics.median(lost), "min": min(lost), "max": max(lost)}
    return {name: round(value, 3) for name, value in found.items()}


def _apart(
    task: str, folder: str, which: str = "", port: str = "0", offers: int = 0
) -> dict[str, float]:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.bench_evidence", "--task", task),
            *("--folder", f"{folder}/unit", "--which", which or "without"),
            *("--port", port, "--offers", str(offers)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/evidence.json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--listings", type=int, default=6000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--offers", type=int, default=1000)
    options.add_argument("--task", choices=["crawl", "make", "export", "verify"])
    options.add_argument("--which", choices=list(CONTESTANTS), default="without")
    options.add_argument("--port", type=int)
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args()
    figures: dict[str, float] = {}
    if chosen.task == "crawl":
        figures = run_crawl(chosen.port, chosen.folder, CONTESTANTS[chosen.which])
    elif chosen.task == "make":
        make_offers(chosen.folder, chosen.offers)
    elif chosen.task == "export":
        figures = run_export(chosen.folder)
    elif chosen.task == "verify":
        figures = run_verify(chosen.folder)
    if chosen.task:
        print(json.dumps(figures))
        return
    result = measure(chosen.listings, chosen.rounds, chosen.offers)
    text = json.dumps(result, indent=1)
    (RESULTS / "evidence.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
