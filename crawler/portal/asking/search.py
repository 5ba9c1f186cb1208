"""Finding listings, a page at a time, and counting them by facet.

Pages are cut by the number of the listing (`before`), newest first, so that the
tenth page costs what the first does.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from crawler.portal.asking.rows import LANGUAGE, Row, row, rows
from crawler.portal.asking.wanted import Wanted
from crawler.store.listing_queries import TAXA, taxon_values
from crawler.store.search_words import words_query

PAGE = 50
NEWEST_LOOKED_AT = 100_000
"""Listings looked through when all are wanted and no words narrow them."""
MOST_COUNTED = 60_000
FACETS = ("appendix", "offer", "state", "marketplace", "country")
FACET_VALUES = 12

_SHOWN = f"""
    l.id, l.title, l.marketplace, COALESCE(NULLIF(m.title, ''), m.name) AS shop,
    l.price_text, l.currency, l.country, {LANGUAGE}, l.state, l.offer, l.priority,
    l.appendix, l.taxon, l.first_seen_at, l.last_seen_at, l.match_count,
    (SELECT r.verdict FROM reviews r WHERE r.listing = l.id AND r.undone_at IS NULL
        ORDER BY r.id DESC LIMIT 1) AS verdict
"""  # noqa: S608 (our own words)
_EQUAL = ("appendix", "offer", "state", "marketplace", "country", "language")
_DATES = {
    "first_seen_from": "l.first_seen_at >= :first_seen_from",
    "first_seen_to": "l.first_seen_at < date(:first_seen_to, '+1 day')",
    "last_seen_from": "l.last_seen_at >= :last_seen_from",
    "last_seen_to": "l.last_seen_at < date(:last_seen_to, '+1 day')",
}
_NUMBERS = {
    "price_from": "l.price_amount >= :price_from",
    "price_to": "l.price_amount <= :price_to",
    "before": "l.id < :before",
}


def find(conn: sqlite3.Connection, wanted: Wanted, limit: int = PAGE) -> list[Row]:
    """Give the newest *limit* listings that are wanted, after `before`."""
    source, values = _source(wanted)
    return rows(
        conn,
        f"""WITH found AS MATERIALIZED (
                SELECT l.id {source} ORDER BY l.id DESC LIMIT :limit)
            SELECT {_SHOWN} FROM found f JOIN listings l ON l.id = f.id
            JOIN marketplaces m ON m.name = l.marketplace ORDER BY f.id DESC""",  # noqa: S608
        {**values, "limit": limit},
    )


def find_ids(conn: sqlite3.Connection, wanted: Wanted, limit: int) -> list[int]:
    """Give the numbers of the newest *limit* listings that are wanted."""
    source, values = _source(wanted)
    cursor = conn.execute(
        f"SELECT l.id {source} ORDER BY l.id DESC LIMIT :limit",
        {**values, "limit": limit},
    )
    return [number for (number,) in cursor]


def count_facets(
    conn: sqlite3.Connection, wanted: Wanted
) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """Count what is wanted, up to `MOST_COUNTED`: in all, and by facet."""
    source, values = _source(wanted)
    groups = " UNION ALL ".join(
        f"SELECT '{name}', {name}, COUNT(*) FROM hits GROUP BY {name}"  # noqa: S608
        for name in FACETS
    )
    cursor = conn.execute(
        f"""WITH hits AS MATERIALIZED (
                SELECT {", ".join(f"l.{name}" for name in FACETS)} {source}
                LIMIT {MOST_COUNTED})
            SELECT '', '', COUNT(*) FROM hits UNION ALL {groups}""",  # noqa: S608
        values,
    )
    total = 0
    facets: dict[str, list[tuple[str, int]]] = {name: [] for name in FACETS}
    for name, value, count in cursor:
        if not name:
            total = count
        elif value:
            facets[name].append((value, count))
    for name in FACETS:
        facets[name] = sorted(facets[name], key=lambda pair: (-pair[1], pair[0]))
    return total, facets


def count_since(conn: sqlite3.Connection, wanted: Wanted, moment: str) -> int:
    """Count the wanted listings that were first seen after *moment*."""
    source, values = _source(wanted)
    found = row(
        conn,
        f"""SELECT COUNT(*) AS n FROM (
                SELECT 1 {source} AND l.first_seen_at > :moment LIMIT 1000)""",  # noqa: S608
        {**values, "moment": moment},
    )
    return int(found["n"]) if found else 0


def _source(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """Write FROM and WHERE, and the values of the parameters."""
    conditions, values = _conditions(wanted)
    if wanted.words:
        values["words"] = words_query(wanted.words) or '""'
    if wanted.scope != "all":
        source = "FROM listings l INDEXED BY listings_facets"
        conditions.insert(0, "l.match_count > 0")
        if wanted.words:
            conditions.append(
                """l.id IN (SELECT rowid FROM listing_words
                    WHERE listing_words MATCH :words)"""
            )
    elif wanted.words:
        source = "FROM listing_words w JOIN listings l ON l.id = w.rowid"
        conditions.insert(0, "w.listing_words MATCH :words")
    elif wanted.seller:
        source = "FROM listings l"
    else:
        source = "FROM listings l"
        conditions.insert(
            0,
            f"l.id > (SELECT MAX(id) FROM listings) - {NEWEST_LOOKED_AT}",  # noqa: S608
        )
    return f"{source} WHERE {' AND '.join(conditions or ['1'])}", values


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    values: dict[str, Any] = {}
    for name in _EQUAL:
        if chosen := getattr(wanted, name):
            conditions.append(f"l.{name} IN (SELECT value FROM json_each(:{name}))")  # noqa: S608
            values[name] = json.dumps(chosen)
    for name, condition in {**_DATES, **_NUMBERS}.items():
        if (given := getattr(wanted, name)) not in ("", None):
            conditions.append(condition)
            values[name] = given
    for condition, more in _named(wanted):
        conditions.append(condition)
        values |= more
    return conditions, values


def _named(wanted: Wanted) -> Iterator[tuple[str, dict[str, Any]]]:
    if wanted.taxon:
        yield (
            f"l.id IN (SELECT listing FROM matches WHERE taxon_id IN ({TAXA}))",  # noqa: S608
            taxon_values(wanted.taxon),
        )
    if wanted.specimen:
        yield (
            """l.id IN (SELECT listing FROM matches WHERE kind = 'specimen'
                AND name = :specimen COLLATE NOCASE)""",
            {"specimen": wanted.specimen},
        )
    if wanted.seller:
        yield (
            "l.seller_id IN (SELECT id FROM sellers WHERE pseudonym = :seller)",
            {"seller": wanted.seller},
        )
    if wanted.currency:
        yield "l.currency = :currency", {"currency": wanted.currency.upper()}
    if wanted.verdict:
        yield (
            """COALESCE((SELECT r.verdict FROM reviews r WHERE r.listing = l.id
                AND r.undone_at IS NULL ORDER BY r.id DESC LIMIT 1), 'none')
                IN (SELECT value FROM json_each(:verdict))""",
            {"verdict": json.dumps(wanted.verdict)},
        )
