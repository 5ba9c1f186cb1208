"""What matching a whole store again costs, beside the matcher alone in one process.

    python -m benchmarks.bench_rematch [--listings 100000] [--titles 1000000]
    python -m benchmarks.bench_rematch --listings 0 --titles 10000000 --kept FOLDER

Two stores as of `big_store`, with the ordinary titles of `titles/`, numbered: listings
whose description is four of them, and titles alone, where what is not matching weighs
most. With `--kept` they are made once and measured on copies. One
listing in twenty has a match that its text does not bear. First a
single process judges all texts and does nothing else; then `rematch` reads, judges on
all cores, and writes, once when those matches move and once when nothing does. Each
runs in a process of its own. Clock and processor time are given: on a machine that
does other work beside, only the second compares. A kind that is not measured keeps the
figures of the last run that did.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.big_store import make_big_store
from benchmarks.title_sets import title_sets
from crawler import rematching
from crawler.cores import cores
from crawler.species.species_list import packaged_folder
from crawler.store import Store
from crawler.store import rematching as kept
from crawler.store.copy_database import copy_database
from crawler.store.rematching import Wanted

RESULT = Path(__file__).parent / "results" / "rematch.json"
AIM = 0.85
TEXTS_OF_A_DESCRIPTION = 4
LISTS = packaged_folder()


def main() -> int:
    """Measure, print and keep the figures; fail when the aim is missed."""
    asking = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asking.add_argument("--listings", type=int, default=100_000, help="0: none")
    asking.add_argument("--titles", type=int, default=1_000_000, help="0: none")
    asking.add_argument("--kept", type=Path, help="where the stores are, or are made")
    asked = asking.parse_args()
    kinds = {
        "listings": (asked.listings, TEXTS_OF_A_DESCRIPTION),
        "titles": (asked.titles, 0),
    }
    found = {
        kind: measure(kind, count, described_by, asked.kept)
        for kind, (count, described_by) in kinds.items()
        if count
    }
    result = {"benchmark": "rematch", "aim": AIM, **_before(), **found}
    text = json.dumps(result, indent=1)
    print(text)
    RESULT.write_text(f"{text}\n", encoding="utf-8")
    shares = [one["share of the matcher, nothing moves"] for one in found.values()]
    return 0 if min(shares, default=1) >= AIM else 1


def measure(
    kind: str, count: int, described_by: int, kept_in: Path | None
) -> dict[str, Any]:
    """Match *count* stored texts of a kind again, and give what it took."""
    with tempfile.TemporaryDirectory(dir=kept_in) as aside:
        made = (kept_in or Path(aside)) / f"{kind}-{count}.db"
        if not made.exists():
            draft = Path(aside) / "draft.db"
            make_big_store(
                draft, count, count // 20, texts=_texts(), described_by=described_by
            )
            draft.rename(made)
        path = Path(aside) / "measured.db"
        copy_database(made, path)
        Store.open(path).close()  # a store that was kept may be of an earlier schema
        size = bytes_each(path)
        measured = {
            "matcher": _apart(_matcher_alone, path),
            "rematch, one in twenty moves": _apart(_rematch, path),
            "rematch, nothing moves": _apart(_rematch, path),
        }
    return {**_figures(measured), "bytes": size}


def _before() -> dict[str, Any]:
    """Give what an earlier run has measured of each kind."""
    return {
        kind: figures
        for kind, figures in json.loads(RESULT.read_text(encoding="utf-8")).items()
        if kind in {"listings", "titles"}
    }


def _texts() -> Iterator[str]:
    """Give ordinary titles for ever, each another by its number."""
    ordinary = [title.text for titles in title_sets() for title in titles.background]
    return (f"{text} {number}" for number, text in enumerate(cycle(ordinary)))


def bytes_each(path: Path) -> dict[str, float]:
    """Give the bytes that a listing, with its text and indexes, and a sighting take."""
    with Store.open(path, read_only=True) as store:
        pages = store.conn.execute(
            """SELECT m.tbl_name = 'sightings', SUM(s.pgsize) FROM dbstat s
               JOIN sqlite_master m ON m.name = s.name
               WHERE s.aggregate = 1 AND m.tbl_name NOT IN ('crawls', 'effort')
               GROUP BY 1 ORDER BY 1"""
        ).fetchall()
        counts = store.conn.execute(
            "SELECT (SELECT COUNT(*) FROM listings), (SELECT COUNT(*) FROM sightings)"
        ).fetchone()
    listings, sightings = (size for _, size in pages)
    return {
        "listing": round(listings / counts[0], 1),
        "sighting": round(sightings / counts[1], 1),
    }


def _apart(work: Callable[[Path], int], path: Path) -> dict[str, Any]:
    """Run *work* in a process of its own and measure it."""
    context = multiprocessing.get_context("spawn")
    receiving, giving = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(work, path, giving))
    process.start()
    giving.close()
    found: dict[str, Any] = receiving.recv()
    process.join()
    return found


def _measured(work: Callable[[Path], int], path: Path, giving: Any) -> None:
    rematching.load(LISTS)
    before, begun = _processor_seconds(), perf_counter()
    titles = work(path)
    seconds, used = perf_counter() - begun, _processor_seconds() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    giving.send(
        {
            "listings": titles,
            "seconds": round(seconds, 1),
            "processor seconds": round(used, 1),
            "peak megabytes": peak,
        }
    )


def _processor_seconds() -> float:
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in both)


def _matcher_alone(path: Path) -> int:
    last, done = 0, 0
    with Store.open(path, read_only=True) as store:
        while rows := kept.rows_after(store.conn, Wanted(), last, rematching.BATCH):
            batch = rematching.Batch(LISTS, rows)
            last = batch.listing(-1).id
            done += len(rows)
            rematching.assess(batch)
    return done


def _rematch(path: Path) -> int:
    told = rematching.Told()
    with Store.open(path) as store:
        for _ in rematching.rematch(store, Wanted(), LISTS, jobs=cores(), told=told):
            pass
    return told.counts["listings"]


def _figures(measured: dict[str, dict[str, Any]]) -> dict[str, Any]:
    rates = {
        name: one["listings"] / one["processor seconds"]
        for name, one in measured.items()
    }
    alone = rates["matcher"]
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": sys.version.split()[0]},
        "stored": measured["matcher"]["listings"],
        "listings/s of a core": {name: round(rate) for name, rate in rates.items()},
        "share of the matcher, one in twenty moves": round(
            rates["rematch, one in twenty moves"] / alone, 3
        ),
        "share of the matcher, nothing moves": round(
            rates["rematch, nothing moves"] / alone, 3
        ),
        "runs": measured,
    }


if __name__ == "__main__":
    sys.exit(main())
