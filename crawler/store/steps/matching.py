"""What is kept of the matcher's reasoning."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0011_explanations(db: Database) -> None:
    """Each step of a match's explanation, beside the one sentence."""
    run_statements(
        db,
        [
            f"ALTER TABLE {table} ADD COLUMN explanation TEXT NOT NULL DEFAULT '[]'"
            for table in ("matches", "past_matches")
        ],
    )
