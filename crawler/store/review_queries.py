"""What the report asks of the reviews: verdicts, and the sample of the unflagged."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from crawler.store.seen_before import distinct_listings


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

    A listing is unflagged whose words, as these crawls saw them, name nothing or only
    something unlikely.
    """
    ids = list(crawls)
    seen = distinct_listings(conn, [(crawl, "") for crawl in ids]).get("", 0)
    asked = json.dumps(ids)
    (flagged,) = conn.execute(
        """
        SELECT COUNT(DISTINCT listing) FROM flagged_sightings
        WHERE event <> 'gone' AND crawl IN (SELECT value FROM json_each(?))
        """,
        (asked,),
    ).fetchone()
    judged = conn.execute(
        """
        SELECT COUNT(*), COALESCE(SUM(r.verdict <> 'rejected'), 0)
        FROM reviews r CROSS JOIN listings l ON l.id = r.listing
        WHERE r.origin = 'sample_unmatched' AND r.undone_at IS NULL
          AND r.verdict <> 'unsure' AND l.offer NOT IN ('likely', 'possible')
          AND r.id = (
            SELECT MAX(o.id) FROM reviews o WHERE o.listing = r.listing
              AND o.origin = 'sample_unmatched' AND o.undone_at IS NULL)
          AND EXISTS (
            SELECT 1 FROM sightings s WHERE s.listing = l.id AND s.event <> 'gone'
              AND +s.crawl IN (SELECT value FROM json_each(?)))
        """,
        (asked,),
    ).fetchone()
    return SampleRow(seen - flagged, *judged)
