"""The workspace's database as Datasette gets it: open for reading only."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database

from crawler.portal.data.facts import shown_tables
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
        conn.set_authorizer(OnlyShownTables(conn))
        self._all_file_connections.append(conn)
        return conn

    async def table_names(self) -> list[str]:
        """Name the tables that are shown."""
        names = await super().table_names()
        return [name for name in names if name in shown_tables()]

    async def table_exists(self, table: str) -> bool:
        """Whether there is such a table among those that are shown."""
        return table in shown_tables() and bool(await super().table_exists(table))

    async def get_all_foreign_keys(self) -> dict[str, Any]:
        """Tell which shown tables point to which."""
        found = await super().get_all_foreign_keys()
        return {
            table: {
                way: [key for key in keys if key["other_table"] in shown_tables()]
                for way, keys in ways.items()
            }
            for table, ways in found.items()
            if table in shown_tables()
        }


_READABLE = ("sqlite_", "pragma_", "json_", "listing_words")
"""Beginnings of SQLite's own tables, and the index, which holds no text."""


class OnlyShownTables:
    """Tells SQLite, for each column that a statement reads, whether it may."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        found = conn.execute("SELECT name FROM sqlite_master")
        self._hidden = {name for (name,) in found if not _is_shown(name)}

    def __call__(
        self,
        action: int,
        table: str | None,
        _column: str | None,
        db: str | None,
        _by: str | None,
    ) -> int:
        """Answer SQLite.

        Without *db* it is a table that the statement itself makes (WITH RECURSIVE),
        or rows that are counted and not read.
        """
        if action != sqlite3.SQLITE_READ or not table:
            return sqlite3.SQLITE_OK
        hidden = table in self._hidden if db is None else not _is_shown(table)
        return sqlite3.SQLITE_DENY if hidden else sqlite3.SQLITE_OK


def _is_shown(table: str) -> bool:
    return table in shown_tables() or table.startswith(_READABLE)
