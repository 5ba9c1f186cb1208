"""Finding listings, a page at a time, and counting them by facet.

Pages are cut by the number of the listing (`before`), newest first, so that the
tenth page costs what the first does.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from crawler.portal.asking.rows import LANGUAGE, Row, rows
from crawler.portal.asking.wanted import Wanted
from crawler.store.search_words import MATCHED_WORDS, WORDS, words_query
from crawler.store.taxon_names import TAXA, taxon_values

PAGE = 50
NEWEST_LOOKED_AT = 100_000
"""Listings looked through when all are wanted and no words narrow them."""
ALL_LOOKED_AT = 50_000
"""Listings with the words that are looked through when more is asked of them."""
ALL_COUNTED = 5_000
"""Listings with the words among which facets are counted, when all are wanted."""
NOTHING = '""'
"""A query of the index that finds nothing."""
FACETS = ("appendix", "offer", "state", "marketplace", "country")
FACET_VALUES = 12

_SHOWN = f"""
    l.id, l.title, l.marketplace, COALESCE(NULLIF(m.title, ''), m.name) AS shop,
    l.price_text, l.currency, l.country, {LANGUAGE}, l.state, l.offer, l.priority,
    l.appendix, l.taxon, l.first_seen_at, l.last_seen_at, l.match_count,
    (SELECT r.verdict FROM reviews r WHERE r.listing = l.id AND r.undone_at IS NULL
        ORDER BY r.id DESC LIMIT 1) AS verdict
"""  # noqa: S608 (our own words)
_MATCHED_LISTINGS = "listings l INDEXED BY listings_facets"
"""Those with a match, read from an index that holds all that a search narrows."""
_EQUAL = ("appendix", "offer", "state", "marketplace", "country", "language")
_DATES = {
    "first_seen_after": "l.first_seen_at > :first_seen_after",
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


class Counts(NamedTuple):
    """How many listings, by facet too; *looked_at* is of how many, 0 if of all."""

    total: int
    facets: dict[str, list[tuple[str, int]]]
    looked_at: int


@dataclass(frozen=True)
class _Source:
    """FROM and WHERE of a search, the column with the listing's number, values."""

    sql: str
    values: dict[str, Any]
    number: str = "l.id"


def find(conn: sqlite3.Connection, wanted: Wanted, limit: int = PAGE) -> list[Row]:
    """Give the newest *limit* listings that are wanted, after `before`."""
    numbers = find_ids(conn, wanted, limit)
    return rows(
        conn,
        f"""SELECT {_SHOWN} FROM json_each(?) f JOIN listings l ON l.id = f.value
            JOIN marketplaces m ON m.name = l.marketplace ORDER BY l.id DESC""",  # noqa: S608
        (json.dumps(numbers),),
    )


def find_ids(conn: sqlite3.Connection, wanted: Wanted, limit: int) -> list[int]:
    """Give the numbers of the newest *limit* listings that are wanted."""
    source = _source(conn, wanted)
    cursor = conn.execute(
        f"SELECT {source.number} {source.sql} ORDER BY {source.number} DESC LIMIT :limit",
        {**source.values, "limit": limit},
    )
    return [number for (number,) in cursor]


def count_facets(conn: sqlite3.Connection, wanted: Wanted) -> Counts:
    """Count what is wanted, in all and by facet; among all listings up to a limit."""
    source, most = _counted(conn, wanted)
    columns = ", ".join(f"l.{name}" for name in FACETS)
    # The index of the facets has them in this order: nothing is sorted.
    cursor = conn.execute(
        f"SELECT {columns}, COUNT(*) {source.sql} GROUP BY {columns}", source.values
    )
    total = 0
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for *values, count in cursor:
        total += count
        for name, value in zip(FACETS, values, strict=True):
            if value:
                facets[name][value] += count
    return Counts(
        total,
        {
            name: sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            for name, counts in facets.items()
        },
        most if most and _has_more(conn, source.values, most) else 0,
    )


def count_since(conn: sqlite3.Connection, wanted: Wanted, moment: str) -> int:
    """Count the wanted listings that were first seen after *moment*, up to 1,000."""
    later = replace(wanted, first_seen_after=moment)
    return len(find_ids(conn, later, 1000))


