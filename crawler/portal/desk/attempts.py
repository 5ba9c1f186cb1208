"""Slowing down those who guess passwords: by login, and by address."""

from __future__ import annotations

import sqlite3

WINDOW_SECONDS = 15 * 60.0
MOST_OF_LOGIN = 5
"""Wrong passwords of one login within the window, then it has to wait."""
MOST_OF_ADDRESS = 30
"""The same of one network address; a unit may share one."""


def must_wait(conn: sqlite3.Connection, login: str, address: str, now: float) -> float:
    """Give the seconds until another password may be tried, 0 if now."""
    waits = [
        _wait(conn, f"login {login}", MOST_OF_LOGIN, now),
        _wait(conn, f"address {address}", MOST_OF_ADDRESS, now),
    ]
    return max(waits)


def note_failure(
    conn: sqlite3.Connection, login: str, address: str, now: float
) -> None:
    """Note a wrong password, and forget those of long ago."""
    conn.execute("DELETE FROM failures WHERE at < ?", (now - WINDOW_SECONDS,))
    conn.executemany(
        "INSERT INTO failures (key, at) VALUES (?, ?)",
        [(f"login {login}", now), (f"address {address}", now)],
    )


def forget_failures(conn: sqlite3.Connection, login: str) -> None:
    """Forget the wrong passwords of a login that has signed in."""
    conn.execute("DELETE FROM failures WHERE key = ?", (f"login {login}",))


def _wait(conn: sqlite3.Connection, key: str, most: int, now: float) -> float:
    rows = conn.execute(
        "SELECT at FROM failures WHERE key = ? AND at >= ? ORDER BY at DESC LIMIT ?",
        (key, now - WINDOW_SECONDS, most),
    ).fetchall()
    return max(rows[-1][0] + WINDOW_SECONDS - now, 0.0) if len(rows) == most else 0.0
