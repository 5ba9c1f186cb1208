"""Who has which listing before her: two reviewers never get the same one at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

LOCK_SECONDS = 15 * 60.0
"""A listing that was shown goes back to the others after so long."""


def take_first(
    conn: sqlite3.Connection, login: str, waiting: Iterable[int], now: float
) -> int | None:
    """Lock the first of the *waiting* listings that no other user has.

    *waiting* is asked for inside this transaction, so that what another user has
    judged is no longer in it.
    """
    conn.execute("DELETE FROM locks WHERE until < ?", (now,))
    others = {
        listing
        for (listing,) in conn.execute(
            "SELECT listing FROM locks WHERE login <> ?", (login,)
        )
    }
    for listing in waiting:
        if listing not in others:
            lock(conn, login, listing, now)
            return listing
    return None


def lock(conn: sqlite3.Connection, login: str, listing: int, now: float) -> None:
    """Keep *listing*, and nothing else, for *login*."""
    release(conn, login)
    conn.execute(
        "INSERT OR REPLACE INTO locks (listing, login, until) VALUES (?, ?, ?)",
        (listing, login, now + LOCK_SECONDS),
    )


def holder(conn: sqlite3.Connection, listing: int, now: float) -> str | None:
    """Name the user who has *listing* before her, None if nobody."""
    found = conn.execute(
        "SELECT login FROM locks WHERE listing = ? AND until >= ?", (listing, now)
    ).fetchone()
    return str(found[0]) if found else None


def release(conn: sqlite3.Connection, login: str) -> None:
    """Give back what *login* has."""
    conn.execute("DELETE FROM locks WHERE login = ?", (login,))


def held_by(conn: sqlite3.Connection, login: str, now: float) -> int | None:
    """Give the listing that *login* has before her, None if none."""
    found = conn.execute(
        "SELECT listing FROM locks WHERE login = ? AND until >= ?", (login, now)
    ).fetchone()
    return int(found[0]) if found else None
