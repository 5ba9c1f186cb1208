"""What was handed over to whom, and that it was received."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Handover:
    """A file that was encrypted for one contact."""

    export: int
    contact: str
    contact_name: str
    key: str
    made_at: str
    made_by: str
    plain_sha256: str


def record_handover(conn: sqlite3.Connection, handover: Handover) -> int:
    """Note a hand-over, in the caller's transaction; give its number."""
    cursor = conn.execute(
        """INSERT INTO handovers (export, contact, contact_name, key, made_at, made_by,
               plain_sha256) VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            *(handover.export, handover.contact, handover.contact_name),
            *(handover.key, handover.made_at, handover.made_by),
            handover.plain_sha256,
        ),
    )
    return int(cursor.lastrowid or 0)


def record_receipt(
    conn: sqlite3.Connection, number: int, at: str, by: str, note: str
) -> None:
    """Note that hand-over *number* was received, in the caller's transaction.

    Raises:
        StoreError: there is none, or its receipt is noted already.
    """
    changed = conn.execute(
        """UPDATE handovers SET received_at = ?, received_by = ?, note = ?
           WHERE id = ? AND received_at IS NULL""",
        (at, by, note, number),
    ).rowcount
    if not changed:
        raise StoreError(
            f"hand-over {number} is not there, or its receipt is noted already; "
            "see them with: citeswatch receipt"
        )


def list_handovers(conn: sqlite3.Connection) -> list[dict[str, object]]:
    """Give every hand-over with its file, the latest first."""
    columns = (
        *("id", "contact", "contact_name", "made_at", "made_by", "path", "format"),
        *("rows", "sha256", "plain_sha256", "received_at", "received_by", "note"),
    )
    rows = conn.execute(
        """SELECT h.id, h.contact, h.contact_name, h.made_at, h.made_by, e.path,
                  e.format, e.rows, e.sha256, h.plain_sha256, h.received_at,
                  h.received_by, h.note
           FROM handovers h JOIN exports e ON e.id = h.export ORDER BY h.id DESC"""
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]
