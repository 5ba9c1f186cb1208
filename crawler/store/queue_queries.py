"""What waits for a review, most urgent first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]

_ORDER = """SELECT listing FROM review_queue
    ORDER BY urgency, score DESC, since, listing"""
_LEARNED_ORDER = """SELECT q.listing FROM review_queue q
    JOIN listings l ON l.id = q.listing
    LEFT JOIN learned p ON p.listing = l.id AND p.version = l.version
    ORDER BY q.urgency,
        CASE l.appendix WHEN 'I' THEN 1 WHEN 'II' THEN 2 WHEN 'III' THEN 3 ELSE 4 END,
        COALESCE(p.probability, 0.5) DESC, q.score DESC, q.since, q.listing"""


def waiting(conn: sqlite3.Connection) -> Iterator[int]:
    """Give the listings that wait: Appendix I first, then by score, then by age.

    Where something was learned from reviews, its probability comes before the score,
    within the same urgency and Appendix; what it has not judged is put in the middle.
    """
    learned = conn.execute("SELECT EXISTS (SELECT 1 FROM learned)").fetchone()[0]
    cursor = conn.execute(_LEARNED_ORDER if learned else _ORDER)
    for (number,) in cursor:
        yield number


def queue_lengths(conn: sqlite3.Connection) -> dict[int, int]:
    """Count what waits by urgency."""
    return dict(
        conn.execute("SELECT urgency, COUNT(*) FROM review_queue GROUP BY 1").fetchall()
    )


def reviewed_since(conn: sqlite3.Connection, reviewer: str, since: str) -> int:
    """Count the standing reviews that *reviewer* made from *since* on."""
    found = conn.execute(
        """SELECT COUNT(*) FROM reviews WHERE reviewer = ? AND undone_at IS NULL
           AND reviewed_at >= ? AND id > (SELECT MAX(id) FROM reviews) - 20000""",
        (reviewer, since),
    ).fetchone()
    return int(found[0])


def last_review(conn: sqlite3.Connection, reviewer: str, since: str) -> Row | None:
    """Give the reviewer's last standing review since *since*: what undo takes back."""
    return _row(
        conn,
        """SELECT r.listing, r.verdict, r.reason, r.taxon, l.title
           FROM reviews r JOIN listings l ON l.id = r.listing
           WHERE r.reviewer = ? AND r.undone_at IS NULL AND r.reviewed_at >= ?
           ORDER BY r.id DESC LIMIT 1""",
        (reviewer, since),
    )


def sample_unmatched(
    conn: sqlite3.Connection, count: int, draws: Iterator[float]
) -> list[int]:
    """Draw listings without a match, each alike, by the numbers *draws* in [0, 1).

    Each draw is a number between the first and the last; one that is no listing
    without a match, or that was judged before, is drawn again.
    """
    ends = conn.execute("SELECT MIN(id), MAX(id) FROM listings").fetchone()
    if ends[0] is None:
        return []
    found: dict[int, None] = {}
    for _, draw in zip(range(200 * count), draws, strict=False):
        number = ends[0] + int(draw * (ends[1] - ends[0] + 1))
        fits = conn.execute(
            """SELECT 1 FROM listings l WHERE l.id = ? AND l.match_count = 0
               AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.listing = l.id
                   AND r.undone_at IS NULL)""",
            (number,),
        ).fetchone()
        if fits:
            found[number] = None
        if len(found) == count:
            break
    return list(found)


def to_review(conn: sqlite3.Connection, number: int) -> Row | None:
    """Give what a reviewer needs to see of a listing at least; None if unknown."""
    return _row(
        conn,
        """SELECT l.id, l.version, l.title, l.description, l.price_text, l.currency,
               l.marketplace, l.listing_id, l.url, l.state, l.first_seen_at, l.offer,
               l.appendix, l.taxon, COALESCE(
            (SELECT b.reason FROM matches b WHERE b.listing = l.id AND b.taxon = l.taxon
                ORDER BY b.score DESC, b.id LIMIT 1),
            (SELECT b.reason FROM matches b WHERE b.listing = l.id
                ORDER BY b.score DESC, b.id LIMIT 1), '') AS reason
           FROM listings l WHERE l.id = ?""",
        (number,),
    )


def _row(conn: sqlite3.Connection, sql: str, values: tuple[object, ...]) -> Row | None:
    cursor = conn.execute(sql, values)
    found = cursor.fetchone()
    if found is None:
        return None
    names = [column[0] for column in cursor.description]
    return dict(zip(names, found, strict=True))
