"""Running for years: schedules, health of crawls, alarms."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0010_schedule_health_alarms(db: Database) -> None:
    """When crawls were due and run, how they measured up, and who was told."""
    run_statements(
        db,
        [
            """CREATE TABLE schedule_runs (
                id INTEGER PRIMARY KEY,
                schedule TEXT NOT NULL,
                due_at TEXT NOT NULL,
                started_at TEXT,
                ended_at TEXT,
                outcome TEXT NOT NULL CHECK (outcome IN ('registered', 'running',
                    'done', 'failed', 'overlapping', 'missed', 'interrupted'))
            ) STRICT""",
            "CREATE INDEX schedule_runs_due ON schedule_runs(schedule, due_at)",
            """CREATE TABLE crawl_health (
                crawl_id INTEGER PRIMARY KEY REFERENCES crawls(id),
                judged_at TEXT NOT NULL,
                verdict TEXT NOT NULL CHECK (verdict IN
                    ('normal', 'partial', 'abnormal', 'accepted')),
                kind TEXT NOT NULL DEFAULT '',
                said TEXT NOT NULL DEFAULT '',
                measures TEXT NOT NULL DEFAULT '{}'
            ) STRICT""",
            """CREATE TABLE alarms (
                id INTEGER PRIMARY KEY,
                marketplace TEXT NOT NULL REFERENCES marketplaces(name),
                kind TEXT NOT NULL,
                said TEXT NOT NULL,
                raised_at TEXT NOT NULL,
                first_crawl INTEGER NOT NULL REFERENCES crawls(id),
                last_crawl INTEGER NOT NULL REFERENCES crawls(id),
                crawls INTEGER NOT NULL DEFAULT 1,
                ended_at TEXT,
                ended_by TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            """CREATE UNIQUE INDEX alarms_open ON alarms(marketplace)
                WHERE ended_at IS NULL""",
            """CREATE TABLE alarm_messages (
                id INTEGER PRIMARY KEY,
                alarm INTEGER NOT NULL REFERENCES alarms(id),
                event TEXT NOT NULL CHECK (event IN ('raised', 'recovered')),
                channel TEXT NOT NULL CHECK (channel IN ('file', 'email', 'webhook')),
                made_at TEXT NOT NULL,
                sent_at TEXT,
                tries INTEGER NOT NULL DEFAULT 0,
                error TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            """CREATE INDEX alarm_messages_unsent ON alarm_messages(id)
                WHERE sent_at IS NULL""",
        ],
    )
