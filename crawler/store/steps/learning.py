"""What was learned from a unit's reviews."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0021_learned(db: Database) -> None:
    """The probability that a reviewer accepts a match, for the order of the queue."""
    run_statements(
        db,
        [
            """CREATE TABLE learned (
                listing INTEGER PRIMARY KEY REFERENCES listings(id),
                version INTEGER NOT NULL REFERENCES listing_versions(id),
                probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
                model TEXT NOT NULL,
                judged_at TEXT NOT NULL
            ) STRICT""",
        ],
    )
