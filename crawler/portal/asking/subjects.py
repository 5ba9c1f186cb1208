"""What the pages of a taxon, a marketplace and a seller show."""

from __future__ import annotations

import sqlite3

from crawler.portal.asking.rows import LANGUAGE, Row, row, rows

SHOWN = 30
_LISTED = f"""l.id, l.title, l.taxon, l.appendix, l.offer, l.state, l.price_text,
    l.currency, l.first_seen_at, {LANGUAGE}, l.country, l.marketplace,
    COALESCE(NULLIF(m.title, ''), m.name) AS shop"""
_FROM = "FROM listings l JOIN marketplaces m ON m.name = l.marketplace"


def taxon(conn: sqlite3.Connection, taxon_id: str) -> Row | None:
    """Give a taxon that was matched, with its listings in the Appendices and names."""
    found = row(conn, "SELECT * FROM taxa WHERE id = ?", (taxon_id,))
    if found is None:
        return None
    return {
        **found,
        "appendix_listings": rows(
            conn,
            """SELECT DISTINCT appendix, listed_under, population, party, annotation,
                   valid_from, valid_until, source FROM appendix_listings
               WHERE taxon_id = ? ORDER BY valid_from IS NULL, valid_from""",
            (taxon_id,),
        ),
        "names": rows(
            conn,
            """SELECT DISTINCT text, language, kind, source FROM names
               WHERE taxon_id = ? ORDER BY kind, language, text""",
            (taxon_id,),
        ),
        "counts": rows(
            conn,
            """SELECT l.marketplace, COALESCE(NULLIF(m.title, ''), m.name) AS shop,
                   COUNT(*) AS listings, SUM(l.state = 'active') AS active,
                   SUM(l.offer IN ('likely', 'possible')) AS flagged,
                   MIN(l.first_seen_at) AS first_seen, MAX(l.last_seen_at) AS last_seen
               FROM (SELECT DISTINCT listing FROM matches WHERE taxon_id = ?) x
               JOIN listings l ON l.id = x.listing
               JOIN marketplaces m ON m.name = l.marketplace
               GROUP BY 1 ORDER BY listings DESC""",
            (taxon_id,),
        ),
        "listings": rows(
            conn,
            f"""SELECT {_LISTED} {_FROM} WHERE l.id IN (
                    SELECT listing FROM matches WHERE taxon_id = ?)
                ORDER BY l.offer = 'unlikely', l.id DESC LIMIT {SHOWN}""",  # noqa: S608
            (taxon_id,),
        ),
    }


def taxon_named(conn: sqlite3.Connection, name: str) -> str | None:
    """Give the id of a matched taxon by its scientific name."""
    found = row(
        conn,
        "SELECT id FROM taxa WHERE scientific_name = ? COLLATE NOCASE LIMIT 1",
        (name,),
    )
    return str(found["id"]) if found else None


def marketplaces(conn: sqlite3.Connection) -> list[Row]:
    """Give every marketplace with its last crawl."""
    return rows(
        conn,
        """SELECT m.name, COALESCE(NULLIF(m.title, ''), m.name) AS shop, m.country,
               m.home, c.id AS crawl, c.started_at, c.outcome, c.reason, e.complete,
               e.listings_seen, e.pages_fetched, e.refusals, e.errors, m.min_listings
           FROM marketplaces m
           LEFT JOIN crawls c ON c.id = (SELECT MAX(id) FROM crawls
               WHERE marketplace = m.name)
           LEFT JOIN effort e ON e.crawl_id = c.id
           ORDER BY COALESCE(e.complete, 0), m.name""",
    )


def open_alarms(conn: sqlite3.Connection) -> list[Row]:
    """List what is wrong with marketplaces' crawls, the latest first."""
    return rows(
        conn,
        """SELECT a.marketplace, COALESCE(NULLIF(m.title, ''), m.name) AS shop, a.kind,
               a.said, a.raised_at, a.crawls
           FROM alarms a JOIN marketplaces m ON m.name = a.marketplace
           WHERE a.ended_at IS NULL ORDER BY a.raised_at DESC""",
    )


def marketplace(conn: sqlite3.Connection, name: str) -> Row | None:
    """Give a marketplace with its crawls, its taxa and its newest flagged offers."""
    found = row(
        conn,
        """SELECT m.*, COALESCE(NULLIF(m.title, ''), m.name) AS shop
           FROM marketplaces m WHERE m.name = ?""",
        (name,),
    )
    if found is None:
        return None
    return {
        **found,
        "crawls": rows(
            conn,
            f"""SELECT c.id, c.started_at, c.outcome, c.reason, e.complete,
                    e.pages_fetched, e.listings_seen, e.listings_new, e.listings_gone,
                    e.refusals, e.errors
                FROM crawls c LEFT JOIN effort e ON e.crawl_id = c.id
                WHERE c.marketplace = ? ORDER BY c.id DESC LIMIT {SHOWN}""",  # noqa: S608
            (name,),
        ),
        "taxa": rows(
            conn,
            f"""SELECT l.taxon, l.appendix, COUNT(*) AS listings,
                    SUM(l.state = 'active') AS active
                FROM listings l INDEXED BY listings_facets
                WHERE l.match_count > 0 AND l.marketplace = ?
                    AND l.offer IN ('likely', 'possible') AND l.appendix <> ''
                GROUP BY 1, 2 ORDER BY listings DESC LIMIT {SHOWN}""",  # noqa: S608
            (name,),
        ),
        "listings": rows(
            conn,
            f"""SELECT {_LISTED} {_FROM} WHERE l.id IN (
                    SELECT id FROM listings INDEXED BY listings_facets
                    WHERE match_count > 0 AND marketplace = ? AND appendix = 'I'
                        AND offer IN ('likely', 'possible')
                    ORDER BY id DESC LIMIT {SHOWN}) ORDER BY l.id DESC""",  # noqa: S608
            (name,),
        ),
    }


def seller(conn: sqlite3.Connection, pseudonym: str) -> Row | None:
    """Give what one seller offered, on every marketplace of the workspace."""
    shops = rows(
        conn,
        """SELECT s.id, s.marketplace, COALESCE(NULLIF(m.title, ''), m.name) AS shop,
               COUNT(l.id) AS listings, SUM(l.match_count > 0) AS matched,
               SUM(l.offer IN ('likely', 'possible')) AS flagged,
               SUM(l.state = 'active') AS active,
               MIN(l.first_seen_at) AS first_seen, MAX(l.last_seen_at) AS last_seen,
               EXISTS (SELECT 1 FROM seller_identities i WHERE i.seller = s.id)
                   AS is_kept
           FROM sellers s JOIN marketplaces m ON m.name = s.marketplace
           LEFT JOIN listings l ON l.seller_id = s.id
           WHERE s.pseudonym = ? GROUP BY s.id ORDER BY 2""",
        (pseudonym,),
    )
    if not shops:
        return None
    return {
        "pseudonym": pseudonym,
        "shops": shops,
        "listings": rows(
            conn,
            f"""SELECT {_LISTED} {_FROM} WHERE l.seller_id IN (
                    SELECT id FROM sellers WHERE pseudonym = ?)
                ORDER BY l.offer NOT IN ('likely', 'possible'), l.id DESC
                LIMIT {SHOWN * 2}""",  # noqa: S608
            (pseudonym,),
        ),
    }
