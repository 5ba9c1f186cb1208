"""Where a worker puts what it captured: with the page, on its way to the writer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from crawler.cluster.captures import Capture, capture_of
from crawler.cluster.link import Link
from crawler.evidence.writing import Bundle
from crawler.items import Listing


class EvidenceSender:
    """Stands on a worker where `crawler.evidence.keeper.EvidenceKeeper` stands."""

    def __init__(self, link: Link, marketplace: str) -> None:
        self.link = link
        self.marketplace = marketplace
        self._bundles: defaultdict[tuple[str, str], list[Bundle]] = defaultdict(list)

    async def captured_texts(self) -> dict[str, set[str]]:
        """Give the texts of each listing that the writer has kept, as it told last."""
        return await self.link.kept_texts(self.marketplace)

    async def keep(self, bundle: Bundle) -> None:
        """Have *bundle* wait for its listing's page to be done."""
        captured = bundle.captured
        self._bundles[captured.listing_id, captured.content_sha256].append(bundle)

    def take(self, listings: Iterable[Listing]) -> list[Capture]:
        """Give what was captured of *listings*, and forget it."""
        return [
            capture_of(bundles)
            for one in listings
            if (bundles := self._bundles.pop((one.listing_id, one.content_sha256), []))
        ]

    def close(self) -> None:
        """Forget what has no page to go with."""
        self._bundles.clear()
