"""What was handed over to whom, and what waits to be sent."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0015_handovers_and_outbox(db: Database) -> None:
    """Hand-overs with their receipts; messages that stay until they are delivered."""
    run_statements(
        db,
        [
            """CREATE TABLE handovers (
                id INTEGER PRIMARY KEY,
                export INTEGER NOT NULL REFERENCES exports(id),
                contact TEXT NOT NULL,
                contact_name TEXT NOT NULL,
                key TEXT NOT NULL,
                made_at TEXT NOT NULL,
                made_by TEXT NOT NULL,
                plain_sha256 TEXT NOT NULL,
                received_at TEXT,
                received_by TEXT NOT NULL DEFAULT '',
                note TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            "CREATE INDEX handovers_contact ON handovers(contact, id)",
            """CREATE TABLE outbox (
                id INTEGER PRIMARY KEY,
                idempotency_key TEXT NOT NULL UNIQUE,
                contact TEXT NOT NULL,
                queued_at TEXT NOT NULL,
                body TEXT NOT NULL,
                attempts INTEGER NOT NULL DEFAULT 0,
                next_at TEXT NOT NULL,
                delivered_at TEXT,
                answer TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            "CREATE INDEX outbox_due ON outbox(next_at) WHERE delivered_at IS NULL",
            """CREATE TABLE outbox_marks (
                contact TEXT PRIMARY KEY,
                version INTEGER NOT NULL
            ) STRICT""",
        ],
    )
