"""What a site's search was asked for: panels and queries."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0013_panels_and_queries(db: Database) -> None:
    """Which panel a crawl asked, and what came of each of its queries."""
    run_statements(
        db,
        [
            """CREATE TABLE panels (
                id INTEGER PRIMARY KEY,
                marketplace TEXT NOT NULL REFERENCES marketplaces(name),
                sha256 TEXT NOT NULL,
                first_used_at TEXT NOT NULL,
                pages INTEGER NOT NULL,
                queries TEXT NOT NULL DEFAULT '[]',
                replaces INTEGER REFERENCES panels(id),
                UNIQUE (marketplace, sha256)
            ) STRICT""",
            """ALTER TABLE crawls ADD COLUMN panel TEXT NOT NULL DEFAULT 'catalogue'
                CHECK (panel IN ('catalogue', 'fixed', 'sweep'))""",
            "ALTER TABLE crawls ADD COLUMN panel_id INTEGER REFERENCES panels(id)",
            """CREATE TABLE queries (
                id INTEGER PRIMARY KEY,
                crawl INTEGER NOT NULL REFERENCES crawls(id),
                number INTEGER NOT NULL,
                text TEXT NOT NULL,
                language TEXT NOT NULL DEFAULT '',
                taxon TEXT NOT NULL DEFAULT '',
                appendix TEXT NOT NULL DEFAULT '',
                kind TEXT NOT NULL CHECK (kind IN
                    ('specimen', 'everyday', 'common', 'scientific', 'own')),
                pages INTEGER NOT NULL DEFAULT 0,
                listings INTEGER NOT NULL DEFAULT 0,
                new INTEGER NOT NULL DEFAULT 0,
                ended TEXT NOT NULL DEFAULT 'not_asked' CHECK (ended IN
                    ('not_asked', 'done', 'limit', 'interrupted', 'refused', 'failed')),
                UNIQUE (crawl, number)
            ) STRICT""",
            "CREATE INDEX queries_taxon ON queries(taxon, crawl)",
        ],
    )
