"""The same offer again: texts, contacts and pictures that are nearly the same."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0020_same_offers_and_sellers(db: Database) -> None:
    """What listings are compared by, and what was found to be the same."""
    run_statements(
        db,
        [
            """CREATE TABLE compared_listings (
                listing INTEGER PRIMARY KEY REFERENCES listings(id),
                version INTEGER NOT NULL
            ) STRICT""",
            """CREATE TABLE text_bands (
                band INTEGER NOT NULL,
                listing INTEGER NOT NULL REFERENCES listings(id),
                PRIMARY KEY (band, listing)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX text_bands_listing ON text_bands(listing)",
            # The key's columns first: SQLite 3.40 takes one that stands between them
            # and has a CHECK for NULL in its integrity check.
            """CREATE TABLE listing_contacts (
                listing INTEGER NOT NULL REFERENCES listings(id),
                digest TEXT NOT NULL,
                kind TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'handle')),
                PRIMARY KEY (listing, digest)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX listing_contacts_digest ON listing_contacts(digest)",
            """CREATE TABLE listing_pictures (
                listing INTEGER NOT NULL REFERENCES listings(id),
                sha256 TEXT NOT NULL,
                phash INTEGER NOT NULL,
                PRIMARY KEY (listing, sha256)
            ) STRICT, WITHOUT ROWID""",
            """CREATE TABLE picture_bands (
                band INTEGER NOT NULL,
                listing INTEGER NOT NULL REFERENCES listings(id),
                PRIMARY KEY (band, listing)
            ) STRICT, WITHOUT ROWID""",
            """CREATE TABLE same_offers (
                listing INTEGER NOT NULL REFERENCES listings(id),
                other INTEGER NOT NULL REFERENCES listings(id),
                score REAL NOT NULL,
                reason TEXT NOT NULL,
                found_at TEXT NOT NULL,
                PRIMARY KEY (listing, other),
                CHECK (other < listing)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX same_offers_other ON same_offers(other)",
            """CREATE VIEW same_sellers AS
                SELECT a.seller_id AS seller, b.seller_id AS other, x.kind AS kind,
                    COUNT(DISTINCT x.digest) AS contacts
                FROM listing_contacts x JOIN listing_contacts y ON y.digest = x.digest
                JOIN listings a ON a.id = x.listing
                JOIN listings b ON b.id = y.listing
                WHERE a.seller_id > b.seller_id AND x.digest IN
                    (SELECT c.digest FROM listing_contacts c
                     JOIN listings l ON l.id = c.listing
                     GROUP BY c.digest HAVING COUNT(DISTINCT l.seller_id) <= 10)
                GROUP BY a.seller_id, b.seller_id, x.kind""",
        ],
    )
