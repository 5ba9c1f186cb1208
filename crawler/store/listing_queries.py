"""Finding stored listings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from crawler.matching.claims import told_claims
from crawler.store.taxon_names import TAXA, taxon_values

CHUNK = 500
_COLUMNS = (
    "l.id, l.marketplace, l.listing_id, l.url, l.title, l.description, l.price_text,"
    " l.price_amount, l.currency, l.posted_on, l.ends_at, l.place_text, l.country,"
    " l.shipping_text, l.category_text, l.language, COALESCE(s.pseudonym, ''),"
    " l.state, l.first_seen_at, l.last_seen_at, COALESCE(r.listing_id, ''),"
    " COALESCE(c.marketplace || '/' || c.listing_id, ''), l.offer, l.priority,"
    " l.appendix, l.taxon, l.claims"
)
_FROM = """
    FROM listings l
    LEFT JOIN sellers s ON s.id = l.seller_id
    LEFT JOIN listings r ON r.id = l.relisted_from
    LEFT JOIN listings c ON c.id = l.same_as
"""
_LAST_CRAWLS = """
    SELECT MAX(id) FROM crawls WHERE outcome <> 'running' GROUP BY marketplace
"""
_ORDER = """
    CASE l.offer WHEN 'likely' THEN 0 WHEN 'possible' THEN 1 WHEN 'unlikely' THEN 2
        ELSE 3 END,
    substr(l.last_seen_at, 1, 10) DESC,
    CASE l.priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 WHEN 'low' THEN 2 ELSE 3 END,
    l.last_seen_at DESC, l.id DESC
