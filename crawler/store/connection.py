"""Opening the database file: checks, pragmas, migrations."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from crawler.store.errors import StoreError, explaining
from crawler.store.schema import MIGRATIONS, step_names
from crawler.store.tables import Database

BUSY_SECONDS = 30.0


def connect(
    path: Path, *, busy_seconds: float = BUSY_SECONDS, any_thread: bool = False
) -> sqlite3.Connection:
    """Open *path* for writing; make it, or bring it up to date, if need be.

    With *any_thread* it may be handed from thread to thread, one at a time.

    Raises:
        StoreError: the file is locked, no database of ours, damaged, newer than
            this citeswatch, or may not be written to.
    """
    with explaining(path):
        conn = sqlite3.connect(
            path,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=not any_thread,
        )
        try:
            conn.execute("PRAGMA foreign_keys = ON")
            _check_is_ours(conn, path)
            _use_wal(conn, busy_seconds)
            conn.execute("PRAGMA synchronous = NORMAL")
            # Four times the default: a sync of the disk for every 16 MB, not 4 MB.
            conn.execute("PRAGMA wal_autocheckpoint = 4000")
            _migrate(conn)
        except BaseException:
            conn.close()
            raise
        return conn


def connect_read_only(
    path: Path, *, busy_seconds: float = BUSY_SECONDS
) -> sqlite3.Connection:
    """Open *path* for reading only.

    Raises:
        StoreError: there is no such file, or it is older or newer than this
            citeswatch, or none of ours.
    """
    if not path.is_file():
        raise StoreError(f"{path} is not there yet; a crawl makes it: citeswatch crawl")
    with explaining(path):
        conn = sqlite3.connect(
            read_only_uri(path), uri=True, timeout=busy_seconds, isolation_level=None
        )
        try:
            _check_is_ours(conn, path)
            _check_is_current(conn, path)
        except BaseException:
            conn.close()
            raise
        return conn


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """Run the block as one transaction: wholly there afterwards, or not at all.

    Within another it is a part that can be undone by itself.
    """
    part = conn.in_transaction
    conn.execute("SAVEPOINT part" if part else "BEGIN IMMEDIATE")
    try:
        yield
        conn.execute("RELEASE part" if part else "COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if conn.in_transaction:
            conn.execute("ROLLBACK TO part" if part else "ROLLBACK")
        raise


def read_only_uri(path: Path) -> str:
    """Name the file for SQLite.

    A WAL database can be read only with its -shm file beside it. Where that
    cannot be made and nothing waits in a -wal file, nobody is writing.
    """
    uri = f"file:{quote(str(path.resolve()))}?mode=ro"
    wal = path.with_name(f"{path.name}-wal")
    if not os.access(path.parent, os.W_OK) and not wal.exists():
        uri += "&immutable=1"
    return uri


def _check_is_ours(conn: sqlite3.Connection, path: Path) -> None:
    tables = {
        name
        for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type='table'")
    }
    if not tables:
        return
    applied = _applied(conn) if MIGRATIONS.migrations_table in tables else []
    if not applied:
        raise StoreError(
            f"{path} is the database of another program; move it away, or give "
            "another workspace with --workspace"
        )
    if newer := sorted(set(applied) - set(step_names())):
        raise StoreError(
            f"{path} was made by a newer citeswatch (step {newer[-1]}); install "
            "that version or a later one"
        )


def _check_is_current(conn: sqlite3.Connection, path: Path) -> None:
    if MIGRATIONS.pending(Database(conn, execute_plugins=False)):
        raise StoreError(
            f"{path} was made by an older citeswatch; bring it up to date (nothing "
            "is lost) with: citeswatch init"
        )


def _applied(conn: sqlite3.Connection) -> list[str]:
    rows = conn.execute(
        f"SELECT name FROM {MIGRATIONS.migrations_table} WHERE migration_set = ?",  # noqa: S608
        [MIGRATIONS.name],
    )
    return [name for (name,) in rows]


def _use_wal(conn: sqlite3.Connection, busy_seconds: float) -> None:
    """Let readers and one writer work side by side.

    SQLite does not wait for its busy timeout here when two programs open a new
    file at the same moment, so we do.
    """
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            conn.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            locked = error.sqlite_errorname.startswith("SQLITE_BUSY")
            if not locked or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _migrate(conn: sqlite3.Connection) -> None:
    db = Database(conn, execute_plugins=False)
    if not MIGRATIONS.pending(db):
        return
    with transaction(conn):
        MIGRATIONS.apply(db)
