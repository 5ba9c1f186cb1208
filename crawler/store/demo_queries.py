"""What `citeswatch demo` asks of the store at its end."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class JudgedListing(NamedTuple):
    """A listing that was seen in its marketplace's last crawl, and its judgement.

    `reason` is that of the match which bears the judgement, "" without one.
    """

    marketplace: str
    listing_id: str
    title: str
    price_text: str
    currency: str
    offer: str
    priority: str
    appendix: str
    taxon: str
    reason: str
    event: str
    same_as: int | None


_STANDING = """
    WITH last AS (SELECT marketplace, MAX(id) AS crawl FROM crawls
                  WHERE outcome = 'finished' GROUP BY marketplace)
    SELECT l.marketplace, l.listing_id, l.title, l.price_text, l.currency, l.offer,
        l.priority, l.appendix, l.taxon,
        COALESCE((SELECT m.reason FROM matches m
                  WHERE m.listing = l.id AND m.taxon = l.taxon
                  ORDER BY m.score DESC, m.id LIMIT 1), ''),
        s.event, l.same_as
    FROM last
    JOIN sightings s ON s.crawl = last.crawl AND s.event <> 'gone'
    JOIN listings l ON l.id = s.listing
    ORDER BY l.appendix, l.marketplace, l.taxon, l.id
"""


def standing_listings(conn: sqlite3.Connection) -> list[JudgedListing]:
    """Give every listing seen in the last finished crawl of each marketplace."""
    return [JudgedListing(*row) for row in conn.execute(_STANDING)]
