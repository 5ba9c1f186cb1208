"""What is learned from: reviews with their listings; and what was learned."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_MATCH = "score, kind, language, offer, appendix, taxon, taxon_group, explanation"
_LISTING = """v.title, v.description, v.price_amount, v.currency, l.marketplace,
    l.seller_id, l.text_fingerprint"""


class Subject(NamedTuple):
    """A listing's text with the best match of it.

    `explanation` is the JSON of its steps.
    """

    listing: int
    version: int
    title: str
    description: str
    price_amount: float | None
    currency: str
    marketplace: str
    seller_id: int | None
    text_fingerprint: str
    score: float
    kind: str
    language: str
    offer: str
    appendix: str
    taxon: str
    taxon_group: str
    explanation: str


class Label(NamedTuple):
    """What a person decided on a subject, and when."""

    subject: Subject
    verdict: str
    reviewed_at: str


def reviewed(conn: sqlite3.Connection) -> Iterator[Label]:
    """Give the last standing review of each text that had a match.

    A person's `unsure` teaches nothing; nor do listings drawn without a match.
    """
    matches = f"""SELECT id, 0 AS past, listing, version, {_MATCH} FROM matches
        UNION ALL
        SELECT id, 1, listing, version, {_MATCH} FROM past_matches"""  # noqa: S608
    columns = ", ".join(f"m.{name.strip()}" for name in _MATCH.split(","))
    rows = conn.execute(
        f"""WITH last AS (
                SELECT MAX(id) AS id FROM reviews
                WHERE undone_at IS NULL AND origin = 'queue' GROUP BY version),
            m AS ({matches})
            SELECT r.listing, r.version, {_LISTING}, {columns}, r.verdict, r.reviewed_at,
                m.past, m.id
            FROM last JOIN reviews r ON r.id = last.id
            JOIN listings l ON l.id = r.listing
            JOIN listing_versions v ON v.id = r.version
            JOIN m ON m.version = r.version
            WHERE r.verdict <> 'unsure'
            ORDER BY r.id, m.past, m.score DESC, m.id"""  # noqa: S608
    )
    before = None
    for row in rows:
        if row[1] != before:
            before = row[1]
            yield Label(Subject(*row[:17]), row[17], row[18])


def waiting_subjects(conn: sqlite3.Connection) -> Iterator[Subject]:
    """Give the listings that wait for a review, each with its best match."""
    columns = ", ".join(f"m.{name.strip()}" for name in _MATCH.split(","))
    rows = conn.execute(
        f"""SELECT l.id, l.version, {_LISTING}, {columns}
            FROM review_queue q JOIN listings l ON l.id = q.listing
            JOIN listing_versions v ON v.id = l.version
            JOIN matches m ON m.listing = l.id
            ORDER BY l.id, m.score DESC, m.id"""  # noqa: S608
    )
    before = None
    for row in rows:
        if row[0] != before:
            before = row[0]
            yield Subject(*row)


def keep_probabilities(
    conn: sqlite3.Connection,
    judged: Iterable[tuple[Subject, float]],
    model: str,
    now: str,
) -> int:
    """Replace what was learned of listings, in the caller's transaction."""
    conn.execute("DELETE FROM learned")
    rows = [
        (subject.listing, subject.version, probability, model, now)
        for subject, probability in judged
    ]
    conn.executemany(
        """INSERT INTO learned (listing, version, probability, model, judged_at)
           VALUES (?, ?, ?, ?, ?)""",
        rows,
    )
    return len(rows)


def forget(conn: sqlite3.Connection) -> int:
    """Remove what was learned of listings, in the caller's transaction."""
    return conn.execute("DELETE FROM learned").rowcount


def count_learned(conn: sqlite3.Connection) -> int:
    """Count the listings that bear a learned probability."""
    (count,) = conn.execute("SELECT COUNT(*) FROM learned").fetchone()
    return int(count)
