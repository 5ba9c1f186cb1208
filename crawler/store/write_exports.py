"""Writing down what was handed over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ExportedFile:
    """One file that was handed over, with its rows and checksum."""

    path: str
    format: str
    rows: int
    sha256: str


def record_export(
    conn: sqlite3.Connection,
    made_at: str,
    filters: Mapping[str, object],
    file: ExportedFile,
) -> int:
    """Note *file* in the exports table, in the caller's transaction; give its id."""
    cursor = conn.execute(
        """INSERT INTO exports (made_at, path, format, filters, rows, sha256)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (
            made_at,
            file.path,
            file.format,
            json.dumps(filters, ensure_ascii=False, sort_keys=True),
            file.rows,
            file.sha256,
        ),
    )
    number = cursor.lastrowid
    assert number is not None  # noqa: S101
    return number
