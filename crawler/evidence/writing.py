"""From what came over the wire to records in the files of one crawl."""

from __future__ import annotations

import hashlib
import json
import platform
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from crawler import __version__
from crawler.evidence.chain import Chain, Draft
from crawler.evidence.clock import clock_source
from crawler.evidence.objects import Facts, Kind, Link, Reason
from crawler.evidence.warc import (
    Earlier,
    Member,
    about_record,
    made_record,
    request_record,
    response_record,
)
from crawler.evidence.wire import DECODED, HTTP_CLIENT, RENDERED, Exchange
from crawler.items import Listing
from crawler.store.evidence_queries import equal_payload
from crawler.store.times import utc_text

LARGEST_WARC = 500 * 1024 * 1024
"""Bytes after which another file is begun."""


@dataclass(frozen=True, slots=True)
class Captured:
    """What is captured, and why: a listing with one of its texts."""

    marketplace: str
    listing_id: str
    content_sha256: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Made:
    """Something that we made of a capture: a screenshot, a print, the details."""

    kind: Kind
    url: str
    content: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is kept together: answers with their requests, then what was made of them."""

    captured: Captured
    exchanges: Sequence[tuple[Kind, Exchange]]
    made: Sequence[Made] = ()


class EvidenceWriter:
    """Writes the evidence of one crawl of one marketplace."""

    def __init__(
        self,
        chain: Chain,
        marketplace: str,
        *,
        crawl: int | None,
        species_list_version: str,
    ) -> None:
        self.chain = chain
        self.marketplace = marketplace
        self.crawl = crawl
        self.species_list_version = species_list_version
        self.clock = clock_source()
        self._warc = ""
        self._bytes = 0

    def keep(self, bundles: Sequence[Bundle]) -> list[Link]:
        """Keep *bundles*, all of them or none, safe on the disk when it returns.

        Raises:
            EvidenceError, StoreError, OSError: nothing of them is kept.
        """
        drafts = [] if self._warc and self._bytes < LARGEST_WARC else self._begin()
        met: dict[str, Earlier] = {}
        try:
            for bundle in bundles:
                drafts += self._bundled(bundle, met)
            links = self.chain.append(self._warc, drafts)
        except BaseException:
            # The file may end with bytes of no object: the next begins another.
            self._warc = ""
            raise
        self._bytes += sum(draft.facts.record_bytes for draft in drafts)
        return links

    def _bundled(self, bundle: Bundle, met: dict[str, Earlier]) -> list[Draft]:
        drafts: list[Draft] = []
        for kind, exchange in bundle.exchanges:
            drafts += self._pair(bundle.captured, kind, exchange, met)
        beside = next(
            (d.member.record_id for d in drafts if d.facts.kind == "page"), ""
        )
        return drafts + [
            self._made(bundle.captured, one, beside) for one in bundle.made
        ]

    def _begin(self) -> list[Draft]:
        moment = datetime.now(UTC)
        # The time alone could be that of another process.
        self._warc = (
            f"{self.marketplace}-{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}.warc.gz"
        )
        self._bytes = 0
        about = {
            "software": f"citeswatch/{__version__}",
            "format": "WARC File Format 1.1",
            "isPartOf": f"citeswatch: {self.marketplace}",
            "description": DECODED,
            "http-client": HTTP_CLIENT,
            "versions": ", ".join(_versions()),
            "clock": self.clock,
            "species-list-version": self.species_list_version,
            "robots": "obeyed",
        }
        member = about_record(self._warc, about.items())
        nobody = Captured(self.marketplace, "", "", "")
        return [self._draft(nobody, "about", member, at=moment)]

    def _pair(
        self,
        captured: Captured,
        kind: Kind,
        exchange: Exchange,
        met: dict[str, Earlier],
    ) -> list[Draft]:
        received = exchange.received
        digest = hashlib.sha256(received.body).hexdigest()
        earlier = met.get(digest) or self._equal(digest)
        answer = response_record(exchange, digest, earlier)
        met.setdefault(
            digest, Earlier(answer.record_id, exchange.url, utc_text(received.at))
        )
        question = request_record(exchange, answer)
        return [
            self._draft(
                captured,
                kind,
                answer,
                at=received.at,
                url=exchange.url,
                status=received.status,
                content_type=exchange.content_type,
                payload=(len(received.body), digest),
                repeats=earlier.record_id if earlier else "",
            ),
            self._draft(
                captured, "request", question, at=received.at, url=exchange.url
            ),
        ]

    def _equal(self, digest: str) -> Earlier | None:
        found = equal_payload(self.chain.store.conn, digest)
        return Earlier(*found) if found else None

    def _made(self, captured: Captured, made: Made, beside: str) -> Draft:
        moment = datetime.now(UTC)
        warc_kind = "metadata" if made.kind == "details" else "resource"
        digest = hashlib.sha256(made.content).hexdigest()
        member = made_record(
            warc_kind,
            made.url,
            made.content,
            digest,
            content_type=made.content_type,
            at=moment,
            beside=beside,
        )
        return self._draft(
            captured,
            made.kind,
            member,
            at=moment,
            url=made.url,
            content_type=made.content_type,
            payload=(len(made.content), digest),
        )

    def _draft(
        self,
        captured: Captured,
        kind: Kind,
        member: Member,
        *,
        at: datetime,
        url: str = "",
        status: int = 0,
        content_type: str = "",
        payload: tuple[int, str] = (0, ""),
        repeats: str = "",
    ) -> Draft:
        facts = Facts(
            captured_at=utc_text(at),
            marketplace=captured.marketplace,
            listing_id=captured.listing_id,
            content_sha256=captured.content_sha256,
            crawl=self.crawl,
            kind=kind,
            reason=captured.reason,
            url=url,
            status=status,
            content_type=content_type,
            payload_bytes=payload[0],
            payload_sha256=payload[1] if payload[0] else "",
            repeats=repeats,
            warc=self._warc,
            record_id=member.record_id,
            record_bytes=len(member.content),
            record_sha256=member.sha256,
            clock=self.clock,
            software_version=__version__,
            species_list_version=self.species_list_version,
        )
        return Draft(member, facts)


def details_of(
    listing: Listing, exchange: Exchange, pictures: Sequence[dict[str, str]]
) -> Made:
    """Make the record of why and how a listing was captured."""
    received = exchange.received
    told = {
        "schema": "citeswatch-capture-1",
        "marketplace": listing.marketplace,
        "listing_id": listing.listing_id,
        "content_sha256": listing.content_sha256,
        "offer": listing.offer,
        "appendix": listing.appendix,
        "taxa": sorted({match.taxon for match in listing.matches}),
        "reasons": [match.reason for match in listing.matches],
        "received_at": received.at.isoformat(timespec="milliseconds"),
        "ip_address": received.ip_address,
        "certificate": _certificate(received.certificate),
        "not_as_sent": RENDERED if received.rendered else DECODED,
        "pictures": list(pictures),
    }
    text = json.dumps(told, ensure_ascii=False, indent=1)
    content = text.encode("utf-8", "replace")
    return Made("details", exchange.url, content, "application/json")


def _certificate(certificate: object) -> str:
    if certificate is None:
        return ""
    return str(certificate.dumpPEM().decode("ascii"))  # type: ignore[attr-defined]


def _versions() -> list[str]:
    names = ("scrapy", "twisted", "warcio", "pillow", "cryptography")
    libraries = [f"{name} {version(name)}" for name in names]
    return [f"Python {platform.python_version()}", *libraries, platform.system()]
