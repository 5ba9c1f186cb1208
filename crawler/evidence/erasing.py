"""Deleting evidence whose time is up, without breaking the chain.

A record's bytes go; its row, its line in the manifest and all checksums stay, so that
what is left still proves itself. A file is written anew beside the old one, the
database notes the new places, then the new file takes the place of the old: a process
that dies in between is made good by the next.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock

from crawler.evidence.chain import LOCK_SECONDS
from crawler.evidence.reading import members_of
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.evidence_queries import Kept, kept_in_file, kept_of, repeated_records
from crawler.store.write_evidence import move_record, next_byte

NEW = ".new"


def erase(
    folder: Path, store: Store, listings: Iterable[tuple[str, str]], at: str
) -> int:
    """Delete the records of *listings* (marketplace, own id); give their number.

    A record that another one repeats stays until that one goes too.

    Raises:
        StoreError, OSError: a file or the database cannot be written.
    """
    doomed = {
        kept.link.id: kept
        for listing in listings
        for kept in kept_of(store.conn, *listing)
        if not kept.deleted_at
    }
    needed = repeated_records(store.conn, doomed)
    going = {n: k for n, k in doomed.items() if k.link.facts.record_id not in needed}
    with FileLock(folder / ".lock", timeout=LOCK_SECONDS):
        finish_rewrites(folder, store)
        for warc in sorted({kept.link.facts.warc for kept in going.values()}):
            _rewrite(folder, store, warc, set(going), at)
    return len(going)


def finish_rewrites(folder: Path, store: Store) -> None:
    """Make good what a process left that died: put a new file in its place, or drop it."""
    for new in folder.glob(f"*.warc.gz{NEW}"):
        warc = new.name.removesuffix(NEW)
        if new.stat().st_size == next_byte(store.conn, warc):
            new.replace(folder / warc)
        else:
            new.unlink()


def _rewrite(folder: Path, store: Store, warc: str, going: set[int], at: str) -> None:
    path, new = folder / warc, folder / f"{warc}{NEW}"
    kept = [one for one in kept_in_file(store.conn, warc) if not one.deleted_at]
    places: list[tuple[Kept, int, str]] = []
    with new.open("wb") as target:
        for one, content in members_of(path, kept):
            if one.link.id in going:
                places.append((one, 0, at))
            else:
                places.append((one, target.tell(), ""))
                target.write(content)
        target.flush()
        os.fsync(target.fileno())
    with explaining(store.path), transaction(store.conn):
        for one, place, deleted_at in places:
            move_record(store.conn, one.link.id, at_byte=place, deleted_at=deleted_at)
    new.replace(path)
