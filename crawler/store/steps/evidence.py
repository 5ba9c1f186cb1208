"""What was kept as evidence, as a chain of checksums, and its time stamps."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0009_evidence(db: Database) -> None:
    """A row for each WARC record; only its place in the file may change."""
    run_statements(
        db,
        [
            """CREATE TABLE evidence (
                id INTEGER PRIMARY KEY,
                captured_at TEXT NOT NULL,
                marketplace TEXT NOT NULL,
                listing_id TEXT NOT NULL DEFAULT '',
                content_sha256 TEXT NOT NULL DEFAULT '',
                crawl INTEGER REFERENCES crawls(id),
                kind TEXT NOT NULL CHECK (kind IN ('about', 'request', 'page',
                    'picture', 'style', 'screenshot', 'print', 'details')),
                reason TEXT NOT NULL DEFAULT '' CHECK (reason IN
                    ('', 'first_match', 'changed', 'asked')),
                url TEXT NOT NULL DEFAULT '',
                status INTEGER NOT NULL DEFAULT 0,
                content_type TEXT NOT NULL DEFAULT '',
                payload_bytes INTEGER NOT NULL DEFAULT 0,
                payload_sha256 TEXT NOT NULL DEFAULT '',
                repeats TEXT NOT NULL DEFAULT '',
                warc TEXT NOT NULL,
                record_id TEXT NOT NULL UNIQUE,
                record_bytes INTEGER NOT NULL,
                record_sha256 TEXT NOT NULL,
                clock TEXT NOT NULL DEFAULT '',
                software_version TEXT NOT NULL DEFAULT '',
                species_list_version TEXT NOT NULL DEFAULT '',
                previous_sha256 TEXT NOT NULL,
                sha256 TEXT NOT NULL UNIQUE,
                at_byte INTEGER NOT NULL,
                deleted_at TEXT
            ) STRICT""",
            "CREATE INDEX evidence_listing ON evidence(marketplace, listing_id)",
            "CREATE INDEX evidence_payload ON evidence(payload_sha256)",
            "CREATE INDEX evidence_warc ON evidence(warc, id)",
            """CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE OF id, captured_at,
               marketplace, listing_id, content_sha256, crawl, kind, reason, url,
               status, content_type, payload_bytes, payload_sha256, repeats,
               warc, record_id, record_bytes, record_sha256, clock, software_version,
               species_list_version, previous_sha256, sha256 ON evidence
               BEGIN SELECT RAISE(ABORT, 'the chain of evidence is append-only');
               END""",
            """CREATE TRIGGER evidence_is_not_deleted BEFORE DELETE ON evidence
               BEGIN SELECT RAISE(ABORT, 'the chain of evidence is append-only');
               END""",
            """CREATE TABLE evidence_stamps (
                id INTEGER PRIMARY KEY,
                evidence INTEGER NOT NULL REFERENCES evidence(id),
                head_sha256 TEXT NOT NULL,
                authority TEXT NOT NULL,
                stamped_at TEXT NOT NULL,
                token BLOB NOT NULL
            ) STRICT""",
        ],
    )
