"""Copying a database while others write to it (SQLite's online backup)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from crawler.store.connection import read_only_uri
from crawler.store.consistency import find_faults
from crawler.store.errors import StoreError, explaining

PAGES_AT_ONCE = 2000
"""Pages copied before others may write again: 8 MB."""


def copy_database(source: Path, target: Path) -> None:
    """Copy *source* to the new file *target*, as it is at one moment.

    Raises:
        StoreError: it cannot be read or written.
    """
    with (
        explaining(source),
        closing(sqlite3.connect(read_only_uri(source), uri=True)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.execute(
            "BEGIN"
        )  # one moment for the whole copy, however long it takes
        original.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        original.backup(copy, pages=PAGES_AT_ONCE)
        copy.execute("PRAGMA journal_mode = DELETE")


def check_database(path: Path, *, ours: bool) -> None:
    """See that the database at *path* is sound; with *ours*, that its rows agree too.

    Raises:
        StoreError: it is not.
    """
    with explaining(path), closing(sqlite3.connect(path)) as conn:
        faults = [told for (told,) in conn.execute("PRAGMA integrity_check")]
        faults = [] if faults == ["ok"] else faults
        if ours:
            faults += list(find_faults(conn))
    if faults:
        raise StoreError(f"{path} is not sound: {'; '.join(faults[:5])}")
