"""A year of a busy unit as a database, for measurements of what reads it.

    python -m benchmarks.year_store FILE [--listings 10000000] [--sightings 100000000]
        [--matches 200000] [--markets 40] [--words]

The tables are as the store's writer would leave them after the same crawls
(tests/benchmarks/test_year_store.py runs it beside); rows are written straight into
them, indexes are made afterwards. The index of the words of all listings, which the
report does not read, is filled with `--words` only.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks import year_texts as texts
from benchmarks.big_store import count_seen_before
from benchmarks.year_history import VERDICTS, History, make_history
from crawler.store import Store
from crawler.store.flagged_sightings import note_all_flagged
from crawler.store.search_words import fill_matched_words, fill_words
from crawler.store.times import utc_text

AT_ONCE = 200_000


def make_year_store(
    path: Path,
    listings: int,
    sightings: int,
    matches: int,
    markets: int = 40,
    *,
    words: bool = False,
) -> History:
    """Fill a new database at *path* with a year."""
    history = make_history(listings, sightings, matches, markets)
    Store.open(path).close()
    conn = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        *("journal_mode = OFF", "synchronous = OFF"),
        *("cache_size = -1500000", "temp.cache_size = -1500000"),
    ):
        conn.execute(f"PRAGMA {pragma}")
    conn.executescript(texts.PLAN)
    with _without_indexes(conn):
        conn.execute("BEGIN")
        _plan(conn, history)
        for sql in (*texts.LISTINGS, *texts.SIGHTINGS, *texts.MATCHES):
            conn.execute(sql)
        _reviews(conn, history)
        conn.execute("COMMIT")
    conn.execute("BEGIN")
    for sql in texts.EFFORT:
        conn.execute(sql)
    count_seen_before(conn)
    note_all_flagged(conn)
    conn.execute("COMMIT")
    fill_matched_words(conn)
    if words:
        fill_words(conn)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.close()
    return history


@contextmanager
def _without_indexes(conn: sqlite3.Connection) -> Iterator[None]:
    """Make the indexes of the large tables after they are filled."""
    indexes = conn.execute(
        """SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''
           AND tbl_name IN ('listings', 'listing_versions', 'sightings')"""
    ).fetchall()
    for name, _ in indexes:
        conn.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        conn.execute(sql)


def _plan(conn: sqlite3.Connection, history: History) -> None:
    """Write crawls and taxa, and what the large tables are made from."""
    markets = range(int(history.market.max()) + 1)
    conn.executemany(texts.MARKETPLACE, [texts.marketplace(n) for n in markets])
    for crawl in history.crawls:
        conn.execute(texts.CRAWL, texts.crawl(crawl))
        end = utc_text(crawl.begun + timedelta(hours=1))
        hour = f"{crawl.begun:%Y-%m-%dT%H:}"
        conn.execute(
            "INSERT INTO temp.looks VALUES (?, ?, ?, ?, ?)",
            (crawl.market, crawl.id, hour, end, crawl.complete),
        )
    conn.executemany(texts.TAXON, map(texts.taxon, range(texts.TAXA)))
    conn.executemany(
        "INSERT INTO temp.pool VALUES (?, ?, ?)", texts.pool(history.market.size)
    )
    conn.executemany(
        "INSERT INTO temp.seconds VALUES (?, ?)",
        [(n, f"{n // 60:02}:{n % 60:02}Z") for n in range(3600)],
    )
    conn.executemany("INSERT INTO temp.goods VALUES (?, ?, ?, ?, ?)", texts.goods())
    _facts(conn, history)


def _facts(conn: sqlite3.Connection, history: History) -> None:
    columns = (
        *(history.market, history.first, history.last, history.gone, history.changed),
        *(history.root, history.relisted_from, history.same_as, history.seller),
        *(history.offer, history.taxon),
    )
    marks = ", ".join("?" * (len(columns) + 1))
    for begin in range(0, history.market.size, AT_ONCE):
        part = [column[begin : begin + AT_ONCE].tolist() for column in columns]
        ids = range(begin + 1, begin + 1 + len(part[0]))
        conn.executemany(
            f"INSERT INTO temp.made VALUES ({marks})",
            zip(ids, *part, strict=True),
        )


def _reviews(conn: sqlite3.Connection, history: History) -> None:
    conn.executemany(
        texts.REVIEW,
        [
            (VERDICTS[verdict], number)
            for number, verdict in enumerate(history.verdict.tolist(), 1)
            if verdict >= 0
        ],
    )


def main() -> None:
    """Make a database, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--listings", type=int, default=10_000_000)
    parser.add_argument("--sightings", type=int, default=100_000_000)
    parser.add_argument("--matches", type=int, default=200_000)
    parser.add_argument("--markets", type=int, default=40)
    parser.add_argument("--words", action="store_true")
    asked = parser.parse_args()
    make_year_store(
        *(asked.file, asked.listings, asked.sightings, asked.matches, asked.markets),
        words=asked.words,
    )
    print(json.dumps({"bytes": asked.file.stat().st_size}))


if __name__ == "__main__":
    main()
