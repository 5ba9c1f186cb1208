"""Matching stored listings again."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0014_rematches(db: Database) -> None:
    """How far a run has come that matches stored listings again."""
    run_statements(
        db,
        [
            """CREATE TABLE rematches (
                id INTEGER PRIMARY KEY,
                started_at TEXT NOT NULL,
                finished_at TEXT,
                asked TEXT NOT NULL,
                matcher TEXT NOT NULL,
                species_list_version TEXT NOT NULL,
                last_listing INTEGER NOT NULL DEFAULT 0,
                counts TEXT NOT NULL DEFAULT '{}'
            ) STRICT""",
        ],
    )
