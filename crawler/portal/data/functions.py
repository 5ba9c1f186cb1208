"""SQL functions that the ready-made questions, and the user's own, may call."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from crawler.reports.intervals import share
from crawler.reports.period import week_of


def add_functions(conn: sqlite3.Connection) -> None:
    """Make the functions known to *conn*."""
    conn.create_function("iso_week", 1, iso_week, deterministic=True)
    conn.create_function("casefold", 1, casefold, deterministic=True)
    conn.create_function("share_low", 2, share_low, deterministic=True)
    conn.create_function("share_high", 2, share_high, deterministic=True)


def iso_week(moment: str | None) -> str | None:
    """Name the ISO 8601 week of a UTC date or time; NULL if it is none."""
    try:
        return week_of(datetime.fromisoformat(moment).date()) if moment else None
    except ValueError:
        return None


def casefold(text: str | None) -> str | None:
    """Fold upper and lower case of any script."""
    return str(text).casefold() if text is not None else None


def share_low(count: int | None, total: int | None) -> float | None:
    """Give the lower end of Wilson's 95 % interval; NULL without a share."""
    bounds = _bounds(count, total)
    return bounds[0] if bounds else None


def share_high(count: int | None, total: int | None) -> float | None:
    """Give the upper end of Wilson's 95 % interval; NULL without a share."""
    bounds = _bounds(count, total)
    return bounds[1] if bounds else None


def _bounds(count: int | None, total: int | None) -> tuple[float, float] | None:
    if not isinstance(count, int) or not isinstance(total, int):
        return None
    if not 0 <= count <= total:
        return None
    found = share(count, total)
    return (found.low, found.high) if found else None
