"""Match stored listings again, on all processor cores, and say what moved."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from crawler import __version__
from crawler.cores import in_order
from crawler.matching.match import Assessment
from crawler.matching.matcher import Matcher
from crawler.species.species_list import packaged_folder
from crawler.store import Store
from crawler.store import rematching as kept
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.rematching import Move, Progress, StoredListing, Wanted
from crawler.store.species_catalogue import catalogue_of
from crawler.store.times import utc_text
from crawler.store.write_audit import write_audit
from crawler.store.write_matches import MatchWriter

BATCH = 1024
"""Listings judged by one process at a time, and written in one transaction."""
ACTOR = "citeswatch rematch"


class Batch(NamedTuple):
    """Listings to be matched by the list in a folder.

    They go to another process as the plain rows that they were read as.
    """

    species_lists: Path
    rows: list[tuple[Any, ...]]

    def listing(self, place: int) -> StoredListing:
        """Give the listing at a place."""
        return StoredListing._make(self.rows[place])


Found = list[tuple[int, Assessment]]
"""Of a batch, by their place in it: the listings that have something to write."""
Work = Callable[[Iterable[Batch]], Generator[tuple[Batch, Found]]]
"""Judges batches, in order, wherever it does so."""


@dataclass
class Told:
    """What a run did: counts by name, whether it went on with one that was cut off."""

    counts: Counter[str] = field(default_factory=Counter)
    resumed: bool = False


@cache
def matcher(species_lists: Path) -> Matcher:
    """Load the matcher of this process, once."""
    loaded = Matcher.load(species_lists)
    gc.freeze()  # it stays: no use in walking it again and again
    return loaded


def load(species_lists: Path) -> None:
    """Have the matcher ready before the first batch."""
    matcher(species_lists)


def stamp(batch: Batch) -> str:
    """Say by what this process judges: another stamp may give another answer."""
    known = matcher(_here(batch).species_lists)
    return f"citeswatch {__version__} with matcher {known.fingerprint}"


def assess_here(batch: Batch) -> Found:
    """Judge listings on another machine, by the same list in a folder of its own."""
    return assess(_here(batch))


def _here(batch: Batch) -> Batch:
    """Point to the packaged list where this machine lacks the folder."""
    there = (batch.species_lists / "taxa.csv").is_file()
    return batch if there else batch._replace(species_lists=packaged_folder())


def assess(batch: Batch) -> Found:
    """Judge listings, each by the Appendices of the day on which it was last seen.

    Most name nothing listed, now as before, and go no way back to the database.
    """
    known = matcher(batch.species_lists)
    listings = [StoredListing._make(row) for row in batch.rows]
    known.prepare(text for one in listings for text in (one.title, one.description))
    found = []
    for place, one in enumerate(listings):
        assessment = known.assess(
            one.title,
            one.description,
            on=date.fromisoformat(one.last_seen_at[:10]),
            category=one.category_text,
        )
        if kept.is_to_be_written(one, assessment):
            found.append((place, assessment))
    return found


def rematch(
    store: Store,
    wanted: Wanted,
    species_lists: Path,
    *,
    jobs: int = 1,
    elsewhere: Work | None = None,
    dry: bool = False,
    told: Told | None = None,
    on_done: Callable[[int], None] = lambda count: None,
) -> Iterator[Move]:
    """Match the wanted listings again and give those whose judgement moves.

    Each batch is one transaction with the place that the run has come to: one that
    was cut off goes on there. *elsewhere* judges in place of this machine's *jobs*
    processes. *dry* writes nothing. *told* is filled in; *on_done*
    is called with the number of listings done.

    Raises:
        StoreError: the database cannot be used; what was written stays.
        WorkerDied: a process ended; what was written stays.
    """
    told = told or Told()
    run = _Dry() if dry else _Run(store, wanted, species_lists)
    told.resumed = run.progress.last_listing > 0
    source = _batches(store, wanted, species_lists, run.progress.last_listing)
    if elsewhere is None:
        work = in_order(assess, source, jobs, partial(load, species_lists))
    else:
        work = elsewhere(source)
    with closing(work):
        for batch, found in work:
            yield from run.take([(batch.listing(at), one) for at, one in found], batch)
            told.counts = run.progress.counts
            on_done(len(batch.rows))
    run.end()
    told.counts = run.progress.counts


def _batches(
    store: Store, wanted: Wanted, species_lists: Path, after: int
) -> Iterator[Batch]:
    while True:
        with explaining(store.path):
            rows = kept.rows_after(store.conn, wanted, after, BATCH)
        if not rows:
            return
        batch = Batch(species_lists, rows)
        after = batch.listing(-1).id
        yield batch


Judged = list[tuple[StoredListing, Assessment]]


class _Dry:
    """A run that only tells what would move."""

    def __init__(self) -> None:
        self.progress = Progress(0, 0, Counter())

    def take(self, judged: Judged, batch: Batch) -> list[Move]:
        moves = [move for one in judged if (move := kept.move_of(*one))]
        self.progress.counts.update(move.change for move in moves)
        self.progress.counts["listings"] += len(batch.rows)
        return moves

    def end(self) -> None:
        """Nothing was begun."""


class _Run:
    """A run that writes, batch by batch."""

    def __init__(self, store: Store, wanted: Wanted, species_lists: Path) -> None:
        known = matcher(species_lists)
        self.store = store
        self.version = known.species_list_version
        self.catalogue = partial(catalogue_of, species_lists)
        with explaining(store.path), transaction(store.conn):
            self.progress = kept.begin_or_resume(
                store.conn, wanted, known.fingerprint, self.version, _now()
            )

    def take(self, judged: Judged, batch: Batch) -> list[Move]:
        conn, progress = self.store.conn, self.progress
        with explaining(self.store.path), transaction(conn):
            writer = MatchWriter(conn, self.catalogue, self.version)
            moves, counts = kept.write_again(conn, writer, judged, _now())
            counts["listings"] = len(batch.rows)
            last = batch.listing(-1).id
            progress = Progress(progress.id, last, progress.counts + counts)
            kept.note_progress(conn, progress)
        self.progress = progress
        return moves

    def end(self) -> None:
        conn = self.store.conn
        with explaining(self.store.path), transaction(conn):
            kept.finish(conn, self.progress, _now())
            detail = {"species_list_version": self.version, **self.progress.counts}
            write_audit(conn, ACTOR, "listings matched again", "", detail, at=_now())


def _now() -> str:
    return utc_text(datetime.now(UTC))
