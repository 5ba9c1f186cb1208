"""The writer keeps the evidence that workers captured, each text of a listing once."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from crawler.cluster.captures import Capture
from crawler.cluster.connecting import Client
from crawler.cluster.messages import MessageError, PageDone, read
from crawler.evidence.chain import Chain, EvidenceError
from crawler.evidence.objects import Reason
from crawler.evidence.writing import EvidenceWriter
from crawler.store import Store, write_cluster
from crawler.store.evidence_queries import captured_marketplaces, captured_texts

logger = logging.getLogger(__name__)


class CapturesKept:
    """The chain as the writer lengthens it.

    It is outside the transaction that stores the listings, for others too append to
    the chain and then write to the database. What is delivered again after a crash is
    kept already, and passed over.
    """

    def __init__(
        self, store: Store, folder: Path, client: Client, prefix: str, version: str
    ) -> None:
        self.store = store
        self.folder = folder
        self.client = client
        self.prefix = prefix
        self.version = version
        self._writers: dict[tuple[int, str], EvidenceWriter] = {}
        self._known: dict[str, dict[str, set[str]]] = {}

    def begin(self) -> None:
        """Catch up with the manifest; tell workers what is kept."""
        if not self.folder.is_dir():
            return
        try:
            Chain(self.folder, self.store).catch_up()
        except EvidenceError as error:
            logger.error("%s", error)
        for marketplace in captured_marketplaces(self.store.conn):
            texts = self._texts(marketplace)
            pairs = [(name, text) for name, own in texts.items() for text in own]
            # Afresh, for some may have been erased.
            self.client.delete(self._name(marketplace))
            self._tell(marketplace, pairs)

    def keep(self, entries: Iterable[Any]) -> None:
        """Keep what came with *entries* of the stream of results.

        Raises:
            StoreError, OSError: what is not kept is to be delivered again.
        """
        for entry in entries:
            for capture in _captures(entry.fields):
                known = write_cluster.find_crawl(self.store.conn, entry.fields["crawl"])
                if known is not None:
                    self._keep(known.crawl, capture)

    def _keep(self, crawl: int, capture: Capture) -> None:
        texts = self._texts(capture.marketplace).setdefault(capture.listing_id, set())
        if capture.content_sha256 in texts:
            return
        reason: Reason = "changed" if texts else "first_match"
        try:
            self._writer(crawl, capture.marketplace).keep([capture.bundle(reason)])
        except EvidenceError as error:
            named = capture.marketplace, capture.listing_id
            logger.error("%s %s: no evidence is kept: %s", *named, error)
            return
        texts.add(capture.content_sha256)
        self._tell(capture.marketplace, [(capture.listing_id, capture.content_sha256)])

    def _writer(self, crawl: int, marketplace: str) -> EvidenceWriter:
        key = crawl, marketplace
        if key not in self._writers:
            # Writers of crawls that have ended are not needed again.
            self._writers = {
                other: one
                for other, one in self._writers.items()
                if other[1] != marketplace
            }
            self._writers[key] = EvidenceWriter(
                Chain(self.folder, self.store),
                marketplace,
                crawl=crawl,
                species_list_version=self.version,
            )
        return self._writers[key]

    def _texts(self, marketplace: str) -> dict[str, set[str]]:
        if marketplace not in self._known:
            self._known[marketplace] = captured_texts(self.store.conn, marketplace)
        return self._known[marketplace]

    def _tell(self, marketplace: str, texts: list[tuple[str, str]]) -> None:
        words = [json.dumps(one) for one in texts]
        if words:
            self.client.sadd(self._name(marketplace), *words)

    def _name(self, marketplace: str) -> str:
        return f"{self.prefix}:kept:{marketplace}"


def _captures(fields: Any) -> list[Capture]:
    body = fields.get("body", "")
    # A quotation mark in a listing's own text is written otherwise.
    if fields.get("kind") != "page" or '"captures":' not in body:
        return []
    try:
        return read(PageDone, body).captures
    except MessageError:
        return []  # it is set aside where listings are stored
