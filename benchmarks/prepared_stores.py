"""Databases of ten thousand listings, ten times as many, and so on, made once.

Growing one to ten million listings takes most of an hour, and measuring it minutes: the
measurement starts from files that are there already. Which listings a file holds, and
what each was last seen as, is read from the file.
"""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from time import perf_counter

from benchmarks.growing_store import BATCH, MARKETS, START, WEEK, batches_of, market
from benchmarks.plain_writes import PlainWriter
from crawler.store import MarketplaceFacts, Store
from crawler.store.copy_database import copy_database
from crawler.store.times import utc_text

SMALLEST = 10_000
AT_ONCE = 100
"""Batches in a transaction while a database grows."""


def sizes_to(largest: int) -> list[int]:
    """Give 10,000 listings, ten times as many, and so on to *largest*."""
    sizes, size = [], SMALLEST
    while size <= largest:
        sizes.append(size)
        size *= 10
    return sizes


def prepared(folder: Path, size: int) -> Path:
    """Name the file with *size* listings."""
    return folder / f"{size}.db"


def prepare(folder: Path, largest: int) -> None:
    """Make the files up to *largest* listings in *folder*; keep those that are there.

    One database grows and is copied at each size; the last is no copy, but itself.
    """
    sizes = sizes_to(largest)
    wanted = [size for size in sizes if not prepared(folder, size).exists()]
    if not wanted:
        return
    with _room_aside(folder) as room:
        draft = room / "growing.db"
        if had := [size for size in sizes if size < wanted[0]]:
            copy_database(prepared(folder, had[-1]), draft)
        for size in wanted:
            began = perf_counter()
            _grow(draft, size)
            done = draft if size == wanted[-1] else room / "copy.db"
            if done != draft:
                copy_database(draft, done)
            done.rename(prepared(folder, size))
            took, length = perf_counter() - began, prepared(folder, size).stat().st_size
            print(f"{size} listings: {length} bytes, {took:.0f} s", file=sys.stderr)


@contextmanager
def copied(file: Path) -> Iterator[Path]:
    """Give a copy of *file* that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="measured-", dir=file.parent) as room:
        copy = Path(room) / file.name
        copy_database(file, copy)
        yield copy


def begin_crawls(store: Store) -> dict[str, int]:
    """Begin a crawl of every marketplace."""
    return {
        name: store.begin_crawl(MarketplaceFacts(name), started_at=START)
        for name in map(market, range(MARKETS))
    }


def end_crawls(store: Store, crawls: dict[str, int]) -> None:
    """End crawls that saw a part of their marketplaces."""
    for crawl in crawls.values():
        store.finish_crawl(crawl, "interrupted", "bench")


def count_batches(conn: sqlite3.Connection) -> int:
    """Count the batches that a database holds: its listings are numbered from 1."""
    (last,) = conn.execute("SELECT COALESCE(MAX(id), 0) FROM listings").fetchone()
    return int(last) // BATCH


def editions_of(conn: sqlite3.Connection) -> defaultdict[int, int]:
    """Give what each batch was last seen as: every edition is of a week of its own."""
    changed = conn.execute(
        "SELECT id, last_seen_at FROM listings WHERE last_seen_at > ?",
        (utc_text(START),),
    )
    editions = defaultdict[int, int](int)
    for number, seen_at in changed:
        weeks = (datetime.fromisoformat(seen_at) - START) // WEEK
        editions[(number - 1) // BATCH] = weeks
    return editions


def _grow(path: Path, size: int) -> None:
    """Put listings into the database at *path* until there are *size*.

    Nothing is made safe on the way: a draft that was cut off is thrown away.
    """
    with Store.open(path) as store:
        conn = store.conn
        for faster in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
            conn.execute(f"PRAGMA {faster}")
        conn.execute("PRAGMA cache_size = -1000000")
        crawls = begin_crawls(store)
        plain = PlainWriter(conn, crawls)
        for first in range(count_batches(conn), size // BATCH, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, size // BATCH))
            made = plain.new(batches_of(numbers))
            plain.write([[one for statements in made for one in statements]])
        end_crawls(store, crawls)


@contextmanager
def _room_aside(folder: Path) -> Iterator[Path]:
    """Give an empty folder in *folder* that is gone afterwards."""
    room = folder / "unfinished"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(parents=True)
    try:
        yield room
    finally:
        shutil.rmtree(room)
