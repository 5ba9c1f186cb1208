"""Crawling on many machines: what the one writer has stored already."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0023_cluster(db: Database) -> None:
    """How far each stream of results is stored, and the ledgers of its crawls."""
    run_statements(
        db,
        [
            """CREATE TABLE cluster_streams (
                stream TEXT PRIMARY KEY,
                last_entry TEXT NOT NULL
            ) STRICT, WITHOUT ROWID""",
            """CREATE TABLE cluster_crawls (
                key TEXT PRIMARY KEY,
                crawl INTEGER NOT NULL REFERENCES crawls(id),
                ledger TEXT NOT NULL,
                ended INTEGER NOT NULL DEFAULT 0
            ) STRICT, WITHOUT ROWID""",
        ],
    )
