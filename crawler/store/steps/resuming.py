"""Crawls that go on, pages that did not change."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0017_resumed_crawls_and_page_validators(db: Database) -> None:
    """How often a crawl was taken up; what a site needs to say "as before"."""
    run_statements(
        db,
        [
            "ALTER TABLE crawls ADD COLUMN resumed INTEGER NOT NULL DEFAULT 0",
            """CREATE TABLE page_validators (
                listing INTEGER PRIMARY KEY REFERENCES listings(id),
                url TEXT NOT NULL,
                etag TEXT NOT NULL DEFAULT '',
                last_modified TEXT NOT NULL DEFAULT '',
                read_with TEXT NOT NULL,
                fetched_at TEXT NOT NULL
            ) STRICT""",
            "CREATE INDEX page_validators_url ON page_validators(url)",
        ],
    )
