"""The pictures of offers for people to look at: painted anew, small, as JPEG files."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from crawler.evidence.chain import EvidenceError
from crawler.evidence.pictures import NotAPicture, harmless_copy
from crawler.evidence.reading import read_payload
from crawler.exports.offers import Record
from crawler.store import Store
from crawler.store.evidence_queries import kept_by_record

Kept = dict[str, Any]
MOST = 4
"""Pictures of an offer that are shown; the WARC holds all."""
SIDE = 480


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture's copy, and the object of which it is one."""

    file: str
    evidence: int
    url: str
    sha256: str


def paint_pictures(
    evidence: Path, store: Store, record: Record, folder: Path, painters: Executor
) -> tuple[list[Rendition], list[str]]:
    """Put copies of an offer's newest pictures into *folder*; say what cannot be shown.

    *painters* are threads: unpacking and painting leave Python's lock alone. File names
    are made of our own numbers alone.
    """
    painted: list[Rendition] = []
    faults: list[str] = []
    newest = _newest(record)
    while some := list(islice(newest, MOST - len(painted))):
        under_way = [_copy(evidence, store, kept, painters) for kept in some]
        for kept, copy in zip(some, under_way, strict=True):
            try:
                content = copy.result()
            except (EvidenceError, NotAPicture) as error:
                faults.append(f"picture {kept['id']} cannot be shown: {error}")
                continue
            name = f"offer-{record['id']}-picture-{kept['id']}.jpg"
            (folder / name).write_bytes(content)
            painted.append(
                Rendition(name, kept["id"], kept["url"], kept["payload_sha256"])
            )
    return painted, faults


def _newest(record: Record) -> Iterator[Kept]:
    """Give the pictures that are there, each payload once, the newest first."""
    seen = set()
    for kept in reversed(record["evidence"]):
        new = kept["kind"] == "picture" and kept["payload_sha256"] not in seen
        if new and not kept["deleted_at"]:
            seen.add(kept["payload_sha256"])
            yield kept


def _copy(
    evidence: Path, store: Store, kept: Kept, painters: Executor
) -> Future[bytes]:
    """Read a picture here, where the database is, and have it painted elsewhere."""
    try:
        found = kept_by_record(store.conn, kept["record_id"])
        if found is None:
            raise EvidenceError(f"object {kept['id']} is not kept")
        content = read_payload(evidence, store, found).decoded
    except EvidenceError as error:
        failed: Future[bytes] = Future()
        failed.set_exception(error)
        return failed
    return painters.submit(harmless_copy, content, SIDE)
