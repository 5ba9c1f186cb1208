"""How fast the store writes listings as it grows, beside SQLite alone.

    python -m benchmarks.bench_store [--largest 1000000] [--rounds 4] [--folder DIR]

One database grows from 10,000 listings tenfold to *largest*. At each size batches of a
hundred are written that are new, that are seen again, and that have changed, by the
store's writer and, in turn, by `executemany` alone: the same rows into the same tables
with their indexes and triggers, made before, in transactions of the same size
(`plain_writes`). Ten million listings need 30 GB of disk and an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.growing_store import (
    BATCH,
    MARKETS,
    START,
    batches_of,
    listings_of,
    market,
)
from benchmarks.plain_writes import PlainWriter
from crawler.items import Listing
from crawler.store import Effort, MarketplaceFacts, Store
from crawler.store.listing_queries import ListingFilter, find_listings

RESULTS = Path(__file__).parent / "results"
SMALLEST = 10_000
ROUND = 25
"""Batches of each kind in a round."""
QUESTIONS = {
    "50 newest": ListingFilter(limit=50),
    "50 of Appendix I": ListingFilter(appendices=("I",), limit=50),
    "50 by taxon": ListingFilter(taxon="Panthera tigris", limit=50),
    "50 of high priority, active": ListingFilter(
        priorities=("high",), states=("active",), limit=50
    ),
}


class Growing:
    """A database that grows batch by batch."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.chance = random.Random(7)
        self.editions: list[int] = []
        """What each batch that is stored was last seen as."""
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def grow_to(self, listings: int) -> None:
        """Put listings in until there are so many."""
        crawls = self._begin()
        plain = PlainWriter(self.store.conn, crawls)
        while len(self.editions) * BATCH < listings:
            made = plain.new(self._more(100))
            plain.write([[one for statements in made for one in statements]])
        self._end(crawls)
        self.store.conn.execute("PRAGMA wal_checkpoint").fetchall()

    def round(self, *, plainly: bool) -> None:
        """Write batches of each kind, with the store or with `executemany` alone."""
        jobs = (
            ("new", self._more),
            ("seen again", self._again),
            ("changed", self._other),
        )
        for kind, make in jobs:
            crawls = self._begin()
            batches = make(ROUND)
            if plainly:
                plain = PlainWriter(self.store.conn, crawls)
                how = {"new": plain.new, "seen again": plain.seen}.get(
                    kind, plain.changed
                )
                self.seconds[f"{kind}, executemany"] += plain.write(list(how(batches)))
            else:
                self.seconds[kind] += self._write(crawls, batches)
            self._end(crawls)

    def end_of_crawl(self) -> float:
        """Time the end of a complete crawl that calls almost a whole market gone."""
        crawl = self._begin()[market(0)]
        self.store.write_batch(crawl, batches_of([0], self.editions[0])[0])
        began = perf_counter()
        self.store.finish_crawl(crawl, "finished")
        return perf_counter() - began

    def _write(self, crawls: dict[str, int], batches: list[list[Listing]]) -> float:
        began = perf_counter()
        for batch in batches:
            crawl = crawls[batch[0].marketplace]
            self.store.write_batch(crawl, batch, Effort(pages_fetched=1))
        return perf_counter() - began

    def _more(self, count: int) -> list[list[Listing]]:
        first = len(self.editions)
        self.editions += [0] * count
        return batches_of(range(first, first + count))

    def _again(self, count: int) -> list[list[Listing]]:
        some = self.chance.sample(range(len(self.editions)), count)
        return [listings_of(number, self.editions[number]) for number in some]

    def _other(self, count: int) -> list[list[Listing]]:
        some = self.chance.sample(range(len(self.editions)), count)
        for number in some:
            self.editions[number] += 1
        return [listings_of(number, self.editions[number]) for number in some]

    def _begin(self) -> dict[str, int]:
        """Begin a crawl of every marketplace."""
        return {
            name: self.store.begin_crawl(MarketplaceFacts(name), started_at=START)
            for name in map(market, range(MARKETS))
        }

    def _end(self, crawls: dict[str, int]) -> None:
        for crawl in crawls.values():
            self.store.finish_crawl(crawl, "interrupted", "bench")


def bench(folder: Path, largest: int, rounds: int) -> Iterator[dict[str, float]]:
    """Measure at each size up to *largest*."""
    with Store.open(folder / "bench.db") as store:
        growing = Growing(store)
        stored = SMALLEST
        while stored <= largest:
            growing.grow_to(stored)
            growing.seconds.clear()
            for number in range(2 * rounds):
                growing.round(plainly=number % 2 == 1)
            listings = rounds * ROUND * BATCH
            rates = {
                f"{kind}, listings/s": round(listings / seconds)
                for kind, seconds in growing.seconds.items()
            }
            size = (folder / "bench.db").stat().st_size
            yield {"stored": stored, "bytes": size, **rates}
            stored *= 10
        yield {"end of a crawl that calls all gone, s": growing.end_of_crawl()} | {
            f"find {name}, s": _seconds_of(store, wanted)
            for name, wanted in QUESTIONS.items()
        }


def _seconds_of(store: Store, wanted: ListingFilter) -> float:
    began = perf_counter()
    list(find_listings(store.conn, wanted))
    return perf_counter() - began


def shares(sizes: list[dict[str, float]]) -> dict[str, float]:
    """Give the last size's speed against the first, and the least against SQLite's."""
    told = {}
    for kind in ("new", "seen again", "changed"):
        rates = [size[f"{kind}, listings/s"] for size in sizes]
        plain = [size[f"{kind}, executemany, listings/s"] for size in sizes]
        told[f"{kind}: last size / first"] = round(rates[-1] / rates[0], 2)
        least = min(ours / theirs for ours, theirs in zip(rates, plain, strict=True))
        told[f"{kind}: least of executemany"] = round(least, 2)
    return told


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/store.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--folder", type=Path, help="where the database is made")
    parser.add_argument("--result", type=Path, default=RESULTS / "store.json")
    args = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        told = []
        for size in bench(Path(folder), args.largest, args.rounds):
            print(json.dumps(size), flush=True)
            told.append(size)
    *sizes, last = told
    result: dict[str, Any] = {
        "benchmark": "store",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "python": sys.version.split()[0],
            "load_before": round(load, 2),
        },
        "sqlite": sqlite3.sqlite_version,
        "sizes": sizes,
        **shares(sizes),
        **{name: round(value, 4) for name, value in last.items()},
    }
    text = json.dumps(result, indent=1)
    args.result.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
