"""What the report asks of the reviews: verdicts, and the sample of the unflagged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class ReviewRow(NamedTuple):
    """What a person last decided on a listing, and on which of its texts."""

    listing: int
    version: int
    verdict: str


class SampleRow(NamedTuple):
    """The unflagged listings seen, those of them judged, and the offers among these."""

    unflagged: int
    sampled: int
    offers: int


def last_reviews(conn: sqlite3.Connection, listings: Iterable[int]) -> list[ReviewRow]:
    """Give the last review of each of *listings* that was not taken back."""
    rows = conn.execute(
        """
        SELECT r.listing, r.version, r.verdict
        FROM json_each(?) i JOIN reviews r ON r.listing = i.value
        WHERE r.undone_at IS NULL AND r.id = (
            SELECT MAX(o.id) FROM reviews o
            WHERE o.listing = r.listing AND o.undone_at IS NULL)
        ORDER BY r.listing
        """,
        (json.dumps(list(listings)),),
    )
    return [ReviewRow(*row) for row in rows]


def sample_of_unflagged(conn: sqlite3.Connection, crawls: Iterable[int]) -> SampleRow:
    """Count what *crawls* saw without a flag, and the judged sample of it.

    A listing whose words name nothing, or only something unlikely, is unflagged.
    """
    row = conn.execute(
        """
        WITH seen AS (
            SELECT DISTINCT s.listing FROM json_each(?) c
            JOIN sightings s ON s.crawl = c.value AND s.event <> 'gone'
        ), unflagged AS (
            SELECT l.id FROM seen JOIN listings l ON l.id = seen.listing
            WHERE l.offer NOT IN ('likely', 'possible')
        ), judged AS (
            SELECT r.verdict FROM unflagged u JOIN reviews r ON r.listing = u.id
            WHERE r.origin = 'sample_unmatched' AND r.undone_at IS NULL
              AND r.verdict <> 'unsure' AND r.id = (
                SELECT MAX(o.id) FROM reviews o WHERE o.listing = u.id
                  AND o.origin = 'sample_unmatched' AND o.undone_at IS NULL)
        )
        SELECT (SELECT COUNT(*) FROM unflagged), (SELECT COUNT(*) FROM judged),
               (SELECT COUNT(*) FROM judged WHERE verdict <> 'rejected')
        """,
        (json.dumps(list(crawls)),),
    ).fetchone()
    return SampleRow(*row)
