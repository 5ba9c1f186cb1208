"""Keeping evidence from a thread of its own, so that a crawl never waits for the disk.

Each capture is safe on the disk before it is told to be kept; that takes milliseconds,
in which a crawl reads several pages. What comes while the disk is at work is written
together next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeVar

from crawler.evidence.chain import Chain, EvidenceError
from crawler.evidence.writing import Bundle, EvidenceWriter
from crawler.store import Store, StoreError
from crawler.store.connection import connect
from crawler.store.evidence_queries import captured_texts

Result = TypeVar("Result")


class Keeper(Protocol):
    """Where a crawl puts what it captured."""

    async def captured_texts(self) -> dict[str, set[str]]:
        """Give the texts of each listing of the marketplace whose page is kept."""

    async def keep(self, bundle: Bundle) -> None:
        """Keep *bundle*."""

    def close(self) -> None:
        """Nothing more comes."""


class EvidenceKeeper:
    """One crawl's evidence: a writer, with a connection that lives in its thread."""

    def __init__(
        self,
        folder: Path,
        database: Path,
        marketplace: str,
        *,
        crawl: int,
        version: str,
    ) -> None:
        self.folder = folder
        self.database = database
        self.marketplace = marketplace
        self.crawl = crawl
        self.version = version
        self._store: Store | None = None
        self._writer: EvidenceWriter | None = None
        self._thread = ThreadPoolExecutor(1, f"evidence-{marketplace}")
        self._turn = asyncio.Lock()
        self._waiting: dict[asyncio.Future[None], Bundle] = {}

    async def captured_texts(self) -> dict[str, set[str]]:
        """Give the texts of each listing of the marketplace whose page is kept."""
        return await self._there(
            lambda: captured_texts(self._opened().conn, self.marketplace)
        )

    async def keep(self, bundle: Bundle) -> None:
        """Keep *bundle*; it is safe on the disk when this returns.

        Raises:
            EvidenceError, StoreError, OSError: nothing of it is kept.
        """
        kept = asyncio.get_running_loop().create_future()
        self._waiting[kept] = bundle
        async with self._turn:
            if not kept.done():
                together, self._waiting = self._waiting, {}
                await self._write(together)
        await kept

    async def _write(self, together: dict[asyncio.Future[None], Bundle]) -> None:
        """Write *together*; what breaks one bundle alone does not stop the others."""
        bundles = list(together.values())
        try:
            await self._there(lambda: self._ready().keep(bundles))
        except Exception as error:
            disk = isinstance(error, (EvidenceError, StoreError, OSError))
            if disk or len(together) == 1:
                _tell(together, error)
            else:
                for kept, bundle in together.items():
                    await self._write({kept: bundle})
        except asyncio.CancelledError:
            _tell(together, EvidenceError("the crawl was broken off"))
            raise
        else:
            _tell(together, None)

    def close(self) -> None:
        """Wait for what is under way, and close the connection where it lives."""
        if self._store is not None:
            self._thread.submit(self._store.close).result()
        self._thread.shutdown()

    async def _there(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _opened(self) -> Store:
        if self._store is None:
            # Not `Store.open`: that looks for crawls that died, and ours is running.
            self._store = Store(connect(self.database), self.database)
        return self._store

    def _ready(self) -> EvidenceWriter:
        if self._writer is None:
            self._writer = EvidenceWriter(
                Chain(self.folder, self._opened()),
                self.marketplace,
                crawl=self.crawl,
                species_list_version=self.version,
            )
        return self._writer


def _tell(together: Iterable[asyncio.Future[None]], error: Exception | None) -> None:
    for kept in together:
        if kept.done():
            continue  # nobody waits for it any more
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)
