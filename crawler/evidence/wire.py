"""The bytes of a page as they came, kept while the page is in flight.

The downloader middleware `crawler.middlewares.keep_wire.KeepWire` notes what each
request got before anything is unpacked; here it can be asked for. A note lives as
long as its request, so that no more bytes are kept than there are pages in flight.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urldefrag
from weakref import WeakKeyDictionary

from scrapy import Request

HTTP_CLIENT = "Scrapy's HTTP client (Twisted)"
DECODED = (
    "The body is the content as sent, still compressed where Content-Encoding says "
    "so. The HTTP client has undone the transfer encoding (chunks) and consumed the "
    "headers of the connection (Connection, Transfer-Encoding); header names are "
    "spelt and ordered as it gives them, and the reason phrase is the standard one."
)
"""What is not as it came over the wire; printed in every WARC."""
RENDERED = (
    "The body is the page as a browser (Chromium) had it after the page's scripts, "
    "not as it came over the wire; the headers are those of the page itself."
)
"""The same for a page that a script builds."""


@dataclass(frozen=True, slots=True)
class Received:
    """An answer before anything was unpacked."""

    at: datetime
    status: int
    protocol: str
    headers: tuple[tuple[bytes, list[bytes]], ...]
    body: bytes
    ip_address: str
    certificate: Any
    rendered: bool = False
    """Whether a browser gave the body, as the page's scripts had built it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with its answer."""

    request: Request
    received: Received

    @property
    def url(self) -> str:
        """The address that was asked for."""
        return str(urldefrag(self.request.url)[0])

    @property
    def content_type(self) -> str:
        """The type that the answer claims."""
        claimed = dict(self.received.headers).get(b"Content-Type", [b""])
        return claimed[0].decode("latin-1")


_received: WeakKeyDictionary[Request, Received] = WeakKeyDictionary()


def note(request: Request, received: Received) -> None:
    """Keep what *request* got for as long as the request lives."""
    _received[request] = received


def exchange_of(request: Request | None) -> Exchange | None:
    """Give what *request* got, None if nothing was noted."""
    if request is None:
        return None
    received = _received.get(request)
    return None if received is None else Exchange(request, received)
