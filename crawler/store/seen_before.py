"""How many of a crawl's listings were seen before, and in which crawl last.

Different listings over many crawls are counted from these few rows: of each crawl
those that no earlier crawl of the group saw. Kept by the writer at the end of a crawl.

Two crawls of a marketplace are *of one kind* when both count towards rates or neither.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

COUNTS = "(c.outcome = 'finished' AND e.complete = 1 AND c.panel <> 'sweep')"
"""A crawl that counts towards rates: it ran to its end and asked for everything."""

_COUNTED = f"""
    WITH alike AS MATERIALIZED (
        SELECT c.id FROM crawls c JOIN effort e ON e.crawl_id = c.id
        WHERE c.marketplace = (SELECT marketplace FROM crawls WHERE id = :crawl)
          AND c.id < :crawl AND {COUNTS} =
            (SELECT {COUNTS} FROM crawls c JOIN effort e ON e.crawl_id = c.id
             WHERE c.id = :crawl)
    ), seen AS MATERIALIZED (
        SELECT s.listing, COALESCE((SELECT MAX(p.crawl) FROM sightings p
            WHERE p.listing = s.listing AND p.crawl < :crawl AND p.event <> 'gone'), 0)
            AS last
        FROM sightings s WHERE s.crawl = :crawl AND s.event <> 'gone'
    )
    SELECT :crawl, last, CASE WHEN last = 0 OR last IN (SELECT id FROM alike) THEN last
        ELSE COALESCE((SELECT MAX(p.crawl) FROM sightings p
            WHERE p.listing = seen.listing AND p.crawl < last AND p.event <> 'gone'
              AND p.crawl IN (SELECT id FROM alike)), 0) END, COUNT(*)
    FROM seen GROUP BY 2, 3
"""  # noqa: S608 (our own words)
_AND_LATER = """
    SELECT o.id FROM crawls c JOIN crawls o
        ON o.marketplace = c.marketplace AND (o.id = c.id OR o.id > c.id)
    WHERE c.id = ? AND o.outcome <> 'running' ORDER BY o.id
"""
FAULTS = f"""
    WITH kinds AS (SELECT c.id, c.marketplace, {COUNTS} AS counts,
            c.outcome = 'running' OR EXISTS (SELECT 1 FROM crawls o
                WHERE o.marketplace = c.marketplace AND o.id < c.id
                  AND o.outcome = 'running') AS waits
        FROM crawls c JOIN effort e ON e.crawl_id = c.id),
    seen AS (SELECT crawl, waits,
            LAG(crawl, 1, 0) OVER (PARTITION BY listing ORDER BY crawl) AS last,
            LAG(crawl, 1, 0) OVER (PARTITION BY listing, counts ORDER BY crawl) AS kin
        FROM sightings JOIN kinds ON id = crawl WHERE event <> 'gone'),
    given AS (SELECT crawl, last, kin, COUNT(*) AS listings FROM seen
        WHERE NOT waits GROUP BY 1, 2, 3),
    kept AS (SELECT crawl, last, last_alike, listings FROM seen_before
        WHERE crawl IN (SELECT id FROM kinds WHERE NOT waits))
    SELECT DISTINCT crawl FROM (
        SELECT * FROM (SELECT * FROM given EXCEPT SELECT * FROM kept)
        UNION ALL SELECT * FROM (SELECT * FROM kept EXCEPT SELECT * FROM given))
"""  # noqa: S608 (our own words)
"""Ended crawls whose rows are not what their sightings give. One that began after a
crawl that still runs is counted anew when that ends."""


def note_seen_before(conn: sqlite3.Connection, crawl: int) -> None:
    """Count anew for a crawl that has ended, and for any that began later and ended."""
    for (ended,) in conn.execute(_AND_LATER, (crawl,)).fetchall():
        forget_seen_before(conn, ended)
        conn.execute(
            f"INSERT INTO seen_before (crawl, last, last_alike, listings) {_COUNTED}",
            {"crawl": ended},
        )


def forget_seen_before(conn: sqlite3.Connection, crawl: int) -> None:
    """Drop the counts of a crawl that goes on."""
    conn.execute("DELETE FROM seen_before WHERE crawl = ?", (crawl,))


class _Crawl(NamedTuple):
    """What tells whether crawls follow one another."""

    id: int
    marketplace: str
    ended: bool
    counts: bool


@dataclass
class _Asked:
    """Parts of groups: counted from the rows of either column, or one by one."""

    last_alike: list[tuple[int, str, int]]
    last: list[tuple[int, str, int]]
    raw: list[tuple[int, str]]


def distinct_listings(
    conn: sqlite3.Connection, groups: Iterable[tuple[int, str]]
) -> dict[str, int]:
    """Count the distinct listings seen in each group of crawls.

    *groups* pairs a crawl's id with the name of its group; a crawl may be in
    several. A listing noted as gone was not seen. A group whose crawls do not follow
    one another, or do not end, is counted from the sightings.
    """
    asked = _parts(conn, groups)
    found: dict[str, int] = defaultdict(int)
    for column in ("last_alike", "last"):
        rows = conn.execute(
            f"""SELECT json_extract(g.value, '$[1]'), SUM(b.listings)
                FROM json_each(?) g JOIN seen_before b
                    ON b.crawl = json_extract(g.value, '$[0]')
                WHERE b.{column} < json_extract(g.value, '$[2]') GROUP BY 1""",  # noqa: S608
            (json.dumps(getattr(asked, column)),),
        )
        for name, listings in rows:
            found[name] += listings
    rows = conn.execute(
        """SELECT json_extract(g.value, '$[1]'), COUNT(DISTINCT s.listing)
           FROM json_each(?) g JOIN sightings s
               ON s.crawl = json_extract(g.value, '$[0]') AND s.event <> 'gone'
           GROUP BY 1""",
        (json.dumps(asked.raw),),
    )
    for name, listings in rows:
        found[name] += listings
    return dict(found)


def _parts(conn: sqlite3.Connection, groups: Iterable[tuple[int, str]]) -> _Asked:
    """Part each group by marketplace: no listing is on two."""
    crawls = {row[0]: row for row in _crawls(conn)}
    of_marketplace: dict[str, list[_Crawl]] = defaultdict(list)
    for crawl in crawls.values():
        of_marketplace[crawl.marketplace].append(crawl)
    parts: dict[tuple[str, str], list[_Crawl]] = defaultdict(list)
    for number, name in groups:
        crawl = crawls[number]
        parts[name, crawl.marketplace].append(crawl)
    asked = _Asked([], [], [])
    for (name, marketplace), own in parts.items():
        ids = {crawl.id for crawl in own}
        first, last = min(ids), max(ids)
        between = [
            one for one in of_marketplace[marketplace] if first <= one.id <= last
        ]
        kinds = {crawl.counts for crawl in own}
        alike = {one.id for one in between if one.counts in kinds}
        rows = [(number, name, first) for number in sorted(ids)]
        if not all(crawl.ended for crawl in own):
            asked.raw += [(number, name) for number in ids]
        elif len(kinds) == 1 and alike == ids:
            asked.last_alike += rows
        elif len(between) == len(ids):
            asked.last += rows
        else:
            asked.raw += [(number, name) for number in ids]
    return asked


def _crawls(conn: sqlite3.Connection) -> list[_Crawl]:
    rows = conn.execute(
        f"""SELECT c.id, c.marketplace, c.outcome <> 'running', {COUNTS}
            FROM crawls c LEFT JOIN effort e ON e.crawl_id = c.id ORDER BY c.id"""  # noqa: S608
    )
    return [_Crawl(*row) for row in rows]
