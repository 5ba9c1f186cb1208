"""Tells Redis that the writer is there, also while a batch takes long."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Any

from redis.exceptions import RedisError

from crawler import __version__
from crawler.cluster.connecting import Client
from crawler.store.times import utc_text

logger = logging.getLogger(__name__)

SECONDS_KNOWN = 15
"""A writer that said nothing for so long is not there."""


class WriterBeat:
    """What a writer tells of itself: where it is, what it stored, what troubles it."""

    def __init__(self, client: Client, key: str, place: str) -> None:
        self.client = client
        self.key = key
        self.place = place
        self.since = utc_text(datetime.now(UTC))
        self.stored = 0
        self.trouble = ""
        self._batch = (0, 0.0)
        self._begun = 0.0
        self._now, self._end = Event(), False
        self._thread = Thread(target=self._run, daemon=True)

    def begin(self) -> None:
        """Begin to tell, unless it was begun."""
        if self._thread.ident is None:
            self._thread.start()

    def tell(self, trouble: str) -> None:
        """Say at once what troubles the writer, "" when nothing does."""
        self.trouble = trouble
        self.begin()
        self._now.set()

    @contextmanager
    def storing(self, entries: int) -> Iterator[None]:
        """Measure how long a batch of so many entries takes."""
        self._begun = time.monotonic()
        self._batch = (entries, 0.0)
        try:
            yield
        finally:
            self._batch = (entries, time.monotonic() - self._begun)
            self._begun = 0.0

    def end(self) -> None:
        """Tell no more; what was told last is forgotten in a while."""
        self._end = True
        self._now.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._end:
            self._now.clear()
            try:
                told = json.dumps(self._told())
                self.client.set(self.key, told, ex=SECONDS_KNOWN)
            except (RedisError, OSError) as fault:
                logger.debug("Redis cannot be told: %s", fault)
            self._now.wait(SECONDS_KNOWN / 5)

    def _told(self) -> dict[str, Any]:
        begun = self._begun
        entries, seconds = self._batch
        return {
            "place": self.place,
            "pid": os.getpid(),
            "version": __version__,
            "since": self.since,
            "stored": self.stored,
            "trouble": self.trouble,
            "batch": entries,
            "batch_seconds": round(time.monotonic() - begun if begun else seconds, 1),
        }
