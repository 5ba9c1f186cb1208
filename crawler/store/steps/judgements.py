"""What people decide: reviews, cases, and the record of who did what."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0005_reviews_cases_audit(db: Database) -> None:
    """Judgements of people, kept apart from what a crawl may write again."""
    run_statements(
        db,
        [
            """CREATE TABLE reviews (
                id INTEGER PRIMARY KEY,
                listing INTEGER NOT NULL REFERENCES listings(id),
                version INTEGER NOT NULL REFERENCES listing_versions(id),
                reviewed_at TEXT NOT NULL,
                reviewer TEXT NOT NULL,
                verdict TEXT NOT NULL CHECK (verdict IN
                    ('accepted', 'rejected', 'wrong_taxon', 'unsure')),
                reason TEXT NOT NULL DEFAULT '',
                taxon_id TEXT NOT NULL DEFAULT '',
                taxon TEXT NOT NULL DEFAULT '',
                note TEXT NOT NULL DEFAULT '',
                origin TEXT NOT NULL DEFAULT 'queue' CHECK (origin IN
                    ('queue', 'sample_unmatched')),
                undone_at TEXT
            ) STRICT""",
            "CREATE INDEX reviews_listing ON reviews(listing, id)",
            "CREATE INDEX reviews_reviewer ON reviews(reviewer, id)",
            """CREATE TABLE cases (
                id INTEGER PRIMARY KEY,
                reference TEXT NOT NULL UNIQUE,
                title TEXT NOT NULL DEFAULT '',
                country TEXT NOT NULL DEFAULT '',
                state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
                opened_at TEXT NOT NULL,
                opened_by TEXT NOT NULL,
                closed_at TEXT,
                note TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            """CREATE TABLE case_listings (
                case_id INTEGER NOT NULL REFERENCES cases(id),
                listing INTEGER NOT NULL REFERENCES listings(id),
                added_at TEXT NOT NULL,
                added_by TEXT NOT NULL,
                note TEXT NOT NULL DEFAULT '',
                PRIMARY KEY (case_id, listing)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX case_listings_listing ON case_listings(listing)",
            """CREATE TABLE audit (
                id INTEGER PRIMARY KEY,
                at TEXT NOT NULL,
                actor TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL DEFAULT '',
                detail TEXT NOT NULL DEFAULT '{}',
                previous_sha256 TEXT NOT NULL,
                sha256 TEXT NOT NULL UNIQUE
            ) STRICT""",
            """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
               BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
            """CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
               BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END""",
        ],
    )
