"""What the end of a crawl tells: what is gone, what ended, what came back.

A crawl is *complete* when it ran to its own end, was not refused anywhere, read
every page that leads to listings, met no new ban in robots.txt and saw at least
the marketplace's `min_listings`. Only then does not seeing a listing mean that
it is gone; and even then not for a listing whose own page could not be read, nor
after a crawl of part of the site (a feed, a search).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field

from crawler.store import rests
from crawler.store.facts import Effort
from crawler.store.flagged_sightings import NOTE_FLAGGED_OF
from crawler.store.seen_before import note_seen_before
from crawler.store.times import has_passed
from crawler.store.write_crawls import end_crawl, recount

RAN_TO_ITS_END = "finished"
"""The reason of a crawl that stopped because nothing was left to ask for."""


@dataclass(frozen=True, slots=True)
class EndedCrawl:
    """A crawl as it ended."""

    id: int
    marketplace: str
    outcome: str
    reason: str
    finished_at: str
    effort: Effort = field(default_factory=Effort)


def close(conn: sqlite3.Connection, crawl: EndedCrawl) -> Counter[str]:
    """Write the end of *crawl*, and count its listings by event."""
    seen = recount(conn, crawl.id).total()
    mark_ended(conn, crawl.marketplace, crawl.finished_at)
    complete = is_complete(conn, crawl, seen)
    if complete and crawl.effort.sees_all:
        mark_gone(conn, crawl)
    for earlier in link_relisted(conn, crawl.id) - {crawl.id}:
        recount(conn, earlier)
    link_copies(conn, crawl.id)
    events = recount(conn, crawl.id)
    end_crawl(
        conn,
        crawl.id,
        outcome=crawl.outcome,
        reason=reason_in_words(conn, crawl, seen),
        finished_at=crawl.finished_at,
        complete=complete,
    )
    note_seen_before(conn, crawl.id)
    _rest(conn, crawl)
    return events


def _rest(conn: sqlite3.Connection, crawl: EndedCrawl) -> None:
    """Let a site that refused the crawl rest; one that let us in has rested."""
    (clock,) = conn.execute(
        "SELECT clock FROM crawls WHERE id = ?", (crawl.id,)
    ).fetchone()
    if clock != "system":
        return
    if crawl.outcome == "refused":
        rests.note_refusal(
            conn,
            crawl.marketplace,
            now=crawl.finished_at,
            said=crawl.reason,
            asked_seconds=float(
                crawl.effort.detail.get("retry_after/longest_seconds", 0)
            ),
        )
    elif crawl.outcome == "finished" and not crawl.effort.refusals:
        rests.end_rest(conn, crawl.marketplace)


def is_complete(conn: sqlite3.Connection, crawl: EndedCrawl, seen: int) -> bool:
    """Whether what *crawl* did not see is not there."""
    return (
        crawl.outcome == "finished"
        and crawl.reason == RAN_TO_ITS_END
        and crawl.effort.refusals == 0
        and crawl.effort.index_errors == 0
        and seen >= _fewest(conn, crawl)
        and not _newly_forbidden(conn, crawl)
    )


def _fewest(conn: sqlite3.Connection, crawl: EndedCrawl) -> int:
    """Give the fewest listings of a complete crawl: a search may well find none."""
    if not crawl.effort.sees_all:
        return 0
    return max(min_listings(conn, crawl.marketplace), 1)


def reason_in_words(conn: sqlite3.Connection, crawl: EndedCrawl, seen: int) -> str:
    """Give the crawl's reason, or that it was short, if nothing else was amiss."""
    whole = crawl.effort.sees_all
    least = min_listings(conn, crawl.marketplace) if whole else 0
    if crawl.reason == RAN_TO_ITS_END and seen < least:
        return f"short: listings seen {seen}, expected at least {least}"
    return crawl.reason


def min_listings(conn: sqlite3.Connection, marketplace: str) -> int:
    """Give the least number of listings that a crawl of *marketplace* must see."""
    row = conn.execute(
        "SELECT min_listings FROM marketplaces WHERE name = ?", (marketplace,)
    ).fetchone()
    return int(row[0])


def _newly_forbidden(conn: sqlite3.Connection, crawl: EndedCrawl) -> bool:
    """Whether robots.txt forbade more than in any finished crawl before."""
    (before,) = conn.execute(
        """SELECT MAX(e.robots_forbidden) FROM effort e JOIN crawls c ON c.id = e.crawl_id
           WHERE c.marketplace = ? AND c.id < ? AND c.outcome = 'finished'""",
        (crawl.marketplace, crawl.id),
    ).fetchone()
    return before is not None and crawl.effort.robots_forbidden > before


