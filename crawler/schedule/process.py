"""One process that runs every schedule of a workspace until it is told to stop."""

from __future__ import annotations

import logging
import signal
import subprocess
import threading
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from filelock import FileLock, Timeout

from crawler.health.after_crawl import send_waiting
from crawler.schedule.runs import Command, due_now, run_schedule
from crawler.schedule.settings import ScheduledCrawl
from crawler.store import Store, StoreError
from crawler.workspace import Workspace

logger = logging.getLogger(__name__)

MINUTES_BETWEEN_SENDINGS = 10


class AlreadyRunning(Exception):
    """Another process runs the schedules of this workspace."""


class ScheduleProcess:
    """Starts crawls when they are due, each in a process of its own.

    APScheduler keeps the time; what ran and what was missed is in the database.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.stopping = threading.Event()
        self._children: set[subprocess.Popen[bytes]] = set()
        self._guard = threading.Lock()

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; crawls under way are then ended cleanly.

        Raises:
            AlreadyRunning: another process does it.
            StoreError: the database cannot be used.
        """
        folder = self.workspace.folder / "locks"
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / "schedule.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            raise AlreadyRunning(
                f"another process runs the schedules of {self.workspace.folder}"
            ) from error
        with lock:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self.stopping.set())
            self._keep_time()

    def _keep_time(self) -> None:
        entries = self.workspace.settings.schedule
        workers = ThreadPoolExecutor(len(entries) + 1)
        scheduler = BackgroundScheduler(executors={"default": workers}, timezone=UTC)
        for entry in entries:
            # Late by any time, but once; what was missed stands in the record.
            scheduler.add_job(
                self._start,
                entry.calendar.trigger(entry.timezone),
                args=[entry],
                coalesce=True,
                misfire_grace_time=None,
                max_instances=2,
            )
            if due_now(self.workspace, entry, datetime.now(UTC)):
                logger.info("%s: a run was missed; it is caught up now", entry.name)
                scheduler.add_job(self._start, args=[entry], misfire_grace_time=None)
        scheduler.add_job(
            self._send, "interval", minutes=MINUTES_BETWEEN_SENDINGS, coalesce=True
        )
        scheduler.start()
        names = ", ".join(entry.name for entry in entries)
        logger.info("waiting for %s; stop with Ctrl-C or SIGTERM", names)
        # In slices: on some systems a wait without an end hears no signal.
        while not self.stopping.wait(1.0):
            continue
        self._end_children()
        scheduler.shutdown(wait=True)

    def _start(self, entry: ScheduledCrawl) -> None:
        if self.stopping.is_set():
            return
        logger.info("%s: begins", entry.name)
        try:
            outcome = run_schedule(self.workspace, entry, self._run)
        except StoreError as error:
            logger.error("%s: %s", entry.name, error)
        else:
            logger.info("%s: %s", entry.name, outcome)

    def _run(self, command: Command) -> int:
        with self._guard:
            if self.stopping.is_set():
                return -signal.SIGTERM
            child = subprocess.Popen(command, start_new_session=True)  # noqa: S603
            self._children.add(child)
        code = child.wait()
        with self._guard:
            self._children.discard(child)
        return -signal.SIGTERM if self.stopping.is_set() and code else code

    def _end_children(self) -> None:
        with self._guard:
            for child in self._children:
                child.send_signal(signal.SIGTERM)

    def _send(self) -> None:
        """Try again what could not be told."""
        try:
            with Store.open(self.workspace.database) as store:
                send_waiting(self.workspace, store)
        except StoreError as error:
            logger.error("%s", error)