def _source(conn: sqlite3.Connection, wanted: Wanted) -> _Source:
    conditions, values = _conditions(conn, wanted)
    if wanted.scope == "all":
        return _all(conn, wanted, conditions, values)
    where = " AND ".join(["l.match_count > 0", *conditions])
    matched = f"FROM {_MATCHED_LISTINGS} WHERE {where}"
    if not wanted.words:
        return _Source(matched, values)
    values["words"] = words_query(wanted.words) or NOTHING
    having = f"""FROM {MATCHED_WORDS} w WHERE w.{MATCHED_WORDS} MATCH :words {_before(wanted)}"""
    if conditions:
        # The plus keeps SQLite from asking the index for each number by itself.
        having += f" AND +w.rowid IN (SELECT l.id {matched})"
    return _Source(having, values, "w.rowid")


def _all(
    conn: sqlite3.Connection,
    wanted: Wanted,
    conditions: list[str],
    values: dict[str, Any],
) -> _Source:
    """Search among all listings: by words, of a seller, or among the newest."""
    if wanted.words:
        values["words"] = words_query(wanted.words) or NOTHING
        if not (rest := [one for one in conditions if one != _NUMBERS["before"]]):
            return _Source(
                f"""FROM {WORDS} w WHERE w.{WORDS} MATCH :words
                    {_before(wanted)}""",
                values,
                "w.rowid",
            )
        where = " AND ".join(rest)
        return _Source(
            f"{_newest_with_words(wanted, ALL_LOOKED_AT)} WHERE {where}", values
        )
    if not wanted.seller:
        newest = f"l.id > (SELECT MAX(id) FROM listings) - {NEWEST_LOOKED_AT}"  # noqa: S608
        conditions.insert(0, newest)
    return _Source(f"FROM listings l WHERE {' AND '.join(conditions)}", values)


def _counted(conn: sqlite3.Connection, wanted: Wanted) -> tuple[_Source, int]:
    """Give what is counted by facet, and among how many of the newest (0: all)."""
    conditions, values = _conditions(conn, wanted)
    if wanted.words:
        values["words"] = words_query(wanted.words) or NOTHING
    if wanted.scope != "all":
        conditions.insert(0, "l.match_count > 0")
        if wanted.words:
            conditions.append(
                f"+l.id IN (SELECT rowid FROM {MATCHED_WORDS} WHERE {MATCHED_WORDS} MATCH :words)"  # noqa: S608
            )
        where = " AND ".join(conditions)
        return _Source(f"FROM {_MATCHED_LISTINGS} WHERE {where}", values), 0
    if not wanted.words:
        return _all(conn, wanted, conditions, values), 0
    where = " AND ".join(conditions or ["1"])
    newest = _newest_with_words(wanted, ALL_COUNTED)
    return _Source(f"{newest} WHERE {where}", values), ALL_COUNTED


def _has_more(conn: sqlite3.Connection, values: dict[str, Any], most: int) -> bool:
    """Whether *most* listings or more have the words."""
    (count,) = conn.execute(
        f"""SELECT COUNT(*) FROM (SELECT 1 FROM {WORDS} WHERE {WORDS} MATCH :words
            LIMIT {most})""",  # noqa: S608
        {"words": values["words"]},
    ).fetchone()
    return bool(count == most)


def _newest_with_words(wanted: Wanted, most: int) -> str:
    return f"""FROM (SELECT rowid AS id FROM {WORDS}
        WHERE {WORDS} MATCH :words {_before(wanted)}
        ORDER BY rowid DESC LIMIT {most}) w JOIN listings l ON l.id = w.id"""  # noqa: S608


def _before(wanted: Wanted) -> str:
    return "AND rowid < :before" if wanted.before is not None else ""


def _conditions(
    conn: sqlite3.Connection, wanted: Wanted
) -> tuple[list[str], dict[str, Any]]:
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
    for condition, more in _named(conn, wanted):
        conditions.append(condition)
        values |= more
    return conditions, values


def _named(
    conn: sqlite3.Connection, wanted: Wanted
) -> Iterator[tuple[str, dict[str, Any]]]:
    if wanted.taxon:
        yield (
            f"l.id IN (SELECT listing FROM matches WHERE taxon_id IN ({TAXA}))",  # noqa: S608
            taxon_values(conn, wanted.taxon),
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
