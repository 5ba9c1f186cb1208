"""Rows as dictionaries."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]
LANGUAGE = """COALESCE(NULLIF(l.language, ''), CASE json_array_length(m.languages)
    WHEN 1 THEN json_extract(m.languages, '$[0]') END, '') AS language"""
"""The language of a listing `l`: its own, else that of a marketplace `m` with one."""
Values = Mapping[str, Any] | Sequence[Any]


def rows(conn: sqlite3.Connection, sql: str, values: Values = ()) -> list[Row]:
    """Give every row, by the names of its columns."""
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def row(conn: sqlite3.Connection, sql: str, values: Values = ()) -> Row | None:
    """Give the first row, None if there is none."""
    return next(iter(rows(conn, sql, values)), None)


def value(conn: sqlite3.Connection, sql: str, values: Values = ()) -> Any:
    """Give the first value of the first row, None if there is none."""
    found = conn.execute(sql, values).fetchone()
    return found[0] if found else None
