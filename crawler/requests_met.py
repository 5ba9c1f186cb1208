"""Scrapy's filter of requests that were made before, in little memory."""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.dupefilters import RFPDupeFilter

from crawler.address_set import AddressSet


class RequestsMet(RFPDupeFilter):
    """Keeps hashes of the fingerprints; a crawl's own journal keeps what it met.

    So Scrapy's job directory, which citeswatch does not use, gets no file of it.
    """

    def __init__(self, path: str | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None, *args, **kwargs)
        self.met = AddressSet()

    def request_seen(self, request: Request) -> bool:
        """Say whether *request* was made before, and note it."""
        return not self.met.add(self.fingerprinter.fingerprint(request))