"""


@dataclass(frozen=True, slots=True)
class ListingFilter:
    """Which listings are wanted; what is left empty is not asked.

    `taxon` is a name in any language of the species list, of any rank. `since` and
    `until` are ISO 8601 dates: a listing fits that was on sale, as far as is
    known, on a day between them, both included. `events` are those of each
    marketplace's last crawl. `unmatched` takes in listings without a name match.
    `limit` 0 is no limit.
    """

    appendices: tuple[str, ...] = ()
    taxon: str = ""
    marketplaces: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    priorities: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    unmatched: bool = False
    limit: int = 0


class FoundListing(NamedTuple):
    """A listing as last seen. `relisted_from` is an id on the same marketplace."""

    id: int
    marketplace: str
    listing_id: str
    url: str
    title: str
    description: str
    price_text: str
    price_amount: float | None
    currency: str
    posted_on: str
    ends_at: str
    place_text: str
    country: str
    shipping_text: str
    category_text: str
    language: str
    seller: str
    state: str
    first_seen_at: str
    last_seen_at: str
    relisted_from: str
    same_as: str
    offer: str
    priority: str
    appendix: str
    taxon: str
    claims: str
    """JSON, as in the table."""


class FoundMatch(NamedTuple):
    """A match of a listing's present text."""

    listing: int
    taxon: str
    rank: str
    appendix: str
    appendices: tuple[str, ...]
    kind: str
    name: str
    language: str
    field: str
    matched_text: str
    start: int
    end: int
    score: float
    offer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A listing with its matches, best first."""

    listing: FoundListing
    matches: list[FoundMatch] = field(default_factory=list)

    @property
    def reason(self) -> str:
        """Why it was flagged: the reason of the match that bears the Appendix."""
        bearing = (one for one in self.matches if one.taxon == self.listing.taxon)
        best = next(bearing, None) or next(iter(self.matches), None)
        return best.reason if best else ""

    @property
    def claims(self) -> str:
        """What the seller claims, in the words of the listing."""
        return told_claims(json.loads(self.listing.claims))

    def as_dict(self) -> dict[str, Any]:
        """Give the listing and its matches as plain JSON-ready values."""
        matches = [one._asdict() for one in self.matches]
        for match in matches:
            del match["listing"]
        claims = json.loads(self.listing.claims)
        listing = {**self.listing._asdict(), "claims": claims}
        return {**listing, "reason": self.reason, "matches": matches}


def find_listings(conn: sqlite3.Connection, wanted: ListingFilter) -> Iterator[Finding]:
    """Find the wanted listings: likely offers first, of these the last seen."""
    conditions, values = _conditions(conn, wanted)
    where = " AND ".join(conditions) or "1"
    if wanted.limit:
        # Most of a row is read for the few alone that are wanted.
        where = f"""l.id IN (SELECT l.id FROM {_sorted_from(wanted)} WHERE {where}
            ORDER BY {_ORDER} LIMIT {int(wanted.limit)})"""  # noqa: S608
    cursor = conn.execute(
        f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY {_ORDER}", values
    )
    while rows := cursor.fetchmany(CHUNK):
        listings = [FoundListing(*row) for row in rows]
        matches = _matches(conn, [listing.id for listing in listings])
        for listing in listings:
            yield Finding(listing, matches.get(listing.id, []))


def _sorted_from(wanted: ListingFilter) -> str:
    """Name the table, and the index that has all columns of the order, if it serves."""
    few = wanted.unmatched or wanted.taxon or wanted.events
    return "listings l" if few else "listings l INDEXED BY listings_facets"


def count_listings(conn: sqlite3.Connection, wanted: ListingFilter) -> int:
    """Count the wanted listings, whatever the limit."""
    conditions, values = _conditions(conn, wanted)
    where = " AND ".join(conditions) or "1"
    row = conn.execute(
        f"SELECT COUNT(*) FROM listings l WHERE {where}",  # noqa: S608
        values,
    ).fetchone()
    return int(row[0])


def _conditions(
    conn: sqlite3.Connection, wanted: ListingFilter
) -> tuple[list[str], dict[str, str]]:
    conditions: list[str] = []
    values: dict[str, str] = {}
    for column, choices in (
        ("appendix", wanted.appendices),
        ("marketplace", wanted.marketplaces),
        ("priority", wanted.priorities),
        ("offer", wanted.offers),
        ("state", wanted.states),
    ):
        if choices:
            conditions.append(f"l.{column} IN (SELECT value FROM json_each(:{column}))")  # noqa: S608
            values[column] = json.dumps(choices)
    if not wanted.unmatched:
        conditions.append("l.match_count > 0")
    if wanted.since:
        conditions.append("l.last_seen_at >= :since")
        values["since"] = wanted.since
    if wanted.until:
        # "~" sorts after every time of that day.
        conditions.append("l.first_seen_at <= :until")
        values["until"] = f"{wanted.until}~"
    if wanted.taxon:
        conditions.append(
            f"l.id IN (SELECT listing FROM matches WHERE taxon_id IN ({TAXA}))"  # noqa: S608
        )
        values |= taxon_values(conn, wanted.taxon)
    if wanted.events:
        conditions.append(
            f"""l.id IN (SELECT listing FROM sightings
                WHERE crawl IN ({_LAST_CRAWLS})
                AND event IN (SELECT value FROM json_each(:events)))"""  # noqa: S608
        )
        values["events"] = json.dumps(wanted.events)
    return conditions, values


def _matches(conn: sqlite3.Connection, ids: list[int]) -> dict[int, list[FoundMatch]]:
    rows = conn.execute(
        """SELECT m.listing, m.taxon, m.rank, m.appendix, m.appendices, m.kind, m.name,
               m.language, m.field, m.matched_text, m.start, m."end", m.score, m.offer,
               m.reason
           FROM matches m WHERE m.listing IN (SELECT value FROM json_each(?))
           ORDER BY m.id""",
        (json.dumps(ids),),
    )
    found: dict[int, list[FoundMatch]] = {}
    for row in rows:
        match = FoundMatch(*row)
        match = match._replace(appendices=tuple(json.loads(row[4])))
        found.setdefault(match.listing, []).append(match)
    return found
