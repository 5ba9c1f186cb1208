"""Sites that refused us rest: a day, then two, four, eight, at most two weeks."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from crawler.store.times import utc_text

FIRST_HOURS = 24
LONGEST_HOURS = 14 * 24
LEEWAY_HOURS = 4
"""A rest ends so much sooner, for a nightly crawl does not begin to the second."""


class Rest(NamedTuple):
    """A site's rest; `refusals` counts the crawls that it refused in a row."""

    refusals: int
    since: str
    until: str
    said: str


def rest_of(conn: sqlite3.Connection, marketplace: str) -> Rest | None:
    """Give the marketplace's rest, over or not; None when its last crawl was let in."""
    row = conn.execute(
        "SELECT refusals, since, until, said FROM rests WHERE marketplace = ?",
        (marketplace,),
    ).fetchone()
    return Rest(*row) if row else None


def note_refusal(
    conn: sqlite3.Connection,
    marketplace: str,
    *,
    now: str,
    said: str,
    asked_seconds: float = 0,
) -> None:
    """Let the site rest after a crawl that it refused.

    *asked_seconds* is how long it asked us itself to stay away (Retry-After).
    """
    before = rest_of(conn, marketplace)
    refusals = before.refusals + 1 if before else 1
    hours = min(FIRST_HOURS * 2 ** min(refusals - 1, 10), LONGEST_HOURS) - LEEWAY_HOURS
    length = max(timedelta(hours=hours), timedelta(seconds=asked_seconds))
    until = utc_text(datetime.fromisoformat(now) + length)
    conn.execute(
        "INSERT OR REPLACE INTO rests VALUES (?, ?, ?, ?, ?)",
        (marketplace, refusals, before.since if before else now, until, said),
    )


def end_rest(conn: sqlite3.Connection, marketplace: str) -> None:
    """Note that the site let a crawl in."""
    conn.execute("DELETE FROM rests WHERE marketplace = ?", (marketplace,))
