"""The last step before the network: puts a site's key on the requests that need one.

Here, not in a middleware: what Scrapy queues, repeats, logs, signals and keeps is the
request without its key. Setting CITESWATCH_SECRETS: the workspace's secrets file.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.keyrings import KeyRefused, Keyring, KeyWouldLeak, keyring_of
from crawler.secrets import SecretError


class KeyedDownloads(HTTP11DownloadHandler):
    """Sends a request marked `keyed` with the marketplace's key, to its host only."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.crawler = crawler
        self.keyring: Keyring | None = None
        self.buying = asyncio.Lock()

    async def download_request(self, request: Request) -> Response:
        """Download *request*, with the key if it is marked.

        Raises:
            KeyWouldLeak: it is marked and leads elsewhere.
            KeyRefused: the key is not there, or the site does not take it.
        """
        if not request.meta.get("keyed"):
            return await super().download_request(request)
        keyring = self._keyring()
        keyring.check(request.url)
        response = await self._send(request, keyring)
        if response.status == 401 and keyring.forget():
            # The token ended before its time; once with a new one.
            response = await self._send(request, keyring)
        return response

    async def _send(self, request: Request, keyring: Keyring) -> Response:
        async with self.buying:
            key = await keyring.headers(super().download_request)
        signed = request.replace(headers={**request.headers, **key})
        response = await super().download_request(signed)
        request.meta.update(signed.meta)  # how long it took, for AutoThrottle
        return response

    def _keyring(self) -> Keyring:
        if self.keyring is None:
            path = self.crawler.settings.get("CITESWATCH_SECRETS")
            marketplace = self.crawler.spider.marketplace  # type: ignore[union-attr]
            try:
                self.keyring = keyring_of(marketplace, Path(path) if path else None)
            except SecretError as error:
                raise KeyRefused(str(error)) from None
            if self.keyring is None:
                raise KeyWouldLeak(f"family {marketplace.family} has no key")
        return self.keyring
