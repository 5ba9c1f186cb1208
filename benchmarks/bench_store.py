"""How fast the store writes listings and finds them again.

    python -m benchmarks.bench_store [--stored 100000] [--batches 100]

Listings are made up: a title and a description of 600 letters, one in ten with a
match. The store is measured against SQLite itself: one `executemany` of the same
columns into one table without index, in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from crawler.items import Listing
from crawler.matching.match import Match
from crawler.store import Effort, MarketplaceFacts, Store
from crawler.store.listing_queries import ListingFilter, find_listings

BATCH = 100
RESULTS = Path(__file__).parent / "results"
START = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = ("old", "box", "carved", "ivory", "chair", "lamp", "parrot", "cage", "skin")
TIGER = Match(
    taxon="Panthera tigris",
    taxon_id="12181",
    rank="species",
    appendix="I",
    appendices=("I",),
    kind="common",
    name="tiger",
    language="en",
    matched_text="tiger",
    start=0,
    end=5,
    score=99.0,
    offer="likely",
    reason='"tiger" is a common name (English) of Panthera tigris',
)


def make_listing(number: int, seen_at: datetime, *, changed: bool) -> Listing:
    """Make listing *number*; one in ten has a match."""
    dice = random.Random(number)
    matched = number % 10 == 0
    listing = Listing(
        marketplace="market",
        listing_id=f"/offer/{number}",
        url=f"http://market.test/offer/{number}",
        title=" ".join(dice.choices(WORDS, k=9)),
        description=" ".join(dice.choices(WORDS, k=110)),
        price_text=f"€ {number % 900 + changed}",
        place_text="Nairobi",
        seen_at=seen_at,
        content_sha256=f"{number}/{changed}",
        text_fingerprint=f"{dice.getrandbits(128):032x}",
        seller_pseudonym=f"{number % 1000:032x}",
    )
    if matched:
        listing.matches = [TIGER]
        listing.offer, listing.priority, listing.appendix = "likely", "high", "I"
    return listing


def batches(
    first: int, count: int, seen_at: datetime, changed: float
) -> Iterator[list[Listing]]:
    """Make *count* batches; a share *changed* of them holds changed listings."""
    for number in range(count):
        is_changed = changed > 0 and number % round(1 / changed) == 0
        begin = first + number * BATCH
        yield [
            make_listing(one, seen_at, changed=is_changed)
            for one in range(begin, begin + BATCH)
        ]


def write(store: Store, made: list[list[Listing]], *, finish: bool = False) -> float:
    """Write batches in a crawl of their own; give the listings a second."""
    crawl_id = store.begin_crawl(MarketplaceFacts("market"), started_at=START)
    began = perf_counter()
    for batch in made:
        store.write_batch(crawl_id, batch, Effort(pages_fetched=1))
    seconds = perf_counter() - began
    outcome, reason = ("finished", "finished") if finish else ("interrupted", "bench")
    store.finish_crawl(crawl_id, outcome, reason)  # type: ignore[arg-type]
    return len(made) * BATCH / seconds


def write_plain(folder: Path, made: list[list[Listing]]) -> float:
    """Write the same listings with `executemany` alone; give the listings a second."""
    conn = sqlite3.connect(folder / "plain.db", isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = NORMAL")
    conn.execute("CREATE TABLE listings (id, url, title, description, price, sha)")
    began = perf_counter()
    for batch in made:
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany(
            "INSERT INTO listings VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    *(one.listing_id, one.url, one.title, one.description),
                    *(one.price_text, one.content_sha256),
                )
                for one in batch
            ],
        )
        conn.execute("COMMIT")
    seconds = perf_counter() - began
    conn.close()
    return len(made) * BATCH / seconds


def seconds_of(job: Callable[[], object]) -> float:
    """Time one call."""
    began = perf_counter()
    job()
    return perf_counter() - began


def bench(folder: Path, stored: int, count: int) -> dict[str, float]:
    """Measure with *stored* listings in the database, *count* batches each."""
    week = START + timedelta(days=7)
    told: dict[str, float] = {"stored": stored}
    with Store.open(folder / "bench.db") as store:
        new = list(batches(0, count, START, 0))
        told["plain executemany, listings/s"] = write_plain(folder, new)
        told["new, listings/s, empty database"] = write(store, new)
        for first in range(count * BATCH, stored, 10_000):
            write(store, list(batches(first, 100, START, 0)))
        beyond = max(stored, count * BATCH)
        told["new, listings/s"] = write(store, list(batches(beyond, count, START, 0)))
        told["seen again, listings/s"] = write(store, list(batches(0, count, week, 0)))
        changed = list(batches(0, count, week, 1))
        told["changed, listings/s"] = write(store, changed)
        told["end of a crawl that calls all gone, s"] = end_of_crawl(store)
        for name, wanted in QUESTIONS.items():
            told[f"find {name}, s"] = seconds_of(
                lambda asked=wanted: list(find_listings(store.conn, asked))  # type: ignore[misc]
            )
    return told


def end_of_crawl(store: Store) -> float:
    """Time the end of a complete crawl that calls almost everything gone."""
    crawl_id = store.begin_crawl(MarketplaceFacts("market"), started_at=START)
    store.write_batch(crawl_id, [make_listing(0, START, changed=True)])
    return seconds_of(lambda: store.finish_crawl(crawl_id, "finished"))


QUESTIONS = {
    "50 newest": ListingFilter(limit=50),
    "50 of Appendix I": ListingFilter(appendices=("I",), limit=50),
    "50 by taxon": ListingFilter(taxon="Panthera tigris", limit=50),
    "50 gone in the last crawl": ListingFilter(events=("gone",), limit=50),
    "50 of high priority, active": ListingFilter(
        priorities=("high",), states=("active",), limit=50
    ),
}


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/store.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stored", type=int, default=100_000)
    parser.add_argument("--batches", type=int, default=100)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = bench(Path(folder), args.stored, args.batches)
    result = {
        "benchmark": "store",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "sqlite": sqlite3.sqlite_version,
        **{name: round(value, 4) for name, value in told.items()},
    }
    text = json.dumps(result, indent=1)
    (RESULTS / "store.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