def mark_ended(conn: sqlite3.Connection, marketplace: str, now: str) -> None:
    """End the listings whose published end has passed, seen or not."""
    due = conn.execute(
        """SELECT id, ends_at FROM listings
           WHERE marketplace = ? AND state = 'active' AND ends_at <> '' AND ends_at < ?""",
        (marketplace, now),
    ).fetchall()
    conn.executemany(
        "UPDATE listings SET state = 'ended', state_since = ? WHERE id = ?",
        [(now, listing) for listing, ends_at in due if has_passed(ends_at, now)],
    )


_MISSING = """FROM listings
    WHERE marketplace = ? AND state = 'active' AND last_crawl_id < ?
      AND url NOT IN (SELECT value FROM json_each(?))
      AND listing_id NOT IN (SELECT value FROM json_each(?))"""


def _of_missing(crawl: EndedCrawl) -> tuple[object, ...]:
    return (
        crawl.marketplace,
        crawl.id,
        json.dumps(sorted(crawl.effort.unread_urls)),
        json.dumps(sorted(crawl.effort.unread_ids)),
    )


def missed(conn: sqlite3.Connection, crawl: EndedCrawl) -> list[tuple[str, str]]:
    """List id and address of what *crawl* would call gone, longest unseen first."""
    (seen,) = conn.execute(
        "SELECT listings_seen FROM effort WHERE crawl_id = ?", (crawl.id,)
    ).fetchone()
    if not (crawl.effort.sees_all and is_complete(conn, crawl, seen)):
        return []
    return conn.execute(
        f"SELECT listing_id, url {_MISSING} ORDER BY last_seen_at, id",
        _of_missing(crawl),
    ).fetchall()


def mark_gone(conn: sqlite3.Connection, crawl: EndedCrawl) -> None:
    """Call gone what was active and was not seen by a complete crawl."""
    conn.execute("DROP TABLE IF EXISTS temp.missing")
    conn.execute(
        f"CREATE TEMP TABLE missing AS SELECT id, version {_MISSING}",
        _of_missing(crawl),
    )
    conn.execute(
        """INSERT INTO sightings (listing, crawl, seen_at, version, event)
           SELECT id, ?, ?, version, 'gone' FROM missing""",
        (crawl.id, crawl.finished_at),
    )
    conn.execute(NOTE_FLAGGED_OF.format("SELECT id FROM missing"), (crawl.id,))
    conn.execute(
        """UPDATE listings SET state = 'gone', state_since = ?
           WHERE id IN (SELECT id FROM missing)""",
        (crawl.finished_at,),
    )
    conn.execute("DROP TABLE temp.missing")


def link_relisted(conn: sqlite3.Connection, crawl_id: int) -> set[int]:
    """Point listings of this crawl to the vanished ones that they repeat.

    A listing repeats another of its marketplace when text and seller are the
    same and the other was last seen in an earlier crawl than this was first
    seen in. Gives the crawls whose counts that changes.
    """
    links = conn.execute(
        """SELECT n.id, MAX(o.id) FROM sightings s
           JOIN listings n ON n.id = s.listing
           JOIN listings o ON o.text_fingerprint = n.text_fingerprint
             AND o.text_fingerprint <> '' AND o.marketplace = n.marketplace
             AND o.seller_id IS n.seller_id AND o.state IN ('gone', 'ended')
             AND o.last_crawl_id < n.first_crawl_id AND o.id <> n.id
           WHERE s.crawl = ? AND s.event <> 'gone' AND n.relisted_from IS NULL
           GROUP BY n.id""",
        (crawl_id,),
    ).fetchall()
    crawls = set()
    for listing, former in links:
        conn.execute(
            "UPDATE listings SET relisted_from = ? WHERE id = ?", (former, listing)
        )
        crawls |= {
            crawl
            for (crawl,) in conn.execute(
                """UPDATE sightings SET event = 'relisted'
                   WHERE listing = ? AND event = 'new' RETURNING crawl""",
                (listing,),
            )
        }
    return crawls


def link_copies(conn: sqlite3.Connection, crawl_id: int) -> None:
    """Point listings of this crawl to the first with the same text elsewhere."""
    links = conn.execute(
        """SELECT first, id FROM (
               SELECT l.id, l.same_as, (
                   SELECT MIN(o.id) FROM listings o
                   WHERE o.text_fingerprint = l.text_fingerprint
                     AND o.text_fingerprint <> ''
                     AND o.marketplace <> l.marketplace AND o.id < l.id) AS first
               FROM sightings s JOIN listings l ON l.id = s.listing
               WHERE s.crawl = ? AND s.event <> 'gone')
           WHERE first IS NOT same_as""",
        (crawl_id,),
    ).fetchall()
    conn.executemany("UPDATE listings SET same_as = ? WHERE id = ?", links)
