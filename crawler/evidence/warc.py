"""WARC 1.1 records (ISO 28500:2017), each a gzip member of its own."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import responses
from io import BytesIO
from urllib.parse import urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from crawler.evidence.wire import RENDERED, Exchange

Headers = Sequence[tuple[str, str]]
_PLAIN = "application/octet-stream"
_PIECE = 4096


@dataclass(frozen=True, slots=True)
class Member:
    """A record as it will stand in the file."""

    record_id: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Checksum of the record as it stands in the file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Earlier:
    """A kept record with an equal payload."""

    record_id: str
    url: str
    captured_at: str


def warc_digest(sha256: str) -> str:
    """Spell a SHA-256, given in hexadecimal digits, as WARC does."""
    return f"sha256:{base64.b32encode(bytes.fromhex(sha256)).decode()}"


def about_record(filename: str, facts: Iterable[tuple[str, str]]) -> Member:
    """Make the record that begins a file: who made it, with what, and how."""
    writer, out = _writer()
    record = writer.create_warcinfo_record(filename, dict(facts))
    return _write(writer, out, record)


def response_record(
    exchange: Exchange, body_sha256: str, repeats: Earlier | None = None
) -> Member:
    """Make the record of an answer, or of a repeat of an earlier equal one."""
    received = exchange.received
    writer, out = _writer()
    reason = responses.get(received.status, "")
    head = StatusAndHeaders(
        f"{received.status} {reason}".rstrip(),
        _spelt(received.headers),
        protocol=received.protocol if "/" in received.protocol else "HTTP/1.1",
    )
    digest = warc_digest(body_sha256)
    facts = {"WARC-Date": warc_date(received.at)}
    if received.ip_address:
        facts["WARC-IP-Address"] = received.ip_address
    if received.rendered:
        facts["Citeswatch-Body"] = RENDERED
    if repeats is None:
        record = writer.create_warc_record(
            exchange.url,
            "response",
            payload=BytesIO(received.body),
            length=len(received.body),
            http_headers=head,
            warc_headers_dict=facts | {"WARC-Payload-Digest": digest},
        )
    else:
        record = writer.create_revisit_record(
            exchange.url,
            digest,
            repeats.url,
            repeats.captured_at,
            http_headers=head,
            warc_headers_dict=facts | {"WARC-Refers-To": repeats.record_id},
        )
    return _write(writer, out, record)


def request_record(exchange: Exchange, answer: Member) -> Member:
    """Make the record of a request, as it was given to the HTTP client."""
    writer, out = _writer()
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    spelt = _spelt(dict.items(exchange.request.headers))
    if not any(name.lower() == "host" for name, _ in spelt):
        spelt = [("Host", parts.netloc.rpartition("@")[2]), *spelt]
    head = StatusAndHeaders(
        f"{exchange.request.method} {target} HTTP/1.1", spelt, is_http_request=True
    )
    body = exchange.request.body
    record = writer.create_warc_record(
        exchange.url,
        "request",
        payload=BytesIO(body),
        length=len(body),
        http_headers=head,
        warc_headers_dict={
            "WARC-Date": warc_date(exchange.received.at),
            "WARC-Concurrent-To": answer.record_id,
        },
    )
    return _write(writer, out, record)


def made_record(
    kind: str,
    url: str,
    content: bytes,
    content_sha256: str,
    *,
    content_type: str,
    at: datetime,
    beside: str = "",
) -> Member:
    """Make a record of something that we made ourselves: `metadata` or `resource`."""
    writer, out = _writer()
    facts = {"WARC-Date": warc_date(at), "Content-Type": content_type}
    facts["WARC-Payload-Digest"] = warc_digest(content_sha256)
    if beside:
        facts["WARC-Concurrent-To"] = beside
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(content),
        length=len(content),
        warc_content_type=content_type or _PLAIN,
        warc_headers_dict=facts,
    )
    return _write(writer, out, record)


def warc_date(moment: datetime) -> str:
    """Spell a time as WARC 1.1 does, with the fraction of the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class _Writer(WARCWriter):  # type: ignore[misc]
    """Sums up with SHA-256 where the library would take SHA-1."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


def _writer() -> tuple[WARCWriter, BytesIO]:
    out = BytesIO()
    return _Writer(out, gzip=False, warc_version="1.1"), out


def _write(writer: WARCWriter, out: BytesIO, record: ArcWarcRecord) -> Member:
    writer.write_record(record)
    written = out.getvalue()
    # At the fastest level: a crawl waits for the processor, not the disk.
    packed = zlib.compress(written, 0 if _is_packed(written) else 1, wbits=31)
    return Member(record.rec_headers.get_header("WARC-Record-ID"), packed)


def _is_packed(written: bytes) -> bool:
    """Whether a record holds a JPEG or the like: packing it again gains nothing.

    Told by a piece out of its middle, for a type that a site claims may be wrong.
    """
    middle = len(written) // 2
    piece = written[middle : middle + _PIECE]
    return len(piece) == _PIECE and len(zlib.compress(piece, 1)) > 0.95 * _PIECE


def _spelt(headers: Iterable[tuple[bytes, list[bytes]]]) -> list[tuple[str, str]]:
    """Give header lines as text; what is no Latin-1 cannot have come."""
    return [
        (name.decode("latin-1"), _one_line(value.decode("latin-1")))
        for name, values in headers
        for value in values
    ]


def _one_line(value: str) -> str:
    return " ".join(value.split("\r\n")).replace("\r", " ").replace("\n", " ")
