"""The desk's SQLite file, `portal.db` of the workspace."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.store.connection import transaction
from crawler.store.errors import StoreError, explaining

NAME = "portal.db"
BUSY_SECONDS = 10.0
_VERSION = 1
_TABLES = (
    """CREATE TABLE users (
        login TEXT PRIMARY KEY,
        role TEXT NOT NULL CHECK (role IN
            ('viewer', 'analyst', 'investigator', 'administrator')),
        password_hash TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE sessions (
        token_sha256 TEXT PRIMARY KEY,
        login TEXT NOT NULL REFERENCES users(login) ON DELETE CASCADE,
        csrf TEXT NOT NULL,
        begun_at REAL NOT NULL,
        used_at REAL NOT NULL
    ) STRICT""",
    "CREATE INDEX sessions_login ON sessions(login)",
    """CREATE TABLE failures (
        key TEXT NOT NULL,
        at REAL NOT NULL
    ) STRICT""",
    "CREATE INDEX failures_key ON failures(key, at)",
    """CREATE TABLE welcomes (
        token_sha256 TEXT PRIMARY KEY,
        until REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE locks (
        listing INTEGER PRIMARY KEY,
        login TEXT NOT NULL,
        until REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE searches (
        id INTEGER PRIMARY KEY,
        login TEXT NOT NULL REFERENCES users(login) ON DELETE CASCADE,
        name TEXT NOT NULL,
        query TEXT NOT NULL,
        made_at TEXT NOT NULL,
        looked_at TEXT NOT NULL,
        UNIQUE (login, name)
    ) STRICT""",
    """CREATE VIRTUAL TABLE picker USING fts5(name, taxon_id UNINDEXED,
        shown UNINDEXED, kind UNINDEXED,
        tokenize="unicode61 remove_diacritics 2", prefix='2 3')""",
    """CREATE TABLE picker_list (version TEXT NOT NULL) STRICT""",
)


class Desk:
    """The file, opened anew for each piece of work: threads share no connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with explaining(path), self._open() as conn:
            conn.execute("PRAGMA journal_mode = WAL")
            # Read inside, so that two programs that begin at once make it once.
            with transaction(conn):
                (version,) = conn.execute("PRAGMA user_version").fetchone()
                if version > _VERSION:
                    raise StoreError(f"{path} was made by a newer citeswatch")
                if version == 0:
                    for statement in _TABLES:
                        conn.execute(statement)
                    conn.execute(f"PRAGMA user_version = {_VERSION}")
        # It holds password hashes: nobody else of the machine needs to read it.
        path.chmod(0o600)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for questions."""
        with self._open() as conn:
            yield conn

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside a transaction that no other program shares."""
        with self._open() as conn, transaction(conn):
            yield conn

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        conn = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute("PRAGMA synchronous = NORMAL")
            yield conn
        finally:
            conn.close()
