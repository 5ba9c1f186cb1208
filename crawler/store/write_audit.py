"""The record of who did what: append-only, each row chained to the one before."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

FIRST = "0" * 64
"""Stands for the row before the first."""

_COLUMNS = "id, at, actor, action, subject, detail, previous_sha256, sha256"


def write_audit(
    conn: sqlite3.Connection,
    actor: str,
    action: str,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
    *,
    at: str,
) -> int:
    """Append a row and give its id; the caller's transaction holds it.

    *at* is a UTC time, *action* a word such as `case opened`, *subject* what it was
    done to, such as `case 2026-014`. Begin the transaction with BEGIN IMMEDIATE, so
    that no two rows follow the same one.
    """
    last = conn.execute("SELECT sha256 FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    previous = last[0] if last else FIRST
    told = json.dumps(dict(detail or {}), ensure_ascii=False, sort_keys=True)
    digest = _digest(previous, at, actor, action, subject, told)
    cursor = conn.execute(
        """INSERT INTO audit (at, actor, action, subject, detail,
               previous_sha256, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (at, actor, action, subject, told, previous, digest),
    )
    return int(cursor.lastrowid or 0)


def audit_faults(conn: sqlite3.Connection) -> Iterator[str]:
    """Say of each row that was changed, or that does not follow the one before it.

    A row cut off the end leaves no fault in the chain: compare the last checksum
    with one that was noted elsewhere.
    """
    previous = FIRST
    for row in conn.execute(f"SELECT {_COLUMNS} FROM audit ORDER BY id"):  # noqa: S608
        number, at, actor, action, subject, detail, before, digest = row
        if before != previous:
            yield f"audit row {number} does not follow the row before it"
        if digest != _digest(before, at, actor, action, subject, detail):
            yield f"audit row {number} was changed after it was written"
        previous = digest


def last_audit(conn: sqlite3.Connection) -> tuple[int, str] | None:
    """Count the rows and give the checksum of the last; None if there is none."""
    found = conn.execute(
        """SELECT (SELECT COUNT(*) FROM audit), sha256 FROM audit
           ORDER BY id DESC LIMIT 1"""
    ).fetchone()
    return (int(found[0]), str(found[1])) if found else None


def newest_audit(conn: sqlite3.Connection, limit: int) -> Iterator[dict[str, Any]]:
    """Give the newest rows, newest first."""
    names = _COLUMNS.split(", ")
    sql = f"SELECT {_COLUMNS} FROM audit ORDER BY id DESC LIMIT ?"  # noqa: S608
    for row in conn.execute(sql, (limit,)):
        yield dict(zip(names, row, strict=True))


def _digest(*fields: str) -> str:
    # As JSON, for fields joined by a mark could move it from one to the next.
    text = json.dumps(fields, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
