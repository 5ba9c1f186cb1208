"""What a crawl measures: yield, coverage of fields, prices, mix of errors."""

from __future__ import annotations

import json
import math
import sqlite3
from dataclasses import replace
from typing import Any

from crawler.store.facts import Measures

_CRAWL = """
    SELECT c.id, c.marketplace, c.outcome, c.reason, e.complete, e.pages_requested,
        e.pages_fetched, e.listing_pages, e.listings_seen, e.refusals, e.errors,
        e.robots_forbidden, e.seconds,
        CASE c.panel WHEN 'catalogue' THEN m.min_listings ELSE 0 END, c.panel, e.detail
    FROM crawls c JOIN effort e ON e.crawl_id = c.id
    JOIN marketplaces m ON m.name = c.marketplace
    WHERE c.id = ?
"""
_COVERED = {
    "description": "l.description <> ''",
    "price": "l.price_amount IS NOT NULL",
    "seller": "l.seller_id IS NOT NULL",
    "picture": "l.image_urls <> '[]'",
    "date": "l.posted_on <> ''",
    "place": "l.place_text <> ''",
}
_SEEN = """FROM sightings s JOIN listings l ON l.id = s.listing
    WHERE s.crawl = ? AND s.event <> 'gone'"""
_UNJUDGED = """
    SELECT c.id, c.id = (SELECT MAX(id) FROM crawls WHERE marketplace = c.marketplace)
    FROM crawls c LEFT JOIN crawl_health h ON h.crawl_id = c.id
    WHERE c.outcome <> 'running' AND c.clock = 'system'
      AND (h.crawl_id IS NULL OR h.judged_at < c.finished_at)
    ORDER BY c.id
"""
_LIKE_BEFORE = """
    SELECT h.measures FROM crawl_health h JOIN crawls c ON c.id = h.crawl_id
    WHERE c.marketplace = ?1 AND c.id < ?2 AND h.verdict IN ('normal', 'accepted')
      AND c.panel = (SELECT panel FROM crawls WHERE id = ?2)
      AND c.id >= COALESCE((SELECT MAX(d.id) FROM crawls d
          JOIN crawl_health g ON g.crawl_id = d.id
          WHERE d.marketplace = c.marketplace AND g.verdict = 'accepted'), 0)
    ORDER BY c.id DESC LIMIT ?3
"""


def unjudged_crawls(conn: sqlite3.Connection) -> list[tuple[int, bool]]:
    """List the ended crawls that nobody has judged, oldest first.

    Each with whether it is the last of its marketplace. Crawls of a demo, dated
    otherwise than by the clock, tell nothing of a site.
    """
    return [(crawl, bool(last)) for crawl, last in conn.execute(_UNJUDGED)]


def measure(conn: sqlite3.Connection, crawl_id: int) -> Measures:
    """Measure an ended crawl."""
    *facts, detail = conn.execute(_CRAWL, (crawl_id,)).fetchone()
    counted = ", ".join(f"SUM({sql})" for sql in _COVERED.values())
    query = f"SELECT COUNT(*), {counted} {_SEEN}"
    seen, *covered = conn.execute(query, (crawl_id,)).fetchone()
    coverage = {
        name: round(count / seen, 4)
        for name, count in zip(_COVERED, covered, strict=True)
        if seen
    }
    currency, price = _median_price(conn, crawl_id)
    return replace(
        Measures(*facts),
        detail=json.loads(detail),
        coverage=coverage,
        currency=currency,
        median_price=price,
    )


def _median_price(conn: sqlite3.Connection, crawl_id: int) -> tuple[str, float | None]:
    """Give the middle price above zero in the most frequent currency."""
    priced = f"{_SEEN} AND l.price_amount > 0"
    most = conn.execute(
        f"""SELECT l.currency, COUNT(*) {priced} GROUP BY l.currency
            ORDER BY COUNT(*) DESC, l.currency LIMIT 1""",
        (crawl_id,),
    ).fetchone()
    if most is None:
        return "", None
    currency, count = most
    (middle,) = conn.execute(
        f"""SELECT l.price_amount {priced} AND l.currency = ?
            ORDER BY l.price_amount LIMIT 1 OFFSET ?""",
        (crawl_id, currency, count // 2),
    ).fetchone()
    return currency, middle if math.isfinite(middle) else None


def history(
    conn: sqlite3.Connection, marketplace: str, before: int, most: int
) -> list[dict[str, Any]]:
    """Give the measures of the last normal crawls before *before*, newest first.

    A person's acceptance begins a new history: what came earlier no longer counts.
    A search is compared with searches of its own kind of panel.
    """
    rows = conn.execute(_LIKE_BEFORE, (marketplace, before, most))
    return [json.loads(measures) for (measures,) in rows]


def keep_health(
    conn: sqlite3.Connection,
    measures: Measures,
    *,
    judged_at: str,
    verdict: str,
    kind: str = "",
    said: str = "",
) -> None:
    """Keep the judgement on a crawl beside what it measured."""
    conn.execute(
        "INSERT OR REPLACE INTO crawl_health VALUES (?, ?, ?, ?, ?, ?)",
        (
            *(measures.crawl_id, judged_at, verdict, kind, said),
            json.dumps(measures.to_compare(), sort_keys=True),
        ),
    )


def last_kind(conn: sqlite3.Connection, marketplace: str) -> str | None:
    """Give what was wrong with the last judged crawl, "" nothing; None: none is."""
    row = conn.execute(
        """SELECT h.kind FROM crawl_health h JOIN crawls c ON c.id = h.crawl_id
           WHERE c.marketplace = ? ORDER BY c.id DESC LIMIT 1""",
        (marketplace,),
    ).fetchone()
    return str(row[0]) if row else None


def accept_last(conn: sqlite3.Connection, marketplace: str) -> None:
    """Take the marketplace's last judged crawl as the new normal."""
    conn.execute(
        """UPDATE crawl_health SET verdict = 'accepted' WHERE crawl_id =
               (SELECT MAX(h.crawl_id) FROM crawl_health h
                JOIN crawls c ON c.id = h.crawl_id WHERE c.marketplace = ?)""",
        (marketplace,),
    )
