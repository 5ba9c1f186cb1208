"""Whether the evidence is as it was captured: chain, files and database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from crawler.evidence.chain import MANIFEST, EvidenceError, read_manifest
from crawler.evidence.erasing import finish_rewrites
from crawler.evidence.objects import FIRST, Link, digest
from crawler.evidence.reading import members_of, open_record
from crawler.evidence.stamps import Authority, stamp_faults
from crawler.store import Store
from crawler.store.evidence_queries import (
    Kept,
    all_kept,
    kept_in_file,
    stamps,
    warc_files,
)


@dataclass(slots=True)
class Verdict:
    """What was looked at and what was found."""

    objects: int = 0
    deleted: int = 0
    bytes: int = 0
    head: str = FIRST
    stamps: int = 0
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify(folder: Path, store: Store, authority: Authority | None = None) -> Verdict:
    """Look at every object, byte by byte.

    A fault is anything that is not as it was captured: a changed, missing or added
    byte, line or row, or another order. A note is what a process left that died.
    """
    verdict = Verdict()
    finish_rewrites(folder, store)
    verdict.faults += _chain_faults(folder / MANIFEST, store, verdict)
    for warc in warc_files(store.conn):
        verdict.faults += _file_faults(
            folder / warc, kept_in_file(store.conn, warc), verdict
        )
    known = set(warc_files(store.conn))
    verdict.notes += [
        f"{path} belongs to no object of the chain"
        for path in sorted(folder.glob("*.warc.gz"))
        if path.name not in known
    ]
    found = stamps(store.conn)
    verdict.stamps = len(found)
    verdict.faults += stamp_faults(store, found, authority)
    return verdict


def _chain_faults(manifest: Path, store: Store, verdict: Verdict) -> Iterator[str]:
    previous = FIRST
    lines = read_manifest(manifest)
    number = 0
    try:
        for number, (line, kept) in enumerate(
            zip_longest(lines, all_kept(store.conn)), 1
        ):
            yield from _link_faults(number, line, kept, previous)
            link = line or (kept and kept.link)
            previous = link.sha256 if link else previous
            verdict.objects += 1
            verdict.deleted += bool(kept and kept.deleted_at)
    except EvidenceError as error:
        yield str(error)
    verdict.head = previous


def _link_faults(
    number: int, line: Link | None, kept: Kept | None, previous: str
) -> Iterator[str]:
    if line is None:
        yield f"object {number} is in the database, and not in the manifest"
    elif kept is None:
        yield f"object {number} is in the manifest, and not in the database"
    elif line != kept.link:
        yield f"object {number}: the database does not tell the same as the manifest"
    in_rows = kept.link if kept else None
    for link, where in ((line, "manifest"), (in_rows, "database")):
        if link is None or (where == "database" and link == line):
            continue
        if link.id != number or link.previous_sha256 != previous:
            yield f"object {number} does not follow the one before it ({where})"
        if link.sha256 != digest(link.id, link.facts, link.previous_sha256):
            yield f"object {number} was changed after it was written ({where})"


def _file_faults(path: Path, kept: list[Kept], verdict: Verdict) -> Iterator[str]:
    there = [one for one in kept if not one.deleted_at]
    if not path.is_file():
        if there:
            yield f"{path} is missing, with {len(there)} objects"
        return
    end = 0
    for one, content in members_of(path, there):
        facts = one.link.facts
        if one.at_byte != end:
            yield f"object {one.link.id} does not stand where {path.name} has it"
        end += facts.record_bytes
        verdict.bytes += len(content)
        if hashlib.sha256(content).hexdigest() != facts.record_sha256:
            yield f"object {one.link.id} in {path.name} at byte {one.at_byte} was changed"
        else:
            yield from _payload_faults(one, content)
    if (size := path.stat().st_size) > end:
        verdict.notes.append(
            f"{path} ends with {size - end} bytes that belong to no object: a capture "
            "that was cut off, or something that was added"
        )


def _payload_faults(kept: Kept, content: bytes) -> Iterator[str]:
    facts = kept.link.facts
    try:
        record = open_record(content)
    except EvidenceError as error:
        yield f"object {kept.link.id} in {facts.warc}: {error}"
        return
    if record.record_id != facts.record_id:
        yield f"object {kept.link.id} is another record than the chain says"
    expected = "" if facts.repeats else facts.payload_sha256
    if expected and hashlib.sha256(record.payload).hexdigest() != expected:
        yield f"object {kept.link.id} holds another payload than the chain says"
