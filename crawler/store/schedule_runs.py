"""Runs of the schedules: when each was due, when it ran, what was missed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


def last_due(conn: sqlite3.Connection, schedule: str) -> str:
    """Give the last due time that the record knows of, "" when it knows none."""
    (last,) = conn.execute(
        "SELECT MAX(due_at) FROM schedule_runs WHERE schedule = ?", (schedule,)
    ).fetchone()
    return last or ""


def register(conn: sqlite3.Connection, schedule: str, now: str) -> None:
    """Begin the record of a schedule: what was due before counts for nothing."""
    conn.execute(
        "INSERT INTO schedule_runs (schedule, due_at, outcome) "
        "VALUES (?, ?, 'registered')",
        (schedule, now),
    )


def note_missed(
    conn: sqlite3.Connection, schedule: str, due_times: Iterable[str]
) -> None:
    """Note due times at which nothing ran."""
    conn.executemany(
        "INSERT INTO schedule_runs (schedule, due_at, outcome) VALUES (?, ?, 'missed')",
        [(schedule, due) for due in due_times],
    )


def begin_run(conn: sqlite3.Connection, schedule: str, due: str, now: str) -> int:
    """Note that the run due at *due* begins; give its id."""
    run = conn.execute(
        """INSERT INTO schedule_runs (schedule, due_at, started_at, outcome)
           VALUES (?, ?, ?, 'running')""",
        (schedule, due, now),
    ).lastrowid
    assert run is not None  # noqa: S101
    return run


def note_overlapping(
    conn: sqlite3.Connection, schedule: str, due: str, now: str
) -> None:
    """Note a run that was refused because the one before is still under way."""
    conn.execute(
        """INSERT INTO schedule_runs (schedule, due_at, ended_at, outcome)
           VALUES (?, ?, ?, 'overlapping')""",
        (schedule, due, now),
    )


def end_run(conn: sqlite3.Connection, run: int, outcome: str, now: str) -> None:
    """Note how the run ended."""
    conn.execute(
        "UPDATE schedule_runs SET outcome = ?, ended_at = ? WHERE id = ?",
        (outcome, now, run),
    )


def close_dead_runs(conn: sqlite3.Connection, schedule: str, now: str) -> None:
    """Close runs whose process died; the caller holds the schedule's lock."""
    conn.execute(
        """UPDATE schedule_runs SET outcome = 'interrupted', ended_at = ?
           WHERE schedule = ? AND outcome = 'running'""",
        (now, schedule),
    )


def last_run(conn: sqlite3.Connection, schedule: str) -> tuple[str, str, str] | None:
    """Give when the last run was due, when it began and how it ended."""
    row: tuple[str, str, str] | None = conn.execute(
        """SELECT due_at, started_at, outcome FROM schedule_runs
           WHERE schedule = ? AND started_at IS NOT NULL
           ORDER BY id DESC LIMIT 1""",
        (schedule,),
    ).fetchone()
    return row


def count_missed(conn: sqlite3.Connection, schedule: str, since: str) -> int:
    """Count the due times since *since* at which nothing ran."""
    (missed,) = conn.execute(
        """SELECT COUNT(*) FROM schedule_runs
           WHERE schedule = ? AND outcome = 'missed' AND due_at >= ?""",
        (schedule, since),
    ).fetchone()
    return int(missed)
