"""A listing as a marketplace published it, and what the pipelines add to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from crawler.matching.claims import Claim
from crawler.matching.match import Match


@dataclass(slots=True)
class Listing:
    """One offer on one marketplace.

    The first group of fields holds text exactly as published (a family fills
    it and interprets nothing); `provenance` names, field by field, where in
    the page the text was found. The second group is what the pipelines made
    of it. (`marketplace`, `listing_id`) identifies a listing for ever.
    """

    marketplace: str
    listing_id: str
    url: str
    title: str
    description: str = ""
    price_text: str = ""
    currency_text: str = ""
    date_text: str = ""
    ends_text: str = ""
    place_text: str = ""
    shipping_text: str = ""
    seller_text: str = ""
    category_text: str = ""
    availability_text: str = ""
    language: str = ""
    image_urls: list[str] = field(default_factory=list)
    provenance: dict[str, str] = field(default_factory=dict)

    seen_at: datetime | None = None
    """When the page was received, UTC."""
    price_amount: Decimal | None = None
    currency: str = ""
    """ISO 4217, empty when it cannot be told."""
    posted_on: str = ""
    """ISO 8601 date or UTC time, empty when it cannot be told."""
    ends_at: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2 of the place of the offer."""
    available: bool = True
    """False when the page itself says sold or ended."""
    content_sha256: str = ""
    """Over the published text: another value means that the listing changed."""
    text_fingerprint: str = ""
    """Over folded title and description: equal on a copy at another address."""
    seller_pseudonym: str = ""
    seller_sealed: bytes = b""
    """The seller's name encrypted, where the unit keeps it and the offer is flagged."""
    matches: list[Match] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    """What the seller says of the offer; read only where something matched."""
    offer: str = ""
    priority: str = ""
    appendix: str = ""
    exchange: Any = field(default=None, repr=False, compare=False)
    """The `crawler.evidence.wire.Exchange` it was read from, until step 600."""
