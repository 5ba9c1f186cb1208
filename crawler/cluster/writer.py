"""The one writer of a cluster: from the stream of results into the database."""

from __future__ import annotations

import json
import logging
import secrets
import socket
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from threading import Event
from typing import Any

from filelock import FileLock, Timeout
from redis.exceptions import RedisError, ResponseError

from crawler.cluster.connecting import SCHEMA, ClusterError, connect, explain
from crawler.cluster.crawls import Crawls
from crawler.cluster.keeping_evidence import CapturesKept
from crawler.cluster.storing import Entry, ResultStore, Stored
from crawler.cluster.writer_beat import SECONDS_KNOWN, WriterBeat
from crawler.species.species_list import folder_in_use
from crawler.store import Store, StoreError
from crawler.store.species_catalogue import catalogue_of, version_of
from crawler.workspace import Workspace

logger = logging.getLogger(__name__)

GROUP = "writer"
LARGEST_BATCH = 500
SECONDS_BETWEEN_BATCHES = 0.2
SECONDS_BETWEEN_TRIES = 3.0


class Writer:
    """Reads the stream of results in order, stores it, and only then strikes it off."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.client = connect(workspace)
        self.prefix = workspace.settings.cluster.name
        self.crawls = Crawls(workspace, self.client)
        self.results = f"{self.prefix}:results"
        self.beat = WriterBeat(self.client, f"{self.prefix}:writer", self._place)
        self._stop = Event()

    def run(self, *, once: bool = False) -> None:
        """Store until `stop`; *once*: only what is there now.

        Raises:
            ClusterError: another writer is running, or the stream is of another
                citeswatch; nothing of it is lost.
        """
        with ExitStack() as stack:
            stack.enter_context(self._only_one())
            self._refuse_beside_another()
            stack.callback(self.beat.end)
            while not self._stop.is_set():
                try:
                    self._serve(once=once)
                    self.beat.end()
                    self.client.delete(self.beat.key)
                    return
                except (StoreError, RedisError, OSError) as error:
                    self._wait(error)
                except ClusterError as error:
                    if not isinstance(error.__cause__, (RedisError, OSError)):
                        raise
                    self._wait(error)

    def stop(self) -> None:
        """End `run` when the batch under way is stored."""
        self._stop.set()

    def _only_one(self) -> FileLock:
        folder = self.workspace.folder / "locks"
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / "writer.lock")
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise ClusterError(
                f"another writer is running for {self.workspace.folder}; there is one "
                "for each workspace"
            ) from None
        return lock

    def _refuse_beside_another(self) -> None:
        told = json.loads(str(self.client.get(f"{self.prefix}:writer") or "{}"))
        if told and told.get("place") != self._place:
            raise ClusterError(
                f"the writer of this queue is {told.get('place')}; there is one for each "
                "queue. If that one has just ended, try again in "
                f"{SECONDS_KNOWN} seconds"
            )

    @property
    def _place(self) -> str:
        return f"{socket.gethostname()}:{self.workspace.folder}"

    def _wait(self, error: Exception) -> None:
        """Tell of a fault, once, and try again in a while; what waits stays."""
        said = str(error)
        if isinstance(error, (RedisError, OSError)):
            said = explain(self.workspace, error)
        if said != self.beat.trouble:
            logger.error("%s; waiting, nothing is lost", said)
        self.beat.tell(said)
        self._stop.wait(SECONDS_BETWEEN_TRIES)

    def _serve(self, *, once: bool) -> None:
        """Store with one connection to the database, until it fails or all is done."""
        species_lists = folder_in_use(self.workspace.folder)
        catalogue = partial(catalogue_of, species_lists)
        stream = self._join_stream()
        with Store.open(self.workspace.database, catalogue=catalogue) as store:
            results = ResultStore(store, self.crawls, stream, self._bury)
            results.take_up()
            evidence = CapturesKept(
                *(store, self.workspace.evidence, self.client, self.prefix),
                version_of(species_lists),
            )
            evidence.begin()
            for key in results.forgotten():
                self.crawls.close(key, {})
            self.beat.begin()
            # What was read and not stored comes first.
            waiting = self._read("0")
            while not self._stop.is_set():
                if waiting:
                    with self.beat.storing(len(waiting)):
                        self._store(results, evidence, waiting)
                    self._stop.wait(0 if once else SECONDS_BETWEEN_BATCHES)
                elif once and self._is_done():
                    return
                if self.beat.trouble:
                    logger.info("storing again")
                    self.beat.tell("")
                waiting = self._read(">")

    def _join_stream(self) -> str:
        """Make sure that the stream and its group are there; name the stream."""
        try:
            self.client.xgroup_create(self.results, GROUP, "0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
        name = f"{self.prefix}:stream"
        self.client.set(name, secrets.token_hex(8), nx=True)
        return str(self.client.get(name))

    def _read(self, after: str) -> list[Entry]:
        block = 1000 if after == ">" else None
        streams: Any = {self.results: after}
        try:
            found: Any = self.client.xreadgroup(
                GROUP, "writer", streams, count=LARGEST_BATCH, block=block
            )
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                raise
            raise OSError("Redis has lost the stream of results") from error
        if isinstance(found, dict):
            found = list(found.items())
        return [Entry(*entry) for _, entries in found or [] for entry in entries]

    def _store(
        self, results: ResultStore, evidence: CapturesKept, entries: Sequence[Entry]
    ) -> None:
        ours = _of_our_schema(entries)
        if ours:
            stored = results.write(ours)
            self.beat.stored += stored.entries
            evidence.keep(ours)
            self._strike_off(ours)
            self._tell_ended(stored)
        if len(ours) < len(entries):
            other = entries[len(ours)]
            raise ClusterError(
                f"entry {other.id} of {self.results} is of another citeswatch (schema "
                f"{other.fields.get('schema', '?')}, here {SCHEMA}); run the same "
                "version everywhere. It stays where it is, with all that follows"
            )

    def _strike_off(self, entries: Sequence[Entry]) -> None:
        ids = [entry.id for entry in entries]
        with self.client.pipeline() as pipe:
            pipe.xack(self.results, GROUP, *ids)
            pipe.xdel(self.results, *ids)
            pipe.execute()

    def _tell_ended(self, stored: Stored) -> None:
        for key, summary in stored.ended.items():
            logger.info(
                "%s: %s: %s", summary.marketplace, summary.outcome, summary.reason
            )
            self.crawls.close(key, asdict(summary))

    def _bury(self, entry: Entry, why: str) -> None:
        what = json.dumps(dict(entry.fields), ensure_ascii=False)
        facts: Any = {"crawl": entry.fields.get("crawl", ""), "why": why, "what": what}
        self.client.xadd(f"{self.prefix}:dead", facts)

    def _is_done(self) -> bool:
        return int(self.client.xlen(self.results)) == 0


def _of_our_schema(entries: Sequence[Entry]) -> list[Entry]:
    """Give the entries up to the first of another schema."""
    ours: list[Entry] = []
    for entry in entries:
        if entry.fields.get("schema") != SCHEMA:
            break
        ours.append(entry)
    return ours
