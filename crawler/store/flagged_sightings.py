"""The sightings of flagged listings once more, crawl by crawl.

Few of all sightings are of flagged listings, and they lie all over a large file; here
those of a period lie together. The writer adds them as it sees the listings;
triggers follow a judgement or an event that changes later.
"""

from __future__ import annotations

import sqlite3

FLAGGED_OFFERS = frozenset({"likely", "possible"})
"""What a flagged text is taken for."""
FLAGGED = "v.offer IN ('likely', 'possible') AND v.appendix <> ''"
"""A flagged text: a likely or possible name match of a listed taxon.

Each version of a listing keeps its own judgement, so that a listing whose words
are changed later still counts for the weeks in which it was flagged.
"""

# CROSS JOIN makes SQLite begin with the flagged texts, which are few.
_GIVEN = f"""
    SELECT s.crawl, s.listing, s.version, s.seen_at, s.event
    FROM listing_versions v
    CROSS JOIN sightings s ON s.listing = v.listing AND s.version = v.id
    WHERE {FLAGGED}
"""  # noqa: S608 (our own words)
_ADD = "INSERT INTO flagged_sightings (crawl, listing, version, seen_at, event)"
NOTE_FLAGGED = f"{_ADD} {_GIVEN} AND v.listing = ? AND s.crawl = ?"
"""Add the sighting of a listing in a crawl, if the text that was seen is flagged."""
NOTE_FLAGGED_OF = f"{_ADD} {_GIVEN} AND s.crawl = ? AND v.listing IN ({{}})"
"""The same for the listings that a SELECT to be put in gives."""
FAULTS = f"""
    WITH given AS ({_GIVEN}),
    kept AS (SELECT crawl, listing, version, seen_at, event FROM flagged_sightings)
    SELECT DISTINCT listing FROM (
        SELECT * FROM (SELECT * FROM given EXCEPT SELECT * FROM kept)
        UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM given))
"""  # noqa: S608 (our own words)
"""Listings whose flagged sightings are not those of their flagged texts."""


def note_all_flagged(conn: sqlite3.Connection) -> None:
    """Fill the empty table from the sightings, in the caller's transaction."""
    conn.execute(f"{_ADD} {_GIVEN} ORDER BY 1, 2")
