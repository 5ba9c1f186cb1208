"""Messages that wait to be delivered, and how far each contact has been told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the outbox."""

    id: int
    idempotency_key: str
    contact: str
    queued_at: str
    body: str
    attempts: int
    next_at: str
    delivered_at: str
    answer: str


def newly_flagged(
    conn: sqlite3.Connection, contact: str, appendices: Iterable[str]
) -> tuple[dict[int, int], int]:
    """Give listings first flagged since *contact* was last told, and the mark to set.

    The first time there are none: a contact is told of what comes from then on.
    """
    (last,) = conn.execute(
        "SELECT COALESCE(MAX(id), 0) FROM listing_versions"
    ).fetchone()
    mark = conn.execute(
        "SELECT version FROM outbox_marks WHERE contact = ?", (contact,)
    ).fetchone()
    if mark is None:
        return {}, last
    chosen = list(appendices)
    marks = ", ".join("?" * len(chosen))
    flagged = f"appendix IN ({marks}) AND offer IN ('likely', 'possible')"
    rows = conn.execute(
        f"""SELECT v.listing, MIN(v.id) FROM listing_versions v
            WHERE v.id > ? AND {flagged} AND NOT EXISTS
                (SELECT 1 FROM listing_versions o
                 WHERE o.listing = v.listing AND o.id <= ? AND {flagged})
            GROUP BY v.listing ORDER BY v.listing""",  # noqa: S608 (our own words)
        (mark[0], *chosen, mark[0], *chosen),
    )
    return dict(rows.fetchall()), last


def set_mark(conn: sqlite3.Connection, contact: str, version: int) -> None:
    """Note how far *contact* has been told, in the caller's transaction."""
    conn.execute(
        """INSERT INTO outbox_marks (contact, version) VALUES (?, ?)
           ON CONFLICT (contact) DO UPDATE SET version = excluded.version""",
        (contact, version),
    )


def queue_message(
    conn: sqlite3.Connection, key: str, contact: str, at: str, body: str
) -> None:
    """Put a message into the outbox, in the caller's transaction."""
    conn.execute(
        """INSERT INTO outbox (idempotency_key, contact, queued_at, body, next_at)
           VALUES (?, ?, ?, ?, ?)""",
        (key, contact, at, body, at),
    )


def waiting(conn: sqlite3.Connection, now: str = "") -> list[Message]:
    """Give what is not delivered, the oldest first; with *now* what is due."""
    return _messages(
        conn, "delivered_at IS NULL AND (? = '' OR next_at <= ?)", now, now
    )


def every_message(conn: sqlite3.Connection) -> list[Message]:
    """Give every message, the oldest first."""
    return _messages(conn, "1")


def note_attempt(
    conn: sqlite3.Connection,
    number: int,
    *,
    delivered_at: str,
    next_at: str,
    answer: str,
) -> None:
    """Note how the delivery of a message went, in the caller's transaction."""
    conn.execute(
        """UPDATE outbox SET attempts = attempts + 1, answer = ?, next_at = ?,
               delivered_at = NULLIF(?, '') WHERE id = ?""",
        (answer, next_at, delivered_at, number),
    )


def _messages(conn: sqlite3.Connection, where: str, *values: str) -> list[Message]:
    rows = conn.execute(
        f"""SELECT id, idempotency_key, contact, queued_at, body, attempts, next_at,
                   COALESCE(delivered_at, ''), answer
            FROM outbox WHERE {where} ORDER BY id""",  # noqa: S608 (our own words)
        values,
    )
    return [Message(*row) for row in rows]
