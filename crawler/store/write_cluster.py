"""What the writer of a cluster must remember to store each page exactly once.

It is written in the transaction that stores the pages: what Redis delivers again
after a crash is known here, and what was not stored is not.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class ClusterCrawl(NamedTuple):
    """A crawl of many workers: its row in `crawls`, and its ledger as JSON."""

    crawl: int
    ledger: str
    ended: bool


def last_result(conn: sqlite3.Connection, stream: str) -> str:
    """Give the id of the last entry of *stream* that is stored, "0-0" before any."""
    row = conn.execute(
        "SELECT last_entry FROM cluster_streams WHERE stream = ?", (stream,)
    ).fetchone()
    return str(row[0]) if row else "0-0"


def note_result(conn: sqlite3.Connection, stream: str, entry: str) -> None:
    """Note that all entries of *stream* up to *entry* are stored."""
    conn.execute(
        """INSERT INTO cluster_streams (stream, last_entry) VALUES (?, ?)
           ON CONFLICT DO UPDATE SET last_entry = excluded.last_entry""",
        (stream, entry),
    )


def find_crawl(conn: sqlite3.Connection, key: str) -> ClusterCrawl | None:
    """Give the crawl that the cluster calls *key*, None when it is not known."""
    row = conn.execute(
        "SELECT crawl, ledger, ended FROM cluster_crawls WHERE key = ?", (key,)
    ).fetchone()
    return ClusterCrawl(row[0], row[1], bool(row[2])) if row else None


def open_crawls(conn: sqlite3.Connection) -> dict[str, ClusterCrawl]:
    """Give the crawls that have not ended, by their keys."""
    rows = conn.execute(
        "SELECT key, crawl, ledger, ended FROM cluster_crawls WHERE NOT ended"
    ).fetchall()
    return {row[0]: ClusterCrawl(row[1], row[2], bool(row[3])) for row in rows}


def save_crawl(
    conn: sqlite3.Connection, key: str, crawl: int, ledger: str, *, ended: bool = False
) -> None:
    """Keep what is known of a crawl; of one that has ended the ledger is not needed."""
    conn.execute(
        """INSERT INTO cluster_crawls (key, crawl, ledger, ended) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET crawl = excluded.crawl,
               ledger = excluded.ledger, ended = excluded.ended""",
        (key, crawl, "{}" if ended else ledger, ended),
    )
