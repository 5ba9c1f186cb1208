"""What sellers claim of their offers."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0019_claims(db: Database) -> None:
    """The seller's claims beside the judgement on a text."""
    run_statements(
        db,
        [
            f"ALTER TABLE {table} ADD COLUMN claims TEXT NOT NULL DEFAULT '[]'"
            for table in ("listings", "listing_versions")
        ],
    )
