"""Capturing one listing now, by asking for its page again, politely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.crawl_settings import settings_for
from crawler.evidence.chain import Chain, EvidenceError
from crawler.evidence.fetching import PictureFetcher
from crawler.evidence.objects import Link
from crawler.evidence.writing import Bundle, Captured, EvidenceWriter, details_of
from crawler.inspection.session import Session, run_session
from crawler.items import Listing
from crawler.marketplace import find_marketplaces, load_marketplace
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.listing_lookup import KnownListing
from crawler.store.species_catalogue import version_of
from crawler.store.times import utc_text
from crawler.store.write_audit import write_audit
from crawler.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CapturedNow:
    """The objects that were kept, and what became of each picture."""

    links: list[Link]
    pictures: list[dict[str, Any]]


def capture_now(
    workspace: Workspace, store: Store, listing: KnownListing, actor: str
) -> CapturedNow:
    """Ask for the page of *listing* and keep it; with its pictures.

    It runs an event loop, which a process can do once.

    Raises:
        EvidenceError: its marketplace is not set up here.
        FetchError: the page could not be had.
        StoreError, OSError: it could not be kept.
    """
    files = find_marketplaces(workspace.marketplaces)
    if listing.marketplace not in files:
        raise EvidenceError(
            f"the marketplace {listing.marketplace!r} has no file in "
            f"{workspace.marketplaces}"
        )
    settings = settings_for(workspace)
    settings.set("CITESWATCH_EVIDENCE", str(workspace.evidence), priority="cmdline")
    asked = workspace.settings.evidence

    async def work(session: Session) -> CapturedNow:
        await session.get(listing.url)
        if session.exchange is None:
            raise EvidenceError(f"{listing.url}: nothing came over the wire")
        exchange = session.exchange
        fetcher = PictureFetcher(
            session.spider.crawler,
            most=asked.pictures,
            largest=asked.picture_megabytes * 2**20,
        )
        pictures = await fetcher.fetch(listing.image_urls)
        writer = EvidenceWriter(
            Chain(workspace.evidence, store),
            listing.marketplace,
            crawl=None,
            species_list_version=version_of(Path(settings["CITESWATCH_SPECIES_LISTS"])),
        )
        asked_for = Bundle(
            Captured(listing.marketplace, listing.listing_id, "", "asked"),
            [("page", exchange), *(("picture", one) for one in pictures.had)],
            [details_of(_as_item(listing), exchange, pictures.told)],
        )
        return CapturedNow(writer.keep([asked_for]), pictures.told)

    marketplace = load_marketplace(files[listing.marketplace])
    kept = run_session(settings, marketplace, work)
    with explaining(store.path), transaction(store.conn):
        write_audit(
            store.conn,
            actor,
            "evidence captured",
            f"listing {listing.id}",
            {"objects": [link.id for link in kept.links]},
            at=utc_text(datetime.now(UTC)),
        )
    return kept


def _as_item(known: KnownListing) -> Listing:
    return Listing(
        marketplace=known.marketplace,
        listing_id=known.listing_id,
        url=known.url,
        title=known.title,
        offer=known.offer,
        appendix=known.appendix,
    )
