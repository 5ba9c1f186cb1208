"""Who is behind a pseudonym, where a unit may know; and what is not to be deleted."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0016_identities_and_holds(db: Database) -> None:
    """Sellers' names, encrypted with a key that is not here; legal holds."""
    run_statements(
        db,
        [
            """CREATE TABLE seller_identities (
                seller INTEGER PRIMARY KEY REFERENCES sellers(id),
                sealed BLOB NOT NULL,
                kept_at TEXT NOT NULL,
                last_seen_at TEXT NOT NULL
            ) STRICT""",
            """CREATE TABLE holds (
                listing INTEGER PRIMARY KEY REFERENCES listings(id),
                held_at TEXT NOT NULL,
                held_by TEXT NOT NULL,
                reason TEXT NOT NULL
            ) STRICT""",
            "CREATE INDEX listings_last_seen ON listings(last_seen_at)",
        ],
    )
