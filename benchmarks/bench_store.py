"""How fast the store writes listings as it grows, beside SQLite alone.

    python -m benchmarks.bench_store [--largest 1000000] [--rounds 4]
    python -m benchmarks.bench_store --largest 10000000 --prepare FOLDER
    python -m benchmarks.bench_store --largest 10000000 --prepared FOLDER

Databases of 10,000 listings and tenfold to *largest* are made first; with `--prepare`
they are kept, for as many measurements as wanted (`prepared_stores`). At each size
batches of a hundred are written that are new, that are seen again, and that have
changed, by the store's writer and, in turn, by `executemany` alone: the same rows into
the same tables with their indexes and triggers, made before, in transactions of the
same size (`plain_writes`). All sizes are measured in turn, round by round. Indexes and
stored listings are read before, so that neither way waits for the disk.

A prepared file is measured on a copy, unless the rounds add less than a hundredth to
it: then in place, and the next measurement goes on with what this one has added.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.growing_store import BATCH
from benchmarks.prepared_stores import copied, prepare, prepared, sizes_to
from benchmarks.store_rounds import KINDS, ROUND, Rounds
from crawler.store import Store

RESULTS = Path(__file__).parent / "results"
COPIED_FROM = 0.01
"""A database that the rounds make larger by this share, or more, is copied before."""


def measure(
    folder: Path,
    sizes: list[int],
    rounds: int,
    batches: int = ROUND,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, Any]:
    """Write to the databases of all *sizes* in turn and give what came of it."""
    added = 2 * rounds * batches * BATCH
    with ExitStack() as opened:
        stores = []
        for size in sizes:
            file = prepared(folder, size)
            if added >= COPIED_FROM * size:
                file = opened.enter_context(copied(file))
            stores.append(opened.enter_context(Store.open(file)))
        every = [Rounds(store, clock) for store in stores]
        found = [
            {
                "stored": one.batches * BATCH,
                "bytes": prepared(folder, size).stat().st_size,
            }
            for size, one in zip(sizes, every, strict=True)
        ]
        for one in every:
            one.read_indexes()
        for number in range(2 * rounds):
            for one in every:
                one.round(plainly=number % 2 == 1, batches=batches)
        for figures, one in zip(found, every, strict=True):
            figures.update(one.rates())
        return {
            "sizes": found,
            **shares(found),
            "end of a crawl that calls all gone, s": every[-1].end_of_crawl(),
            **every[-1].questions(),
        }


def shares(sizes: list[dict[str, int]]) -> dict[str, float]:
    """Give the last size's speed against the first, and the least against SQLite's."""
    told = {}
    for kind in KINDS:
        rates = [size[f"{kind}, listings/s"] for size in sizes]
        told[f"{kind}: last size / first"] = round(rates[-1] / rates[0], 2)
        for way in ("executemany", "looked up and executemany"):
            plain = [size.get(f"{kind}, {way}, listings/s", 0) for size in sizes]
            if all(plain):
                least = min(
                    map(float.__truediv__, map(float, rates), map(float, plain))
                )
                told[f"{kind}: least of {way}"] = round(least, 2)
    return told


@contextmanager
def _made(folder: Path | None, largest: int) -> Iterator[Path]:
    """Give the folder of prepared databases; make one when none is given."""
    if folder is not None:
        missing = [n for n in sizes_to(largest) if not prepared(folder, n).exists()]
        if missing:
            raise SystemExit(
                f"{prepared(folder, missing[0])} is not there; make it with "
                f"--prepare {folder} --largest {largest}"
            )
        yield folder
        return
    with tempfile.TemporaryDirectory() as aside:
        prepare(Path(aside), largest)
        yield Path(aside)


def main() -> None:
    """Measure, print, and keep the result in benchmarks/results/store.json."""
    asking = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asking.add_argument("--largest", type=int, default=1_000_000)
    asking.add_argument("--rounds", type=int, default=4)
    asking.add_argument(
        "--prepare", type=Path, help="make the databases there, and end"
    )
    asking.add_argument("--prepared", type=Path, help="measure the databases there")
    asking.add_argument(
        "--processor-time",
        action="store_true",
        help="in place of the clock's: for a machine that does other work beside",
    )
    asking.add_argument("--result", type=Path, default=RESULTS / "store.json")
    asked = asking.parse_args()
    if asked.prepare:
        prepare(asked.prepare, asked.largest)
        return
    with _made(asked.prepared, asked.largest) as folder:
        load = os.getloadavg()[0]
        clock = process_time if asked.processor_time else perf_counter
        found = measure(folder, sizes_to(asked.largest), asked.rounds, clock=clock)
    result = {
        "benchmark": "store",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "python": sys.version.split()[0],
            "load_before": round(load, 2),
        },
        "seconds of": "the processor" if asked.processor_time else "the clock",
        "sqlite": sqlite3.sqlite_version,
        **{
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in found.items()
        },
    }
    text = json.dumps(result, indent=1)
    asked.result.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
