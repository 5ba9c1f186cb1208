"""Searches that a user keeps, and since when she has not looked."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

MOST = 50
LONGEST_NAME = 80


class SearchError(ValueError):
    """The search cannot be kept; the text says why."""


class SavedSearch(NamedTuple):
    """A search: the query part of its address, and the time of the last look."""

    id: int
    login: str
    name: str
    query: str
    looked_at: str


_COLUMNS = "id, login, name, query, looked_at"


def save_search(
    conn: sqlite3.Connection, login: str, name: str, query: str, *, at: str
) -> None:
    """Keep a search under a name; one of that name is replaced.

    Raises:
        SearchError: the name is not fit, or there are too many.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise SearchError(f"a name has 1 to {LONGEST_NAME} characters")
    (count,) = conn.execute(
        "SELECT COUNT(*) FROM searches WHERE login = ?", (login,)
    ).fetchone()
    if count >= MOST:
        raise SearchError(f"more than {MOST} searches cannot be kept")
    conn.execute(
        """INSERT INTO searches (login, name, query, made_at, looked_at)
           VALUES (?, ?, ?, ?, ?) ON CONFLICT (login, name) DO UPDATE
           SET query = excluded.query, looked_at = excluded.looked_at""",
        (login, name, query, at, at),
    )


def searches_of(conn: sqlite3.Connection, login: str) -> list[SavedSearch]:
    """List the searches of a user, by name."""
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM searches WHERE login = ? ORDER BY name",  # noqa: S608
        (login,),
    )
    return [SavedSearch(*row) for row in rows]


def all_searches(conn: sqlite3.Connection) -> list[SavedSearch]:
    """List the searches of everybody."""
    rows = conn.execute(f"SELECT {_COLUMNS} FROM searches ORDER BY login, name")  # noqa: S608
    return [SavedSearch(*row) for row in rows]


def find_search(
    conn: sqlite3.Connection, login: str, number: int
) -> SavedSearch | None:
    """Give a search of *login*; None if it is not hers."""
    found = conn.execute(
        f"SELECT {_COLUMNS} FROM searches WHERE id = ? AND login = ?",  # noqa: S608
        (number, login),
    ).fetchone()
    return SavedSearch(*found) if found else None


def note_look(conn: sqlite3.Connection, number: int, *, at: str) -> None:
    """Note that a search was looked at."""
    conn.execute("UPDATE searches SET looked_at = ? WHERE id = ?", (at, number))


def remove_search(conn: sqlite3.Connection, login: str, number: int) -> None:
    """Forget a search of *login*."""
    conn.execute("DELETE FROM searches WHERE id = ? AND login = ?", (number, login))
