"""One run of a schedule: what is due, what was missed, the crawl, its end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from crawler.schedule.cron import due_between
from crawler.schedule.settings import ScheduledCrawl
from crawler.store import Store, schedule_runs
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.times import utc_text
from crawler.workspace import Workspace

Command = list[str]
Runner = Callable[[Command], int]
"""Runs a command to its end and gives its exit code."""


def crawl_command(workspace: Workspace, entry: ScheduledCrawl) -> Command:
    """Give the command that crawls what *entry* names."""
    folder = str(workspace.folder)
    program = [sys.executable, "-m", "crawler", "crawl"]
    panel = ["--panel", entry.panel] if entry.panel else []
    return [*program, *entry.marketplaces, *panel, "--workspace", folder]


def run_command(command: Command) -> int:
    """Run *command*; give its exit code."""
    return subprocess.run(command, check=False).returncode  # noqa: S603


def due_now(
    workspace: Workspace, entry: ScheduledCrawl, now: datetime
) -> list[datetime]:
    """List the due times of *entry* up to *now* of which nothing is recorded.

    A schedule that is new is registered: what came before it was never due.
    """
    with Store.open(workspace.database) as store, explaining(store.path):
        last = schedule_runs.last_due(store.conn, entry.name)
        if not last:
            with transaction(store.conn):
                schedule_runs.register(store.conn, entry.name, utc_text(now))
            return []
    since = datetime.fromisoformat(last)
    return due_between(entry.calendar, entry.timezone, since, now)


def run_schedule(
    workspace: Workspace,
    entry: ScheduledCrawl,
    run: Runner = run_command,
) -> str:
    """Run *entry* once now, for the last due time; those before it were missed.

    Gives the outcome: `done`, `failed`, `interrupted`, or `overlapping` when the
    run before is still under way.

    Raises:
        StoreError: the database cannot be used.
    """
    now = datetime.now(UTC)
    due = [utc_text(moment) for moment in due_now(workspace, entry, now)]
    this, earlier = (due[-1], due[:-1]) if due else (utc_text(now), [])
    folder = workspace.folder / "locks"
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / f"schedule-{entry.name}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        with Store.open(workspace.database) as store, explaining(store.path):
            schedule_runs.note_overlapping(
                store.conn, entry.name, this, utc_text(datetime.now(UTC))
            )
        return "overlapping"
    with lock:
        number = _begin(workspace, entry.name, this, earlier)
        outcome = _outcome(run(crawl_command(workspace, entry)))
        with Store.open(workspace.database) as store, explaining(store.path):
            ended = utc_text(datetime.now(UTC))
            schedule_runs.end_run(store.conn, number, outcome, ended)
    return outcome


def _begin(workspace: Workspace, name: str, due: str, missed: list[str]) -> int:
    now = utc_text(datetime.now(UTC))
    with (
        Store.open(workspace.database) as store,
        explaining(store.path),
        transaction(store.conn),
    ):
        schedule_runs.close_dead_runs(store.conn, name, now)
        schedule_runs.note_missed(store.conn, name, missed)
        return schedule_runs.begin_run(store.conn, name, due, now)


def _outcome(code: int) -> str:
    if code < 0:
        return "interrupted"
    return "done" if code == 0 else "failed"
