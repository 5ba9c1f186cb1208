"""A compressed page is read whole or not at all."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

MEMBER = b"\x1f\x8b"


class CutOff(IgnoreRequest):
    """A compressed body that ends before its end."""


class WholeBodies(HttpCompressionMiddleware):
    """Asks again for a gzip body that was cut off.

    Scrapy gives the spider whatever part of it could be unpacked; a listing read
    from half a page would be stored as changed.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.crawler = crawler

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Unpack the body and compare its length with what gzip promised."""
        packed = response.body
        encoding = response.headers.get("Content-Encoding") or b""
        try:
            unpacked = super().process_response(request, response)
        except (OSError, EOFError, ValueError) as error:
            return self._again(request, f"{type(error).__name__}: {error}")
        if encoding.strip().lower() in {b"gzip", b"x-gzip"} and packed:
            promised = struct.unpack("<I", packed[-4:])[0] if len(packed) > 17 else 0
            if promised != len(unpacked.body) % 2**32 and not is_whole(packed):
                return self._again(request, "the gzip is cut off")
        return unpacked

    def _again(self, request: Request, reason: str) -> Request:
        spider: Any = self.crawler.spider
        again = get_retry_request(request, spider=spider, reason="cut off")
        if again is None:
            raise CutOff(f"{request.url}: {reason}")
        return again


def is_whole(packed: bytes) -> bool:
    """Whether every member of the gzip *packed* comes to its end.

    A gzip may have several members, and servers put odd bytes after the last.
    """
    while packed.startswith(MEMBER):
        member = zlib.decompressobj(wbits=31)
        try:
            member.decompress(packed)
        except zlib.error:
            return False
        if not member.eof:
            return False
        packed = member.unused_data
    return True
