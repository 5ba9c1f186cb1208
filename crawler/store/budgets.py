"""Requests to each domain on each day, counted for all spiders and processes.

Spiders take them in blocks, before they send them, so that a killed process has
counted too many and never too few.
"""

from __future__ import annotations

import sqlite3

from crawler.store.connection import transaction

DAYS_KEPT = "-40 days"


def take(
    conn: sqlite3.Connection, domain: str, day: str, *, limit: int, wanted: int
) -> int:
    """Take up to *wanted* requests of the *limit* of that day; give how many."""
    with transaction(conn):
        taken = min(wanted, max(0, limit - spent(conn, domain, day)))
        if taken:
            conn.execute(
                """INSERT INTO budgets (domain, day, requests) VALUES (?, ?, ?)
                   ON CONFLICT DO UPDATE SET requests = requests + excluded.requests""",
                (domain, day, taken),
            )
            conn.execute(
                "DELETE FROM budgets WHERE domain = ? AND day < date(?, ?)",
                (domain, day, DAYS_KEPT),
            )
    return taken


def add(conn: sqlite3.Connection, domain: str, day: str, requests: int) -> None:
    """Count *requests* that were sent by workers, whose budget is kept elsewhere."""
    conn.execute(
        """INSERT INTO budgets (domain, day, requests) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET requests = requests + excluded.requests""",
        (domain, day, requests),
    )


def give_back(conn: sqlite3.Connection, domain: str, day: str, unused: int) -> None:
    """Give back requests that were taken and not sent."""
    with transaction(conn):
        conn.execute(
            "UPDATE budgets SET requests = requests - ? WHERE domain = ? AND day = ?",
            (unused, domain, day),
        )


def spent(conn: sqlite3.Connection, domain: str, day: str) -> int:
    """Give how many requests were taken on that day (UTC)."""
    row = conn.execute(
        "SELECT requests FROM budgets WHERE domain = ? AND day = ?", (domain, day)
    ).fetchone()
    return int(row[0]) if row else 0
