"""Writing the chain of evidence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from crawler.evidence.objects import FACTS, Facts, Link

_COLUMNS = ("id", *FACTS, "previous_sha256", "sha256", "at_byte")
_INSERT = (
    f"INSERT INTO evidence ({', '.join(_COLUMNS)}) "  # noqa: S608 (our own columns)
    f"VALUES ({', '.join('?' * len(_COLUMNS))})"
)


def insert_links(
    conn: sqlite3.Connection, links: Iterable[Link], places: Iterable[int]
) -> None:
    """Add objects, each with the byte of its file at which its record begins."""
    conn.executemany(
        _INSERT,
        [
            (
                link.id,
                *(getattr(link.facts, name) for name in FACTS),
                link.previous_sha256,
                link.sha256,
                place,
            )
            for link, place in zip(links, places, strict=True)
        ],
    )


def move_record(
    conn: sqlite3.Connection, number: int, *, at_byte: int, deleted_at: str = ""
) -> None:
    """Note that a record stands elsewhere in its file, or was deleted."""
    conn.execute(
        "UPDATE evidence SET at_byte = ?, deleted_at = NULLIF(?, '') WHERE id = ?",
        (at_byte, deleted_at, number),
    )


def insert_stamp(
    conn: sqlite3.Connection,
    link: tuple[int, str],
    authority: str,
    stamped_at: str,
    token: bytes,
) -> int:
    """Keep the time stamp of an object: of it and of all before it."""
    cursor = conn.execute(
        """INSERT INTO evidence_stamps (evidence, head_sha256, authority, stamped_at,
               token) VALUES (?, ?, ?, ?, ?)""",
        (*link, authority, stamped_at, token),
    )
    return int(cursor.lastrowid or 0)


def link_of(row: tuple[Any, ...]) -> Link:
    """Make an object of a row's `id`, facts, `previous_sha256` and `sha256`."""
    number, *facts, previous, digest = row
    return Link(number, Facts(*facts), previous, digest)


def next_byte(conn: sqlite3.Connection, warc: str) -> int:
    """Give the byte of the file *warc* at which the next record begins."""
    (end,) = conn.execute(
        """SELECT COALESCE(SUM(record_bytes), 0) FROM evidence
           WHERE warc = ? AND deleted_at IS NULL""",
        (warc,),
    ).fetchone()
    return int(end)
