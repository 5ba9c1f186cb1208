"""A listing as column values."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from crawler.items import Listing
from crawler.matching.claims import Claim
from crawler.matching.match import Match
from crawler.store.clean_text import storable, storable_all
from crawler.store.times import date_or_time_text, has_passed, utc_text

Row = dict[str, Any]

_TEXTS = (
    "url",
    "title",
    "description",
    "price_text",
    "currency",
    "place_text",
    "country",
    "shipping_text",
    "category_text",
    "language",
    "text_fingerprint",
    "offer",
    "priority",
    "appendix",
)
"""Texts that are kept as they are."""
PUBLISHED = (
    *_TEXTS,
    "price_amount",
    "posted_on",
    "ends_at",
    "seller_id",
    "image_urls",
    "provenance",
    "content_sha256",
    "taxon",
    "match_count",
    "claims",
)
"""The columns of a listing that each sighting renews."""

VERSIONED = (
    "title",
    "description",
    "price_text",
    "price_amount",
    "currency",
    "content_sha256",
    "offer",
    "priority",
    "appendix",
    "taxon",
    "claims",
)
"""The columns that each version keeps."""

_texts = attrgetter(*_TEXTS)


def listing_row(listing: Listing, crawl_id: int, now: str) -> Row:
    """Give the values of *listing*; *now* dates it if its page was not dated."""
    seen_at = utc_text(listing.seen_at) if listing.seen_at else now
    texts = storable_all(_texts(listing))
    ends_at = date_or_time_text(storable(listing.ends_at))
    state = "ended" if _has_ended(listing, ends_at, seen_at) else "active"
    return dict(zip(_TEXTS, texts, strict=True)) | {
        "listing_id": storable(listing.listing_id),
        "crawl": crawl_id,
        "marketplace": listing.marketplace,
        "price_amount": _amount(listing),
        "posted_on": date_or_time_text(storable(listing.posted_on)),
        "ends_at": ends_at,
        "image_urls": _json(listing.image_urls),
        "provenance": _pairs_json(tuple(listing.provenance.items())),
        "content_sha256": listing.content_sha256 or _sha256(listing),
        "taxon": bearing_taxon(listing.matches, listing.appendix),
        "match_count": len(listing.matches),
        "claims": claims_text(listing.claims),
        "state": state,
        "state_since": seen_at,
        "seen_at": seen_at,
        "first_seen_at": seen_at,
        "last_seen_at": seen_at,
        "first_crawl_id": crawl_id,
        "last_crawl_id": crawl_id,
    }


def seen_as_kept(
    listing: Listing, seller: int | None, kept: tuple[Any, ...], state: str, now: str
) -> str:
    """Give when *listing* was seen if its row would say what is *kept*, else "".

    *kept* are the columns of `PUBLISHED`. Most listings are as they were, and this is
    quicker than to make the row. A listing with matches is left to the row.
    """
    if kept[: len(_TEXTS)] != _texts(listing) or listing.matches:
        return ""
    seen_at = utc_text(listing.seen_at) if listing.seen_at else now
    ends_at = date_or_time_text(listing.ends_at)
    others = (
        _amount(listing),
        date_or_time_text(listing.posted_on),
        ends_at,
        seller,
        _json(listing.image_urls),
        _pairs_json(tuple(listing.provenance.items())),
        listing.content_sha256 or _sha256(listing),
        "",
        0,
        claims_text(listing.claims),
    )
    if kept[len(_TEXTS) :] != others:
        return ""
    ended = _has_ended(listing, ends_at, seen_at)
    return seen_at if state == ("ended" if ended else "active") else ""


def _has_ended(listing: Listing, ends_at: str, seen_at: str) -> bool:
    return not listing.available or has_passed(ends_at, seen_at)


readable_json = json.JSONEncoder(ensure_ascii=False).encode
"""Spells a value as JSON with its letters as they are; made once, it is quicker."""


def _sha256(listing: Listing) -> str:
    """Sum up the published text of a listing that came without a checksum."""
    texts = [listing.title, listing.description, listing.price_text]
    return hashlib.sha256(_json(texts).encode()).hexdigest()


def _amount(listing: Listing) -> float | None:
    amount = float(listing.price_amount) if listing.price_amount is not None else None
    return amount if amount is not None and math.isfinite(amount) else None


def bearing_taxon(matches: Sequence[Match], appendix: str) -> str:
    """Name the taxon that bears a listing's Appendix, else that of the best match."""
    for match in matches:
        if match.appendix == appendix:
            return storable(match.taxon)
    return storable(matches[0].taxon) if matches else ""


def claims_text(claims: Sequence[Claim]) -> str:
    """Spell claims as JSON."""
    return _json([claim.as_dict() for claim in claims]) if claims else "[]"


def _json(value: object) -> str:
    """Spell *value* as JSON, readable where it can be written as UTF-8."""
    text = readable_json(value)
    return text if storable(text) == text else json.dumps(value)


@lru_cache(maxsize=1024)
def _pairs_json(pairs: tuple[tuple[str, str], ...]) -> str:
    """Spell what a spider mostly says of all its listings alike."""
    return _json(dict(pairs))
