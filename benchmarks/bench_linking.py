"""Linking listings that are the same offer, as the store grows.

`python -m benchmarks.bench_linking --listings 100000` stores crawls of 5,000 listings
and links each as `citeswatch crawl` does after it, until the store holds so many. A
third are of dealers who fill in one of 20 templates, a tenth repeat an earlier offer
with edits, the rest are of many words. It must not take longer in a big store than in
a small one: `slower` compares the last tenth of the crawls with the second tenth.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.bench_identity import KEY, store_all
from crawler.identity.linking import link_listings
from crawler.items import Listing
from crawler.store import Store

RESULTS = Path(__file__).parent / "results" / "linking.json"
CRAWL = 5000
TEMPLATES = 20
WORDS = 4000


class Market:
    """Makes listings, the same ones in every run."""

    def __init__(self) -> None:
        self.chance = random.Random(20261126)
        letters = "aeiounrstlmdkbgp"
        self.words = [
            "".join(self.chance.choices(letters, k=self.chance.randrange(3, 11)))
            for _ in range(WORDS)
        ]
        self.templates = [self.text(60) for _ in range(TEMPLATES)]
        self.before: list[tuple[str, str]] = []

    def text(self, count: int) -> str:
        """Give so many words."""
        return " ".join(self.chance.choices(self.words, k=count))

    def listings(self, first: int) -> Iterator[Listing]:
        """Give the listings of one crawl, numbered from *first*."""
        for number in range(first, first + CRAWL):
            title, description = self._offer()
            one = Listing("m", str(number), f"http://x.test/{number}", title)
            one.description = description
            one.price_amount = float(self.chance.randrange(5, 900))
            one.currency = "EUR"
            one.content_sha256 = str(number)
            yield one

    def _offer(self) -> tuple[str, str]:
        kind = self.chance.random()
        if kind < 0.1 and self.before:
            title, description = self.chance.choice(self.before)
            return f"{title} reduced", f"{description} {self.text(3)}"
        title = self.text(6)
        if kind < 0.43:
            return title, f"{title}. {self.chance.choice(self.templates)}"
        made = title, self.text(60)
        if len(self.before) < 20_000:
            self.before.append(made)
        return made


def measure(listings: int) -> dict[str, Any]:
    """Store and link crawl after crawl; tell the time and memory of each."""
    market = Market()
    crawls = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.db"
        with Store.open(path) as store:
            for first in range(0, listings, CRAWL):
                store_all(store, market.listings(first), "m")
                began = time.perf_counter(), time.process_time()
                count = link_listings(store, KEY)
                crawls.append(
                    {
                        "listings": first + CRAWL,
                        "seconds": round(time.perf_counter() - began[0], 2),
                        "cpu_seconds": round(time.process_time() - began[1], 2),
                        "same": count["same"],
                        "peak_mb": _peak(),
                    }
                )
                print(crawls[-1], file=sys.stderr)
            store.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = path.stat().st_size
    tenth = max(1, len(crawls) // 10)
    early = statistics.mean(one["cpu_seconds"] for one in crawls[tenth : 2 * tenth])
    late = statistics.mean(one["cpu_seconds"] for one in crawls[-tenth:])
    return {
        "benchmark": "linking",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "listings_of_a_crawl": CRAWL,
        "listings": listings,
        "cpu_seconds_of_a_crawl_early": round(early, 2),
        "cpu_seconds_of_a_crawl_late": round(late, 2),
        "slower": round(late / early, 3),
        "peak_mb": _peak(),
        "bytes_per_listing": round(size / listings),
        "crawls": crawls[:: max(1, len(crawls) // 20)],
    }


def _peak() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/linking.json."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--listings", type=int, default=100_000)
    options.add_argument("--results", type=Path, default=RESULTS)
    chosen = options.parse_args()
    text = json.dumps(measure(chosen.listings), indent=1)
    chosen.results.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
