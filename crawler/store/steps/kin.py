"""Listings that repeat each other."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0018_kin(db: Database) -> None:
    """Find the listings that repeat one."""
    run_statements(
        db,
        [
            """CREATE INDEX listings_relisted ON listings(relisted_from)
                WHERE relisted_from IS NOT NULL""",
            """CREATE INDEX listings_same ON listings(same_as)
                WHERE same_as IS NOT NULL""",
        ],
    )
