"""The evidence of the offers that go out, and no other: a WARC file and its manifest.

Records are copied byte for byte, so that each has the checksum that the chain has. A
record that repeats another takes that one along.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from crawler.evidence.chain import EvidenceError
from crawler.evidence.reading import read_member
from crawler.exports.offers import Record
from crawler.store import Store
from crawler.store.evidence_queries import (
    Kept,
    about_files,
    kept_by_record,
    kept_of,
    stamps,
)

WARC = "evidence.warc.gz"
MANIFEST = "manifest.jsonl"


def copy_evidence(
    evidence: Path, store: Store, records: Iterable[Record], folder: Path
) -> list[str]:
    """Write WARC, manifest and time stamps into *folder*; tell what cannot be read.

    Nothing is written when nothing is kept of the offers.
    """
    chosen = _chosen(store, records)
    if not chosen:
        return []
    faults = []
    folder.mkdir(parents=True)
    with (folder / WARC).open("wb") as warc, (folder / MANIFEST).open("wb") as lines:
        for kept in chosen:
            lines.write(_line(kept))
            if kept.deleted_at:
                continue
            try:
                warc.write(read_member(evidence, kept))
            except EvidenceError as error:
                faults.append(str(error))
    for stamp in stamps(store.conn):
        name = f"stamp-of-object-{stamp.evidence}.tsr"
        (folder / name).write_bytes(stamp.token)
    return faults


def _line(kept: Kept) -> bytes:
    """Give the line of the manifest; it says when the record was deleted in time."""
    line = kept.link.as_line()
    if kept.deleted_at:
        told = {**json.loads(line), "deleted_at": kept.deleted_at}
        line = json.dumps(told, ensure_ascii=False)
    return f"{line}\n".encode("utf-8", "surrogatepass")


def _chosen(store: Store, records: Iterable[Record]) -> list[Kept]:
    found: dict[int, Kept] = {}
    for record in records:
        place = record["marketplace"]["name"], record["listing_id"]
        for kept in kept_of(store.conn, *place):
            found[kept.link.id] = kept
            found |= {one.link.id: one for one in _repeated(store, kept)}
    names = {kept.link.facts.warc for kept in found.values()}
    found |= {kept.link.id: kept for kept in about_files(store.conn, sorted(names))}
    return [found[number] for number in sorted(found)]


def _repeated(store: Store, kept: Kept) -> Iterator[Kept]:
    if kept.link.facts.repeats:
        whole = kept_by_record(store.conn, kept.link.facts.repeats)
        if whole is not None:
            yield whole
