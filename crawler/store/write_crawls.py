"""Writing crawls and their effort."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections import Counter

from crawler.store.facts import Effort, MarketplaceFacts

_MARKETPLACE = """
    INSERT INTO marketplaces (name, title, home, country, languages, family,
        min_listings, terms_reviewed_on, code_of_conduct, wildlife_policy_url,
        notice_address, coalition, facts_sha256)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET
        title = excluded.title, home = excluded.home, country = excluded.country,
        languages = excluded.languages, family = excluded.family,
        min_listings = excluded.min_listings,
        terms_reviewed_on = excluded.terms_reviewed_on,
        code_of_conduct = excluded.code_of_conduct,
        wildlife_policy_url = excluded.wildlife_policy_url,
        notice_address = excluded.notice_address, coalition = excluded.coalition,
        facts_sha256 = excluded.facts_sha256
"""

_EFFORT = """
    UPDATE effort SET queries = ?, pages_requested = ?, pages_fetched = ?,
        listing_pages = ?, refusals = ?, errors = ?, robots_forbidden = ?,
        bytes = ?, seconds = ?, detail = ?
    WHERE crawl_id = ?
"""


def save_marketplace(conn: sqlite3.Connection, facts: MarketplaceFacts) -> None:
    """Keep the facts of a marketplace as they are now."""
    conn.execute(
        _MARKETPLACE,
        (
            facts.name,
            facts.title,
            facts.home,
            facts.country,
            json.dumps(facts.languages),
            facts.family,
            facts.min_listings,
            facts.terms_reviewed_on,
            facts.code_of_conduct,
            facts.wildlife_policy_url,
            facts.notice_address,
            facts.coalition,
            facts.sha256,
        ),
    )


def insert_crawl(
    conn: sqlite3.Connection,
    facts: MarketplaceFacts,
    *,
    started_at: str,
    clock: str,
    software_version: str,
    species_list_version: str,
) -> int:
    """Add a running crawl with its empty effort; give its id."""
    cursor = conn.execute(
        """INSERT INTO crawls (marketplace, started_at, clock, software_version,
               species_list_version, facts_sha256, pid, host)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            facts.name,
            started_at,
            clock,
            software_version,
            species_list_version,
            facts.sha256,
            os.getpid(),
            socket.gethostname(),
        ),
    )
    crawl_id = cursor.lastrowid
    assert crawl_id is not None  # noqa: S101
    conn.execute("INSERT INTO effort (crawl_id) VALUES (?)", (crawl_id,))
    return crawl_id


def save_effort(conn: sqlite3.Connection, crawl_id: int, effort: Effort) -> None:
    """Keep what the crawl has asked for and got so far."""
    conn.execute(
        _EFFORT,
        (
            effort.queries,
            effort.pages_requested,
            effort.pages_fetched,
            effort.listing_pages,
            effort.refusals,
            effort.errors,
            effort.robots_forbidden,
            effort.bytes,
            round(effort.seconds, 3),
            json.dumps(effort.detail, sort_keys=True),
            crawl_id,
        ),
    )


def count_up(
    conn: sqlite3.Connection, crawl_id: int, sighted: int, events: Counter[str]
) -> None:
    """Add a batch's sightings and events to the crawl's counts of listings."""
    conn.execute(
        """UPDATE effort SET listings_seen = listings_seen + ?,
               listings_new = listings_new + ?,
               listings_changed = listings_changed + ?,
               listings_relisted = listings_relisted + ?
           WHERE crawl_id = ?""",
        (
            sighted,
            events["new"],
            events["changed"],
            events["relisted"],
            crawl_id,
        ),
    )


def recount(conn: sqlite3.Connection, crawl_id: int) -> Counter[str]:
    """Set the crawl's counts of listings from its sightings; give them by event."""
    events: Counter[str] = Counter(
        dict(
            conn.execute(
                "SELECT event, COUNT(*) FROM sightings WHERE crawl = ? GROUP BY event",
                (crawl_id,),
            ).fetchall()
        )
    )
    conn.execute(
        """UPDATE effort SET listings_seen = ?, listings_new = ?,
               listings_changed = ?, listings_gone = ?, listings_relisted = ?
           WHERE crawl_id = ?""",
        (
            events.total() - events["gone"],
            events["new"],
            events["changed"],
            events["gone"],
            events["relisted"],
            crawl_id,
        ),
    )
    return events


def end_crawl(
    conn: sqlite3.Connection,
    crawl_id: int,
    *,
    outcome: str,
    reason: str,
    finished_at: str,
    complete: bool,
) -> None:
    """Write how and when the crawl ended."""
    conn.execute(
        "UPDATE crawls SET outcome = ?, reason = ?, finished_at = ? WHERE id = ?",
        (outcome, reason, finished_at, crawl_id),
    )
    conn.execute(
        "UPDATE effort SET complete = ? WHERE crawl_id = ?", (complete, crawl_id)
    )


def resume_crawl(
    conn: sqlite3.Connection, crawl_id: int, marketplace: str, listings: int
) -> bool:
    """Let a crawl that was cut off run again, in this process.

    False when it is not the last crawl of *marketplace*, is running, or the database
    holds fewer than the *listings* that it is said to have seen.
    """
    return bool(
        conn.execute(
            """UPDATE crawls SET outcome = 'running', reason = '', finished_at = NULL,
                   resumed = resumed + 1, pid = ?, host = ?
               WHERE id = ? AND marketplace = ? AND outcome <> 'running'
                 AND id = (SELECT MAX(id) FROM crawls WHERE marketplace = ?)
                 AND (SELECT listings_seen FROM effort WHERE crawl_id = id) >= ?""",
            (
                *(os.getpid(), socket.gethostname()),
                *(crawl_id, marketplace, marketplace, listings),
            ),
        ).rowcount
    )


def effort_so_far(conn: sqlite3.Connection, crawl_id: int) -> Effort:
    """Give what a crawl had asked for and got when it was cut off.

    What failed, was refused or forbidden is not in it: it is asked for again.
    """
    row = conn.execute(
        """SELECT queries, pages_requested, pages_fetched, listing_pages, bytes, seconds
           FROM effort WHERE crawl_id = ?""",
        (crawl_id,),
    ).fetchone()
    names = "queries pages_requested pages_fetched listing_pages bytes seconds"
    return Effort(**dict(zip(names.split(), row, strict=True)))


def listings_seen(conn: sqlite3.Connection, crawl_id: int) -> int:
    """Give how many listings the crawl has seen so far."""
    row = conn.execute(
        "SELECT listings_seen FROM effort WHERE crawl_id = ?", (crawl_id,)
    ).fetchone()
    return int(row[0])


def running_crawls(conn: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """List the crawls not ended: id, marketplace, and when they last saw a listing."""
    return conn.execute(
        """SELECT c.id, c.marketplace, COALESCE(
               (SELECT MAX(seen_at) FROM sightings WHERE crawl = c.id), c.started_at)
           FROM crawls c WHERE c.outcome = 'running' ORDER BY c.id"""
    ).fetchall()
