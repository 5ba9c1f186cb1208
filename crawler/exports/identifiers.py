"""Identifiers that stay the same when the same offer is exported again."""

from __future__ import annotations

import uuid

from crawler.exports.offers import Record

_OURS = uuid.UUID("6f1c8d3e-5c0b-4d0e-9d53-2f2f6a1d7b90")


def offer_uuid(record: Record, part: str = "") -> str:
    """Give a UUID of an offer, or of a part of it."""
    place = record["marketplace"]["name"], record["listing_id"]
    return named_uuid("\0".join((*place, part)))


def named_uuid(name: str) -> str:
    """Give the UUID of something by its name."""
    return str(uuid.uuid5(_OURS, name.encode("utf-8", "replace").decode()))
