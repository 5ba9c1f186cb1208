"""Listings and matches for the tests of the store."""

from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.items import Listing
from crawler.matching.match import Match
from crawler.store import MarketplaceFacts

START = datetime(2026, 11, 1, 6, tzinfo=UTC)
BIRDS = MarketplaceFacts("birds", title="Birds and More", min_listings=1)
FRUIT = MarketplaceFacts("fruit", title="Fruit", min_listings=1)

TIGER = Match(
    taxon="Panthera tigris",
    taxon_id="12181",
    rank="species",
    appendix="I",
    appendices=("I",),
    kind="common",
    name="tiger",
    language="en",
    matched_text="Tiger",
    start=0,
    end=5,
    score=99.0,
    offer="likely",
    reason='"Tiger" is a common name (English) of Panthera tigris',
)


def day(number: int) -> datetime:
    """Give the morning of the day *number* days after the first."""
    return START + timedelta(days=number)


def make_listing(listing_id: str = "1", **changes: Any) -> Listing:
    """Make a listing of the marketplace "birds"; its text sums up its fields."""
    facts: dict[str, Any] = {
        "marketplace": "birds",
        "listing_id": listing_id,
        "url": f"http://birds.test/{listing_id}",
        "title": f"Offer {listing_id}",
        "seen_at": START,
        **changes,
    }
    listing = Listing(**facts)
    texts = (listing.title, listing.description, listing.price_text)
    listing.content_sha256 = changes.get("content_sha256", repr(texts))
    return listing


def tiger(listing_id: str = "1", **changes: Any) -> Listing:
    """Make a flagged listing."""
    flagged = {"offer": "likely", "priority": "high", "appendix": "I"}
    facts = {"title": f"Tiger {listing_id}", "matches": [TIGER], **flagged}
    return make_listing(listing_id, **{**facts, **changes})
