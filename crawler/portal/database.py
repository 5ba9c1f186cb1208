"""The workspace's database as Datasette gets it: open for reading only."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from datasette.app import Datasette
from datasette.database import Database

from crawler.store.connection import read_only_uri

NAME = "citeswatch"


class ReadOnlyDatabase(Database):  # type: ignore[misc]
    """A database that no request can write to, or attach another file to.

    Datasette would open the file by itself, but a path with `?` or `#` in it
    would break, and so would a folder that it may not write to.
    """

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """Open another connection.

        Raises:
            PermissionError: *write* is asked for.
        """
        if write:
            raise PermissionError("the portal never writes to the database")
        conn = sqlite3.connect(
            read_only_uri(Path(self.path)), uri=True, check_same_thread=False
        )
        conn.execute("PRAGMA query_only = ON")
        conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._all_file_connections.append(conn)
        return conn
