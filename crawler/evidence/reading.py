"""Reading what is kept: a record, and the payload that it holds or refers to."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Response
from scrapy.statscollectors import DummyStatsCollector
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.evidence.chain import EvidenceError
from crawler.store import Store
from crawler.store.evidence_queries import Kept, kept_by_record

LARGEST_PAYLOAD = 256 * 1024 * 1024
"""Bytes that a record may unpack to: far more than we keep, and less than memory."""
_NOWHERE = "http://nowhere.invalid/"
_PIECE = 1024 * 1024


@cache
def _unpacking() -> HttpCompressionMiddleware:
    crawler = Crawler(Spider, {"DOWNLOAD_MAXSIZE": LARGEST_PAYLOAD})
    crawler.stats = DummyStatsCollector(crawler)
    return HttpCompressionMiddleware.from_crawler(crawler)


@dataclass(frozen=True, slots=True)
class Record:
    """A record as read from its file."""

    record_id: str
    kind: str
    payload: bytes
    """The body as it came over the wire; empty for a record that only refers."""
    decoded: bytes
    """The body unpacked as its Content-Encoding says."""
    headers: list[tuple[str, str]]


def read_member(folder: Path, kept: Kept) -> bytes:
    """Read a record as it stands in its file.

    Raises:
        EvidenceError: the file is not there, or is not as the chain says.
    """
    path = folder / kept.link.facts.warc
    try:
        with path.open("rb") as file:
            file.seek(kept.at_byte)
            content = file.read(kept.link.facts.record_bytes)
    except OSError as error:
        raise EvidenceError(f"{path} cannot be read ({error.strerror})") from error
    if hashlib.sha256(content).hexdigest() != kept.link.facts.record_sha256:
        raise EvidenceError(
            f"{path}: object {kept.link.id} at byte {kept.at_byte} is not as it was "
            "captured; see: citeswatch evidence verify"
        )
    return content


def open_record(content: bytes) -> Record:
    """Open the record in *content*.

    Raises:
        EvidenceError: it is none, or it unpacks to more than any that we keep.
    """
    try:
        for record in ArchiveIterator(BytesIO(content), check_digests="raise"):
            payload = b"".join(_bounded(record.raw_stream))
            http = record.http_headers
            coding = http.get_header("Content-Encoding") if http else None
            return Record(
                record.rec_headers.get_header("WARC-Record-ID") or "",
                record.rec_type,
                payload,
                unpacked(payload, (coding or "").strip().lower()),
                list(http.headers) if http else [],
            )
    except (ArchiveLoadFailed, zlib.error, EOFError, ValueError) as error:
        raise EvidenceError(f"the record cannot be read: {error}") from error
    raise EvidenceError("the record is empty")


def _bounded(stream: IO[bytes]) -> Iterator[bytes]:
    """Read to the end, but never more than fits: a record that was sent may be a bomb.

    Raises:
        EvidenceError: it holds more.
    """
    left = LARGEST_PAYLOAD
    while piece := stream.read(_PIECE):
        left -= len(piece)
        if left < 0:
            raise EvidenceError(
                f"the record unpacks to more than {LARGEST_PAYLOAD:,} bytes"
            )
        yield piece


def read_payload(folder: Path, store: Store, kept: Kept) -> Record:
    """Read an object with its payload, from the record it repeats if it does.

    Raises:
        EvidenceError: it was deleted, or cannot be read.
    """
    if kept.deleted_at:
        raise EvidenceError(
            f"object {kept.link.id} was deleted on {kept.deleted_at[:10]}, when its "
            "time was up"
        )
    record = open_record(read_member(folder, kept))
    if kept.link.facts.repeats:
        whole = kept_by_record(store.conn, kept.link.facts.repeats)
        if whole is None:
            raise EvidenceError(f"object {kept.link.id} repeats one that is not kept")
        return read_payload(folder, store, whole)
    return record


def members_of(path: Path, kept: list[Kept]) -> Iterator[tuple[Kept, bytes]]:
    """Read the records of a file one after the other, as the chain lists them."""
    with path.open("rb") as file:
        for one in kept:
            file.seek(one.at_byte)
            yield one, file.read(one.link.facts.record_bytes)


def unpacked(payload: bytes, coding: str) -> bytes:
    """Unpack a body as its Content-Encoding says, as the crawl does; else as it is."""
    if not coding or not payload:
        return payload
    headers = {b"Content-Encoding": coding.encode("latin-1", "replace")}
    packed = Response(_NOWHERE, headers=headers, body=payload)
    try:
        return _unpacking().process_response(Request(_NOWHERE), packed).body
    except Exception:  # each packing has errors of its own, from a library of its own
        return payload
