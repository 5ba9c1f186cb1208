"""What marketplaces were told, what they answered, and their rules on wildlife."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0022_notices_and_policies(db: Database) -> None:
    """Notices to marketplaces with their answers; texts of rules on wildlife."""
    run_statements(
        db,
        [
            """CREATE TABLE notices (
                id INTEGER PRIMARY KEY,
                marketplace TEXT NOT NULL REFERENCES marketplaces(name),
                sent_on TEXT NOT NULL,
                channel TEXT NOT NULL CHECK (channel IN
                    ('form', 'email', 'letter', 'telephone', 'api', 'other')),
                note TEXT NOT NULL DEFAULT '',
                noted_at TEXT NOT NULL,
                noted_by TEXT NOT NULL,
                answered_on TEXT,
                answer TEXT NOT NULL DEFAULT '' CHECK (answer IN
                    ('', 'removed', 'partly', 'refused', 'asked', 'acknowledged')),
                answer_note TEXT NOT NULL DEFAULT '',
                CHECK ((answered_on IS NULL) = (answer = '')),
                CHECK (answered_on IS NULL OR answered_on >= sent_on)
            ) STRICT""",
            "CREATE INDEX notices_marketplace ON notices(marketplace, sent_on)",
            """CREATE TABLE notice_listings (
                notice INTEGER NOT NULL REFERENCES notices(id),
                listing INTEGER NOT NULL REFERENCES listings(id),
                PRIMARY KEY (notice, listing)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX notice_listings_listing ON notice_listings(listing)",
            """CREATE TABLE wildlife_policies (
                id INTEGER PRIMARY KEY,
                marketplace TEXT NOT NULL,
                in_force_on TEXT NOT NULL,
                read_on TEXT NOT NULL,
                source TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                text TEXT NOT NULL,
                noted_by TEXT NOT NULL,
                UNIQUE (marketplace, in_force_on)
            ) STRICT""",
        ],
    )
