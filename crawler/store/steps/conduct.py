"""Where notices to a marketplace go, and what it is a member of."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0025_conduct_of_marketplaces(db: Database) -> None:
    """Two more facts of the marketplaces' own files."""
    run_statements(
        db,
        [
            f"ALTER TABLE marketplaces ADD COLUMN {name} TEXT NOT NULL DEFAULT ''"
            for name in ("notice_address", "coalition")
        ],
    )
