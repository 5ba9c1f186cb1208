"""The audit record, newest first."""

from __future__ import annotations

import sqlite3

from crawler.portal.asking.rows import Row, rows, value

PAGE = 100


def audit_page(
    conn: sqlite3.Connection, *, before: int | None, actor: str, subject: str
) -> list[Row]:
    """Give a page of the record before the row *before*, narrowed if asked."""
    return rows(
        conn,
        """SELECT * FROM audit WHERE (:before IS NULL OR id < :before)
               AND (:actor = '' OR actor = :actor)
               AND (:subject = '' OR subject = :subject)
           ORDER BY id DESC LIMIT :page""",
        {"before": before, "actor": actor, "subject": subject, "page": PAGE},
    )


def audit_length(conn: sqlite3.Connection) -> int:
    """Count the rows of the record."""
    return int(value(conn, "SELECT COUNT(*) FROM audit"))
