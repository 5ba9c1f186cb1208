"""Checking that a database is whole and that its tables agree with one another."""

from __future__ import annotations

import sqlite3

from crawler.store.flagged_sightings import FAULTS as FLAGGED_FAULTS
from crawler.store.seen_before import FAULTS as SEEN_BEFORE_FAULTS

CONTRADICTIONS = {
    "listings without a sighting": """
        SELECT id FROM listings l WHERE NOT EXISTS (
            SELECT 1 FROM sightings WHERE listing = l.id AND event <> 'gone')""",
    "listings whose first sighting is not their beginning": """
        SELECT l.id FROM listings l JOIN sightings s
            ON s.listing = l.id AND s.crawl = l.first_crawl_id
        WHERE s.event NOT IN ('new', 'relisted')""",
    "listings that were new twice": """
        SELECT listing FROM sightings WHERE event = 'new'
        GROUP BY listing HAVING COUNT(*) > 1""",
    "listings seen outside their first and last time": """
        SELECT l.id FROM listings l JOIN sightings s ON s.listing = l.id
        WHERE s.event <> 'gone'
          AND s.seen_at NOT BETWEEN l.first_seen_at AND l.last_seen_at""",
    "listings that differ from their last version": """
        SELECT l.id FROM listings l LEFT JOIN listing_versions v ON v.id = l.version
        WHERE v.listing IS NOT l.id OR v.title <> l.title OR v.offer <> l.offer
           OR v.description <> l.description OR v.price_text <> l.price_text
           OR v.content_sha256 <> l.content_sha256
           OR v.id <> (SELECT MAX(id) FROM listing_versions WHERE listing = l.id)""",
    "versions that repeat the one before": """
        SELECT id FROM (SELECT id, content_sha256 AS text, LAG(content_sha256) OVER
            (PARTITION BY listing ORDER BY id) AS former FROM listing_versions)
        WHERE text = former AND text <> ''""",
    "sightings of another listing's version": """
        SELECT s.listing FROM sightings s JOIN listing_versions v ON v.id = s.version
        WHERE v.listing <> s.listing""",
    "matches of another version than the last": """
        SELECT m.id FROM matches m JOIN listings l ON l.id = m.listing
        WHERE m.version <> l.version""",
    "listings with another number of matches than noted": """
        SELECT l.id FROM listings l WHERE match_count <>
            (SELECT COUNT(*) FROM matches WHERE listing = l.id)""",
    "listings missing from the index of matched ones, or in it without a match": """
        SELECT id FROM listings WHERE (match_count > 0) <>
            (id IN (SELECT rowid FROM listing_words_matched))""",
    "ended crawls whose effort does not count their sightings": """
        SELECT e.crawl_id FROM effort e JOIN crawls c ON c.id = e.crawl_id
        LEFT JOIN (SELECT crawl, COUNT(*) - SUM(event = 'gone') AS seen,
                SUM(event = 'new') AS new, SUM(event = 'changed') AS changed,
                SUM(event = 'gone') AS gone, SUM(event = 'relisted') AS relisted
            FROM sightings GROUP BY crawl) s ON s.crawl = e.crawl_id
        WHERE c.outcome <> 'running' AND (
            listings_seen <> COALESCE(seen, 0) OR listings_new <> COALESCE(new, 0)
            OR listings_changed <> COALESCE(changed, 0)
            OR listings_gone <> COALESCE(gone, 0)
            OR listings_relisted <> COALESCE(relisted, 0))""",
    "crawls whose counts of listings seen before are not those of their sightings": SEEN_BEFORE_FAULTS,
    "listings whose flagged sightings are not those of their flagged texts": FLAGGED_FAULTS,
    "crawls without effort": """
        SELECT id FROM crawls WHERE id NOT IN (SELECT crawl_id FROM effort)""",
    "ended crawls without an end": """
        SELECT id FROM crawls WHERE (outcome = 'running') <> (finished_at IS NULL)""",
    "listings called gone by an incomplete crawl": """
        SELECT s.listing FROM sightings s JOIN effort e ON e.crawl_id = s.crawl
        WHERE s.event = 'gone' AND NOT e.complete""",
    "gone listings that a later crawl saw": """
        SELECT l.id FROM listings l JOIN sightings s ON s.listing = l.id
        WHERE l.state = 'gone' AND s.event <> 'gone' AND s.crawl >
            (SELECT MAX(crawl) FROM sightings WHERE listing = l.id AND event = 'gone')""",
    "copies of a later listing, or of one on the same marketplace": """
        SELECT c.id FROM listings c JOIN listings f ON f.id = c.same_as
        WHERE f.id >= c.id OR f.marketplace = c.marketplace""",
    "listings relisted from one seen at the same time": """
        SELECT n.id FROM listings n JOIN listings o ON o.id = n.relisted_from
        WHERE o.marketplace <> n.marketplace OR o.first_crawl_id >= n.first_crawl_id""",
}
"""Each finds rows that contradict one another; all are empty in a sound database."""


def find_faults(conn: sqlite3.Connection) -> list[str]:
    """Say what is wrong with the database, an empty list when nothing is.

    It reads the whole file: about a minute for a million listings.
    """
    faults = [
        str(said) for (said,) in conn.execute("PRAGMA integrity_check") if said != "ok"
    ]
    orphans = conn.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        tables = ", ".join(sorted({table for table, *_ in orphans}))
        faults.append(f"{len(orphans)} rows that point to nothing, in {tables}")
    for name, sql in CONTRADICTIONS.items():
        ids = [str(row[0]) for row in conn.execute(sql)]
        if ids:
            faults.append(f"{name}: {len(ids)} (ids {', '.join(ids[:5])}, …)")
    return faults
