"""Connections to the workspace's database, kept between requests."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue

from crawler.store.connection import connect, read_only_uri, transaction

KEPT = 8
_CACHE_KIB = 32_000
Connect = Callable[[], sqlite3.Connection]


class Databases:
    """Readers that cannot write, and writers that hold one transaction each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._readers: LifoQueue[sqlite3.Connection] = LifoQueue(KEPT)
        self._writers: LifoQueue[sqlite3.Connection] = LifoQueue(KEPT)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that can only read."""
        with self._lent(self._readers, self._reader) as conn:
            yield conn

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection inside a transaction."""
        with self._lent(self._writers, self._writer) as conn, transaction(conn):
            yield conn

    def close(self) -> None:
        """Close what is kept."""
        for kept in (self._readers, self._writers):
            while not kept.empty():
                kept.get_nowait().close()

    @contextmanager
    def _lent(
        self, kept: LifoQueue[sqlite3.Connection], make: Connect
    ) -> Iterator[sqlite3.Connection]:
        try:
            conn = kept.get_nowait()
        except Empty:
            conn = make()
        try:
            yield conn
        except BaseException:
            conn.close()
            raise
        if kept.full():
            conn.close()
        else:
            kept.put_nowait(conn)

    def _reader(self) -> sqlite3.Connection:
        conn = sqlite3.connect(
            read_only_uri(self.path),
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        conn.execute("PRAGMA query_only = ON")
        conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        return conn

    def _writer(self) -> sqlite3.Connection:
        return connect(self.path, any_thread=True)
