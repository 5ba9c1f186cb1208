"""What the writer counts beside the sightings, so that a report reads little."""

from __future__ import annotations

from crawler.store.flagged_sightings import note_all_flagged
from crawler.store.seen_before import note_seen_before
from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0026_seen_before(db: Database) -> None:
    """Of each crawl, in which crawl its listings were last seen; flagged texts."""
    run_statements(
        db,
        [
            """CREATE TABLE seen_before (
                crawl INTEGER NOT NULL REFERENCES crawls(id),
                last INTEGER NOT NULL,
                last_alike INTEGER NOT NULL,
                listings INTEGER NOT NULL,
                PRIMARY KEY (crawl, last, last_alike)
            ) STRICT, WITHOUT ROWID""",
            """CREATE INDEX listing_versions_flagged ON listing_versions(listing)
                WHERE offer IN ('likely', 'possible')""",
        ],
    )
    for (last,) in db.conn.execute(
        """SELECT MIN(id) FROM crawls WHERE outcome <> 'running' GROUP BY marketplace"""
    ).fetchall():
        note_seen_before(db.conn, last)


_FLAGGED = "{0}.offer IN ('likely', 'possible') AND {0}.appendix <> ''"
_OF_VERSION = "FROM sightings WHERE listing = NEW.listing AND version = NEW.id"


@MIGRATIONS()
def m0027_flagged_sightings(db: Database) -> None:
    """The sightings of flagged listings, crawl by crawl, kept right by triggers.

    Two indexes hold what a report tells of matched listings and flagged texts, so that
    it is read together and not from all over a large file.
    """
    was, is_now = _FLAGGED.format("OLD"), _FLAGGED.format("NEW")
    run_statements(
        db,
        [
            """CREATE TABLE flagged_sightings (
                crawl INTEGER NOT NULL,
                listing INTEGER NOT NULL,
                version INTEGER NOT NULL,
                seen_at TEXT NOT NULL,
                event TEXT NOT NULL,
                PRIMARY KEY (crawl, listing),
                FOREIGN KEY (listing, crawl) REFERENCES sightings(listing, crawl)
                    ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID""",
            # What is seen the writer adds itself: a trigger would slow each sighting,
            # and few are of flagged listings.
            f"""CREATE TRIGGER flagged_judged
                AFTER UPDATE OF offer, appendix ON listing_versions
                WHEN ({was}) <> ({is_now}) BEGIN
                    DELETE FROM flagged_sightings WHERE (crawl, listing) IN
                        (SELECT crawl, listing {_OF_VERSION});
                    INSERT INTO flagged_sightings (crawl, listing, version, seen_at, event)
                        SELECT crawl, listing, version, seen_at, event {_OF_VERSION}
                        AND {is_now};
                END""",  # noqa: S608 (our own words)
            """CREATE TRIGGER flagged_event AFTER UPDATE OF event ON sightings BEGIN
                UPDATE flagged_sightings SET event = NEW.event
                WHERE crawl = NEW.crawl AND listing = NEW.listing; END""",
            "DROP INDEX listing_versions_flagged",
            """CREATE INDEX listing_versions_flagged ON listing_versions(listing, id,
                offer, appendix, taxon, title, price_text, price_amount, currency, claims)
                WHERE offer IN ('likely', 'possible')""",
            # <> 0, so that no query takes it that asks for matched ones (> 0) otherwise.
            """CREATE INDEX listings_reported ON listings(id, match_count,
                marketplace, listing_id, url, place_text, first_seen_at, first_crawl_id,
                state, state_since, relisted_from, same_as, country, language,
                shipping_text, seller_id)
                WHERE match_count <> 0""",
        ],
    )
    note_all_flagged(db.conn)
