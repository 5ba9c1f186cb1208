"""What the writer counts beside the sightings, so that a report reads little."""

from __future__ import annotations

from sqlite_utils import Database

from crawler.store.seen_before import note_seen_before
from crawler.store.steps.migrations import MIGRATIONS, run_statements


@MIGRATIONS()
def m0026_seen_before(db: Database) -> None:
    """Of each crawl, in which crawl its listings were last seen; flagged texts."""
    run_statements(
        db,
        [
            """CREATE TABLE seen_before (
                crawl INTEGER NOT NULL REFERENCES crawls(id),
                last INTEGER NOT NULL,
                last_alike INTEGER NOT NULL,
                listings INTEGER NOT NULL,
                PRIMARY KEY (crawl, last, last_alike)
            ) STRICT, WITHOUT ROWID""",
            """CREATE INDEX listing_versions_flagged ON listing_versions(listing)
                WHERE offer IN ('likely', 'possible')""",
        ],
    )
    for (last,) in db.conn.execute(
        """SELECT MIN(id) FROM crawls WHERE outcome <> 'running' GROUP BY marketplace"""
    ).fetchall():
        note_seen_before(db.conn, last)
