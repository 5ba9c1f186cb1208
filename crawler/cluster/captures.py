"""Evidence on its way from a worker, which fetched the page, to the writer.

A unit's evidence is one folder and one chain, beside the database: a worker hands over
what came over the wire with the page's listings, and the writer keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict
from scrapy import Request

from crawler.evidence.objects import Kind, Reason
from crawler.evidence.wire import Exchange, Received
from crawler.evidence.writing import Bundle, Captured, Made

Headers = list[tuple[bytes, list[bytes]]]


class _Sent(BaseModel):
    model_config = ConfigDict(
        extra="forbid", ser_json_bytes="base64", val_json_bytes="base64"
    )


class SentExchange(_Sent):
    """A request and its answer; the certificate is in the details."""

    kind: Kind
    url: str
    method: str
    asked_with: Headers
    asked: bytes
    at: datetime
    status: int
    protocol: str
    headers: Headers
    body: bytes
    ip_address: str
    rendered: bool


class SentMade(_Sent):
    """What the worker made of a capture: the details, a painting."""

    kind: Kind
    url: str
    content: bytes
    content_type: str


class Capture(_Sent):
    """All that is to be kept of one listing."""

    marketplace: str
    listing_id: str
    content_sha256: str
    exchanges: list[SentExchange]
    made: list[SentMade]

    def bundle(self, reason: Reason) -> Bundle:
        """Give it as it is kept."""
        named = self.marketplace, self.listing_id, self.content_sha256
        return Bundle(
            Captured(*named, reason),
            [(one.kind, _exchange(one)) for one in self.exchanges],
            [Made(**dict(one)) for one in self.made],
        )


def capture_of(bundles: Iterable[Bundle]) -> Capture:
    """Put together what was captured of one listing, for its way to the writer."""
    parts = list(bundles)
    captured = parts[0].captured
    return Capture(
        marketplace=captured.marketplace,
        listing_id=captured.listing_id,
        content_sha256=captured.content_sha256,
        exchanges=[_sent(*one) for part in parts for one in part.exchanges],
        made=[
            SentMade(
                kind=one.kind,
                url=one.url,
                content=one.content,
                content_type=one.content_type,
            )
            for part in parts
            for one in part.made
        ],
    )


def _sent(kind: Kind, exchange: Exchange) -> SentExchange:
    request, received = exchange.request, exchange.received
    return SentExchange(
        kind=kind,
        url=request.url,
        method=request.method,
        asked_with=list(dict.items(request.headers)),
        asked=request.body,
        at=received.at,
        status=received.status,
        protocol=received.protocol,
        headers=list(received.headers),
        body=received.body,
        ip_address=received.ip_address,
        rendered=received.rendered,
    )


def _exchange(sent: SentExchange) -> Exchange:
    request = Request(sent.url, method=sent.method, body=sent.asked)
    for name, values in sent.asked_with:
        request.headers.setlist(name, values)
    received = Received(
        at=sent.at,
        status=sent.status,
        protocol=sent.protocol,
        headers=tuple(sent.headers),
        body=sent.body,
        ip_address=sent.ip_address,
        certificate=None,
        rendered=sent.rendered,
    )
    return Exchange(request, received)
