"""What is kept of people, how old it is, and what is due to be deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

FLAGGED = "l.id IN (SELECT listing FROM listing_versions WHERE offer IN ('likely', 'possible'))"
"""A listing that had a flagged text, also when it has been rewritten since."""
HELD = """
    (l.id IN (SELECT listing FROM holds)
     OR l.id IN (SELECT c.listing FROM case_listings c JOIN cases k ON k.id = c.case_id
                 WHERE k.state = 'open'))
"""
"""A listing under legal hold: by hand, or because it is in an open case."""
_HAS_TEXT = "(l.title <> '' OR l.description <> '' OR l.url <> '')"


def sealed_identity(
    conn: sqlite3.Connection, seller: int
) -> tuple[str, str, bytes] | None:
    """Give marketplace, pseudonym and encrypted name of a seller, None if not kept."""
    row = conn.execute(
        """SELECT s.marketplace, s.pseudonym, i.sealed
           FROM seller_identities i JOIN sellers s ON s.id = i.seller
           WHERE i.seller = ?""",
        (seller,),
    ).fetchone()
    return tuple(row) if row else None


def seller_of(conn: sqlite3.Connection, listing: int) -> int | None:
    """Give the seller of a listing."""
    row = conn.execute(
        "SELECT seller_id FROM listings WHERE id = ?", (listing,)
    ).fetchone()
    return row[0] if row else None


def due_texts(
    conn: sqlite3.Connection, before: str, *, flagged: bool, held: bool = False
) -> list[int]:
    """Give listings last seen before *before* that still have texts, held or not."""
    rows = conn.execute(
        f"""SELECT l.id FROM listings l
            WHERE l.last_seen_at < ? AND {_HAS_TEXT}
              AND {"" if flagged else "NOT"} {FLAGGED} AND {"" if held else "NOT"} {HELD}
            ORDER BY l.id""",  # noqa: S608 (our own words)
        (before,),
    )
    return [number for (number,) in rows]


def due_identities(
    conn: sqlite3.Connection, before: str, *, held: bool = False
) -> list[int]:
    """Give sellers last seen before *before* whose names are kept.

    A seller is held when one of its listings is.
    """
    of_seller = (
        f"EXISTS (SELECT 1 FROM listings l WHERE l.seller_id = i.seller AND {HELD})"  # noqa: S608
    )
    rows = conn.execute(
        f"""SELECT i.seller FROM seller_identities i
            WHERE i.last_seen_at < ? AND {"" if held else "NOT"} {of_seller}
            ORDER BY i.seller""",  # noqa: S608 (our own words)
        (before,),
    )
    return [number for (number,) in rows]


def due_evidence(
    conn: sqlite3.Connection, before: str, *, held: bool = False
) -> list[tuple[str, str]]:
    """Give listings (marketplace, own id) whose last capture is older than *before*."""
    rows = conn.execute(
        f"""SELECT e.marketplace, e.listing_id FROM evidence e
            LEFT JOIN listings l ON l.marketplace = e.marketplace
                AND l.listing_id = e.listing_id
            WHERE e.listing_id <> '' AND e.deleted_at IS NULL
            GROUP BY e.marketplace, e.listing_id
            HAVING MAX(e.captured_at) < ?
               AND COALESCE(MAX({HELD}), 0) = {int(held)}
            ORDER BY 1, 2""",  # noqa: S608 (our own words)
        (before,),
    )
    return rows.fetchall()


def due_exports(conn: sqlite3.Connection, before: str) -> list[str]:
    """Give the files of exports made before *before*."""
    rows = conn.execute("SELECT path FROM exports WHERE made_at < ?", (before,))
    return [path for (path,) in rows]


def held_listings(conn: sqlite3.Connection) -> list[tuple[int, str, str, str, str]]:
    """Give what is held: listing, its title, since when, by whom, why."""
    return conn.execute(
        """SELECT h.listing, l.title, h.held_at, h.held_by, h.reason
           FROM holds h JOIN listings l ON l.id = h.listing
           UNION ALL
           SELECT l.id, l.title, c.added_at, c.added_by, 'open case ' || k.reference
           FROM case_listings c JOIN cases k ON k.id = c.case_id
           JOIN listings l ON l.id = c.listing WHERE k.state = 'open'
           ORDER BY 1, 3"""
    ).fetchall()


_KEPT = {
    "listings with texts, not flagged": f"""
        SELECT COUNT(*), MIN(l.last_seen_at), MAX(l.last_seen_at) FROM listings l
        WHERE {_HAS_TEXT} AND NOT {FLAGGED}""",  # noqa: S608
    "listings with texts, flagged": f"""
        SELECT COUNT(*), MIN(l.last_seen_at), MAX(l.last_seen_at) FROM listings l
        WHERE {_HAS_TEXT} AND {FLAGGED}""",  # noqa: S608
    "pseudonyms of sellers": """
        SELECT COUNT(*), MIN(l.first_seen_at), MAX(l.last_seen_at) FROM
            (SELECT seller_id, MIN(first_seen_at) AS first_seen_at,
                    MAX(last_seen_at) AS last_seen_at
             FROM listings WHERE seller_id IS NOT NULL GROUP BY seller_id) l""",
    "names of sellers, encrypted": """
        SELECT COUNT(*), MIN(last_seen_at), MAX(last_seen_at) FROM seller_identities""",
    "objects of evidence": """
        SELECT COUNT(*), MIN(captured_at), MAX(captured_at) FROM evidence
        WHERE deleted_at IS NULL AND listing_id <> ''""",
    "exports": "SELECT COUNT(*), MIN(made_at), MAX(made_at) FROM exports",
    "hand-overs": "SELECT COUNT(*), MIN(made_at), MAX(made_at) FROM handovers",
    "messages to partners": "SELECT COUNT(*), MIN(queued_at), MAX(queued_at) FROM outbox",
    "reviews": "SELECT COUNT(*), MIN(reviewed_at), MAX(reviewed_at) FROM reviews",
    "rows of the audit record": "SELECT COUNT(*), MIN(at), MAX(at) FROM audit",
}


def what_is_kept(conn: sqlite3.Connection) -> dict[str, tuple[int, str, str]]:
    """Count each kind of data with the times of its oldest and newest."""
    found = {}
    for name, query in _KEPT.items():
        count, oldest, newest = conn.execute(query).fetchone()
        found[name] = count, oldest or "", newest or ""
    return found


def deletions(conn: sqlite3.Connection) -> Iterable[tuple[str, str, str]]:
    """Give time, actor and detail of each deletion, the latest first."""
    return conn.execute(
        """SELECT at, actor, detail FROM audit WHERE action = 'data deleted in time'
           ORDER BY id DESC LIMIT 20"""
    ).fetchall()
