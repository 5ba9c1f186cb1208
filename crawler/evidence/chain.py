"""The chain: WARC file, manifest and database, each checking the other two."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from crawler.evidence.objects import Facts, Link, chained, read_line
from crawler.evidence.warc import Member
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.evidence_queries import head
from crawler.store.write_evidence import insert_links, next_byte

MANIFEST = "manifest.jsonl"
LOCK_SECONDS = 60.0
LONGEST_LINE = 64 * 1024


class EvidenceError(Exception):
    """Evidence cannot be kept or read; the text says what mends it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that is to be kept, with the facts of it."""

    member: Member
    facts: Facts


class Chain:
    """Appends objects to the chain of a workspace.

    An object is first safe on the disk in its WARC, then in the manifest, then in
    the database. A process that dies in between leaves bytes that no manifest
    names, which `verify` tells of, or a manifest that is ahead of the database,
    which the next append makes good.
    """

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        self.store = store
        self.manifest = folder / MANIFEST
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder / ".lock", timeout=LOCK_SECONDS)

    def catch_up(self) -> None:
        """Make the database know what the manifest names.

        Raises:
            EvidenceError: manifest and database do not agree.
            StoreError: the database cannot be written.
        """
        with self._lock, explaining(self.store.path):
            self._caught_up()

    def append(self, warc: str, drafts: Sequence[Draft]) -> list[Link]:
        """Keep records in the file *warc*, all of them or none.

        Raises:
            EvidenceError: manifest and database do not agree.
            StoreError: the database cannot be written.
            OSError: nor the folder.
        """
        with self._lock, explaining(self.store.path):
            number, previous = self._caught_up()
            begin = self._write(warc, drafts)
            links, places = [], []
            for draft in drafts:
                number += 1
                links.append(chained(number, draft.facts, previous))
                places.append(begin)
                previous = links[-1].sha256
                begin += draft.facts.record_bytes
            self._note(links)
            # Only now: the lock keeps the chain, and others write to the database.
            with transaction(self.store.conn):
                insert_links(self.store.conn, links, places)
        return links

    def _write(self, warc: str, drafts: Sequence[Draft]) -> int:
        with (self.folder / warc).open("ab") as file:
            begin = file.seek(0, os.SEEK_END)
            file.write(b"".join(draft.member.content for draft in drafts))
            _to_disk(file)
        return begin

    def _note(self, links: Sequence[Link]) -> None:
        lines = "".join(f"{link.as_line()}\n" for link in links)
        with self.manifest.open("ab") as file:
            file.write(lines.encode("utf-8", "surrogatepass"))
            _to_disk(file)

    def _caught_up(self) -> tuple[int, str]:
        """Give the head of the chain, after the database was made to know it."""
        number, digest = head(self.store.conn)
        last = last_link(self.manifest)
        if (last.id, last.sha256) == (number, digest) if last else not number:
            return number, digest
        missing = [link for link in read_manifest(self.manifest) if link.id > number]
        if not missing or missing[0].previous_sha256 != digest:
            raise EvidenceError(
                f"{self.manifest} and {self.store.path} do not tell the same of the "
                "evidence; nothing is kept until that is settled. See: citeswatch "
                "evidence verify"
            )
        with transaction(self.store.conn):
            for link in missing:
                place = next_byte(self.store.conn, link.facts.warc)
                insert_links(self.store.conn, [link], [place])
        return missing[-1].id, missing[-1].sha256


def read_manifest(path: Path) -> Iterator[Link]:
    """Give the objects that the manifest names; a line cut off at its end is none.

    Raises:
        EvidenceError: a line is no object; the text names it.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                yield read_line(line.decode("utf-8", "surrogatepass"))
            except ValueError as error:
                raise EvidenceError(f"{path}, line {number}: {error}") from error


def last_link(path: Path) -> Link | None:
    """Give the last object that the manifest names; cut off what is no whole line."""
    if not path.exists():
        return None
    with path.open("rb+") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(0, end - LONGEST_LINE))
        tail = file.read()
        whole = tail.rfind(b"\n") + 1
        if whole < len(tail):
            # Written by a process that died: nothing was promised of it.
            file.truncate(end - len(tail) + whole)
        lines = tail[:whole].splitlines()
    return read_line(lines[-1].decode("utf-8", "surrogatepass")) if lines else None


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
