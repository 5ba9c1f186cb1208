"""Whole tables, as they leave the database for analysis and come into a fresh one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

BATCH = 50_000
"""Rows that are in memory at once."""

LEFT_OUT = {
    "crawls": ("pid", "host"),
    "notices": ("noted_by",),
    "reviews": ("reviewer", "note"),
    "wildlife_policies": ("noted_by",),
}
"""Columns that say who of the unit, or which of its machines, did something."""

_PARTS = {
    # table: (where its rows come from, the column that tells the month, their order)
    "listings": ("listings t WHERE t.marketplace = ?", "first_seen_at", "t.id"),
    "listing_versions": (
        "listings l JOIN listing_versions t ON t.listing = l.id WHERE l.marketplace = ?",
        "seen_at",
        "t.id",
    ),
    "sightings": (
        "crawls c CROSS JOIN sightings t ON t.crawl = c.id WHERE c.marketplace = ?",
        "seen_at",
        "t.crawl, t.listing",
    ),
    "matches": (
        "listings l JOIN matches t ON t.listing = l.id WHERE l.marketplace = ?",
        "matched_at",
        "t.id",
    ),
    "past_matches": (
        "listings l JOIN past_matches t ON t.listing = l.id WHERE l.marketplace = ?",
        "matched_at",
        "t.id",
    ),
}
PARTED = tuple(_PARTS)
"""Tables that are kept by marketplace and month."""
MONTH_OF = {table: column for table, (_, column, _) in _PARTS.items()}
"""The column whose month a row of a parted table belongs to."""
SMALL = (
    *("marketplaces", "crawls", "effort", "panels", "queries", "seen_before"),
    *("crawl_health", "sellers", "taxa", "appendix_listings", "names", "same_offers"),
    *("reviews", "notices", "notice_listings", "wildlife_policies", "rematches"),
)
"""Tables that are kept in one piece."""


class Column(NamedTuple):
    """A column of a table: its name, its SQLite type, whether it may be empty."""

    name: str
    kind: str
    nullable: bool


class Part(NamedTuple):
    """Rows of one table that belong together: of a marketplace and month, or all."""

    table: str
    marketplace: str
    month: str
    rows: Sequence[tuple[Any, ...]]


@contextmanager
def one_moment(conn: sqlite3.Connection) -> Iterator[None]:
    """Read the database inside the block as it is now, whatever is written to it."""
    conn.execute("BEGIN")
    try:
        yield
    finally:
        conn.execute("ROLLBACK")


def columns_of(conn: sqlite3.Connection, table: str) -> list[Column]:
    """Give the columns of a table that leave the database."""
    kept = {
        *LEFT_OUT.get(table, ()),
        *(("marketplace",) if table == "listings" else ()),
    }
    return [
        Column(name, kind, not needed and not key)
        for _, name, kind, needed, _, key in conn.execute(
            f'PRAGMA table_info("{table}")'
        )
        if name not in kept
    ]


def parts_of(conn: sqlite3.Connection, table: str) -> Iterator[Part]:
    """Give a table's rows, at most `BATCH` at once, those of a part one after the other."""
    names = ", ".join(f't."{column.name}"' for column in columns_of(conn, table))
    if table not in _PARTS:
        rows = conn.execute(f'SELECT {names} FROM "{table}" t')  # noqa: S608
        while found := rows.fetchmany(BATCH):
            yield Part(table, "", "", found)
        return
    source, month, order = _PARTS[table]
    sql = f"""SELECT substr(t.{month}, 1, 7), {names} FROM {source}
        ORDER BY 1, {order}"""  # noqa: S608 (our own words)
    for (name,) in conn.execute("SELECT name FROM marketplaces ORDER BY name"):
        rows = conn.execute(sql, (name,))
        while found := rows.fetchmany(BATCH):
            yield from _by_month(table, name, found)


def _by_month(table: str, name: str, rows: list[tuple[Any, ...]]) -> Iterator[Part]:
    begin = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place][0] != rows[begin][0]:
            found = [row[1:] for row in rows[begin:place]]
            yield Part(table, name, rows[begin][0], found)
            begin = place


@contextmanager
def filling(conn: sqlite3.Connection) -> Iterator[None]:
    """Fill a fresh database, to be read and thrown away, inside the block."""
    triggers = conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        conn.execute(f'DROP TRIGGER "{name}"')
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("PRAGMA synchronous = OFF")
    conn.execute("BEGIN IMMEDIATE")
    yield
    conn.execute("COMMIT")
    conn.execute("ANALYZE")


def fill(
    conn: sqlite3.Connection,
    table: str,
    marketplace: str,
    rows: Iterable[Sequence[Any]],
) -> None:
    """Write rows with the columns of `columns_of` into a fresh database."""
    names = [column.name for column in columns_of(conn, table)]
    fixed = {"marketplace": marketplace} if table == "listings" else {}
    info = conn.execute(f'PRAGMA table_info("{table}")').fetchall()
    fixed |= {
        name: ""
        for _, name, kind, needed, _, _ in info
        if name in LEFT_OUT.get(table, ()) and needed and kind == "TEXT"
    }
    listed = ", ".join(f'"{name}"' for name in (*names, *fixed))
    marks = ", ".join("?" * (len(names) + len(fixed)))
    conn.executemany(
        f'INSERT INTO "{table}" ({listed}) VALUES ({marks})',  # noqa: S608
        ((*row, *fixed.values()) for row in rows),
    )
