"""Trusted time stamps (RFC 3161) of the chain: someone else attests when it stood so.

A stamp of the last object binds all before it.
"""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from crawler.evidence.chain import EvidenceError
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.evidence_queries import Stamp, head, link_by_id, stamps
from crawler.store.times import utc_text
from crawler.store.write_evidence import insert_stamp
from crawler.unit_settings import EvidenceSettings

SECONDS = 30
LARGEST_ANSWER = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Authority:
    """A time stamp authority and the certificates by which it is trusted."""

    url: str
    roots: tuple[Certificate, ...]


def read_authority(settings: EvidenceSettings, folder: Path) -> Authority | None:
    """Give the authority that the workspace names, None if it names none.

    Raises:
        EvidenceError: its certificates cannot be read.
    """
    if not settings.timestamp_authority:
        return None
    path = folder / settings.timestamp_roots
    try:
        roots = tuple(load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise EvidenceError(
            f"evidence.timestamp_roots: {path} cannot be read as PEM certificates "
            f"({error}); put the authority's root certificates there"
        ) from error
    return Authority(settings.timestamp_authority, roots)


def stamp_head(store: Store, authority: Authority) -> Stamp | None:
    """Have the last object stamped; None if there is none, or it is stamped.

    Raises:
        EvidenceError: the authority cannot be reached, or its answer not trusted.
    """
    number, digest = head(store.conn)
    if not number or any(one.evidence == number for one in stamps(store.conn)):
        return None
    message = digest.encode("ascii")
    builder = TimestampRequestBuilder().data(message).cert_request(cert_request=True)
    asked = builder.hash_algorithm(HashAlgorithm.SHA256).build()
    token = _ask(authority.url, asked.as_bytes())
    answer = _trusted(token, message, authority, nonce=asked.nonce)
    stamped_at = utc_text(answer.tst_info.gen_time)
    with explaining(store.path), transaction(store.conn):
        row = insert_stamp(
            store.conn, (number, digest), authority.url, stamped_at, token
        )
    return Stamp(row, number, digest, authority.url, stamped_at, token)


def stamp_faults(
    store: Store, found: list[Stamp], authority: Authority | None
) -> Iterator[str]:
    """Say of each stamp that is not for the chain as it is, or not to be trusted.

    Without the authority's certificates only what is stamped can be looked at.
    """
    for stamp in found:
        link = link_by_id(store.conn, stamp.evidence)
        if link is None or link.sha256 != stamp.head_sha256:
            yield f"time stamp {stamp.id} is of another chain than the one that is there"
            continue
        message = stamp.head_sha256.encode("ascii")
        try:
            if authority is None:
                _imprint(stamp.token, message)
            else:
                answer = _trusted(stamp.token, message, authority)
                if utc_text(answer.tst_info.gen_time) != stamp.stamped_at:
                    yield f"time stamp {stamp.id} bears another time than the database says"
        except EvidenceError as error:
            yield f"time stamp {stamp.id}: {error}"


def _ask(url: str, question: bytes) -> bytes:
    if not url.startswith(("http://", "https://")):
        raise EvidenceError(f"evidence.timestamp_authority: {url} is no web address")
    request = urllib.request.Request(  # noqa: S310 (checked just above)
        url, question, {"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return bytes(answer.read(LARGEST_ANSWER))
    except (OSError, ValueError) as error:
        raise EvidenceError(f"{url}: no time stamp could be had ({error})") from error


def _trusted(
    token: bytes, message: bytes, authority: Authority, nonce: int | None = None
) -> TimeStampResponse:
    answer = _imprint(token, message)
    builder = VerifierBuilder(nonce=nonce)
    for root in authority.roots:
        builder = builder.add_root_certificate(root)
    try:
        builder.build().verify_message(answer, message)
    except (VerificationError, ValueError) as error:
        raise EvidenceError(f"it cannot be trusted: {error}") from error
    return answer


def _imprint(token: bytes, message: bytes) -> TimeStampResponse:
    """Read a stamp and look at what it is of."""
    try:
        answer = decode_timestamp_response(token)
        imprint = answer.tst_info.message_imprint.message
    except (ValueError, VerificationError) as error:
        raise EvidenceError(f"it is no time stamp ({error})") from error
    if imprint != hashlib.sha256(message).digest():
        raise EvidenceError("it is of something else")
    return answer
