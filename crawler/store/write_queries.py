"""Writing what a site's search was asked for and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict

from crawler.panel.query import Plan, QueryRun

_NEW = """
    SELECT COUNT(*) FROM sightings s JOIN listings l ON l.id = s.listing
    WHERE s.crawl = ?1 AND s.event = 'new'
      AND (l.listing_id IN (SELECT value FROM json_each(?2))
           OR l.url IN (SELECT value FROM json_each(?2)))
"""


def begin_queries(
    conn: sqlite3.Connection, crawl_id: int, marketplace: str, plan: Plan, at: str
) -> None:
    """Note the panel of a crawl and its queries, none of them asked yet."""
    panel_id = None
    if plan.panel == "fixed":
        panel_id = _panel(conn, marketplace, plan, at)
    conn.execute(
        "UPDATE crawls SET panel = ?, panel_id = ? WHERE id = ?",
        (plan.panel, panel_id, crawl_id),
    )
    conn.executemany(
        """INSERT INTO queries (crawl, number, text, language, taxon, appendix, kind)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        [
            (crawl_id, number, *asdict(query).values())
            for number, query in enumerate(plan.queries)
        ],
    )


def _panel(
    conn: sqlite3.Connection, marketplace: str, plan: Plan, at: str
) -> int | None:
    """Give the id of a fixed panel; one met for the first time follows the last."""
    known = conn.execute(
        "SELECT id FROM panels WHERE marketplace = ? AND sha256 = ?",
        (marketplace, plan.sha256),
    ).fetchone()
    if known:
        return int(known[0])
    queries = json.dumps([asdict(one) for one in plan.queries], ensure_ascii=False)
    return conn.execute(
        """INSERT INTO panels
               (marketplace, sha256, first_used_at, pages, queries, replaces)
           VALUES (?1, ?2, ?3, ?4, ?5,
                   (SELECT panel_id FROM crawls WHERE marketplace = ?1
                    AND panel_id IS NOT NULL ORDER BY id DESC LIMIT 1))""",
        (marketplace, plan.sha256, at, plan.pages, queries),
    ).lastrowid


def save_query(
    conn: sqlite3.Connection, crawl_id: int, number: int, run: QueryRun
) -> None:
    """Keep what came of a query so far."""
    found = json.dumps(sorted(run.found))
    (new,) = conn.execute(_NEW, (crawl_id, found)).fetchone()
    conn.execute(
        """UPDATE queries SET pages = ?, listings = ?, new = ?, ended = ?
           WHERE crawl = ? AND number = ?""",
        (run.pages, len(run.found), new, run.ended, crawl_id, number),
    )


def save_queries(
    conn: sqlite3.Connection, crawl_id: int, runs: Sequence[QueryRun]
) -> None:
    """Keep what came of every query of a crawl."""
    for number, run in enumerate(runs):
        save_query(conn, crawl_id, number, run)


def last_asked(conn: sqlite3.Connection, marketplace: str) -> dict[str, str]:
    """Say when a site was last asked for each text, by the beginning of the crawl."""
    return dict(
        conn.execute(
            """SELECT q.text, MAX(c.started_at) FROM queries q
               JOIN crawls c ON c.id = q.crawl
               WHERE c.marketplace = ? AND c.panel = 'sweep'
                 AND q.ended IN ('done', 'limit')
               GROUP BY q.text""",
            (marketplace,),
        ).fetchall()
    )
