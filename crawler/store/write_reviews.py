"""Writing what a reviewer decided on a listing, and taking it back."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

VERDICTS = ("accepted", "rejected", "wrong_taxon", "unsure")
REASONS = (
    "toy_or_model",
    "print_or_pattern",
    "brand_or_name",
    "plant_or_animal_not_listed",
    "artificial_material",
    "wanted_or_service",
    "book_or_picture",
    "other",
)
"""Why a name match is no offer of a listed specimen."""
ORIGINS = ("queue", "sample_unmatched")


class ReviewError(ValueError):
    """The review cannot be kept; the text says why."""


@dataclass(frozen=True)
class Judgement:
    """What a person decided on a text of a listing.

    *version* is the text that the person saw; *taxon_id* and *taxon* the right
    taxon, where it was another.
    """

    listing: int
    version: int
    verdict: str
    reason: str = ""
    taxon_id: str = ""
    taxon: str = ""
    note: str = ""
    origin: str = "queue"


def write_review(
    conn: sqlite3.Connection, reviewer: str, judgement: Judgement, *, at: str
) -> int:
    """Keep a judgement in the caller's transaction, and give its id.

    Raises:
        ReviewError: it is none of `VERDICTS`, or its text is not the listing's.
    """
    _check(judgement)
    known = conn.execute(
        "SELECT 1 FROM listing_versions WHERE id = ? AND listing = ?",
        (judgement.version, judgement.listing),
    ).fetchone()
    if known is None:
        raise ReviewError(f"there is no such text of listing {judgement.listing}")
    cursor = conn.execute(
        """INSERT INTO reviews (listing, version, reviewed_at, reviewer, verdict,
               reason, taxon_id, taxon, note, origin)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            judgement.listing,
            judgement.version,
            at,
            reviewer,
            judgement.verdict,
            judgement.reason,
            judgement.taxon_id,
            judgement.taxon,
            judgement.note,
            judgement.origin,
        ),
    )
    return int(cursor.lastrowid or 0)


def undo_last_review(
    conn: sqlite3.Connection, reviewer: str, *, at: str, since: str = ""
) -> int | None:
    """Take back the reviewer's last standing review made from *since* on.

    Gives the listing, None if there is nothing to take back.
    """
    found = conn.execute(
        """SELECT id, listing FROM reviews WHERE reviewer = ? AND undone_at IS NULL
           AND reviewed_at >= ? ORDER BY id DESC LIMIT 1""",
        (reviewer, since),
    ).fetchone()
    if found is None:
        return None
    conn.execute("UPDATE reviews SET undone_at = ? WHERE id = ?", (at, found[0]))
    return int(found[1])


def _check(judgement: Judgement) -> None:
    if judgement.verdict not in VERDICTS:
        raise ReviewError(f"{judgement.verdict!r} is none of {', '.join(VERDICTS)}")
    if judgement.origin not in ORIGINS:
        raise ReviewError(f"{judgement.origin!r} is none of {', '.join(ORIGINS)}")
    if judgement.verdict == "rejected" and judgement.reason not in REASONS:
        raise ReviewError(f"a rejection needs a reason: {', '.join(REASONS)}")
    if judgement.verdict == "wrong_taxon" and not judgement.taxon_id:
        raise ReviewError("name the right taxon")
