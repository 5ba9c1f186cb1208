"""Notes what came over the wire, before anything unpacks it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware

from crawler.evidence.wire import Received, exchange_of, note
from crawler.items import Listing


class KeepWire:
    """The middleware nearest to the downloader: it sees what nobody has touched."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware, if evidence is kept."""
        if not crawler.settings.get("CITESWATCH_EVIDENCE"):
            raise NotConfigured("CITESWATCH_EVIDENCE is not set: nothing is kept")
        return cls()

    def process_response(self, request: Request, response: Response) -> Response:
        """Note the answer; it goes on as it is."""
        note(
            request,
            Received(
                at=datetime.now(UTC),
                status=response.status,
                protocol=response.protocol or "HTTP/1.1",
                # A copy: what unpacks the body strikes out its Content-Encoding.
                headers=tuple(dict.items(response.headers)),
                body=response.body,
                ip_address=str(response.ip_address or ""),
                certificate=response.certificate,
                rendered="playwright" in response.flags,
            ),
        )
        return response


class NameExchange(BaseSpiderMiddleware):
    """Tells each listing from which exchange it was read."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build the middleware, if evidence is kept."""
        if not crawler.settings.get("CITESWATCH_EVIDENCE"):
            raise NotConfigured("CITESWATCH_EVIDENCE is not set: nothing is kept")
        return cls(crawler)

    def get_processed_item(self, item: Any, response: Response | None) -> Any:
        """Put the exchange on a listing; the capturing step takes it off again."""
        if isinstance(item, Listing) and response is not None:
            item.exchange = exchange_of(response.request)
        return item
