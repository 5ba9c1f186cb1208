"""The first tables: marketplaces, listings, matches, exports."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0001_marketplaces_and_crawls(db: Database) -> None:
    """Where was looked, when, and with what effort."""
    run_statements(
        db,
        [
            """CREATE TABLE marketplaces (
                name TEXT PRIMARY KEY,
                title TEXT NOT NULL DEFAULT '',
                home TEXT NOT NULL DEFAULT '',
                country TEXT NOT NULL DEFAULT '',
                languages TEXT NOT NULL DEFAULT '[]',
                family TEXT NOT NULL DEFAULT '',
                min_listings INTEGER NOT NULL DEFAULT 0,
                terms_reviewed_on TEXT NOT NULL DEFAULT '',
                code_of_conduct TEXT NOT NULL DEFAULT '',
                wildlife_policy_url TEXT NOT NULL DEFAULT '',
                facts_sha256 TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            """CREATE TABLE crawls (
                id INTEGER PRIMARY KEY,
                marketplace TEXT NOT NULL REFERENCES marketplaces(name),
                started_at TEXT NOT NULL,
                finished_at TEXT,
                outcome TEXT NOT NULL DEFAULT 'running' CHECK (outcome IN
                    ('running', 'finished', 'interrupted', 'failed', 'refused')),
                reason TEXT NOT NULL DEFAULT '',
                clock TEXT NOT NULL DEFAULT 'system',
                software_version TEXT NOT NULL DEFAULT '',
                species_list_version TEXT NOT NULL DEFAULT '',
                facts_sha256 TEXT NOT NULL DEFAULT '',
                pid INTEGER,
                host TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            "CREATE INDEX crawls_marketplace ON crawls(marketplace, id)",
            "CREATE INDEX crawls_started ON crawls(started_at)",
            "CREATE INDEX crawls_running ON crawls(id) WHERE outcome = 'running'",
            """CREATE TABLE effort (
                crawl_id INTEGER PRIMARY KEY REFERENCES crawls(id),
                queries INTEGER NOT NULL DEFAULT 0,
                pages_requested INTEGER NOT NULL DEFAULT 0,
                pages_fetched INTEGER NOT NULL DEFAULT 0,
                listing_pages INTEGER NOT NULL DEFAULT 0,
                listings_seen INTEGER NOT NULL DEFAULT 0,
                listings_new INTEGER NOT NULL DEFAULT 0,
                listings_changed INTEGER NOT NULL DEFAULT 0,
                listings_gone INTEGER NOT NULL DEFAULT 0,
                listings_relisted INTEGER NOT NULL DEFAULT 0,
                refusals INTEGER NOT NULL DEFAULT 0,
                errors INTEGER NOT NULL DEFAULT 0,
                robots_forbidden INTEGER NOT NULL DEFAULT 0,
                bytes INTEGER NOT NULL DEFAULT 0,
                seconds REAL NOT NULL DEFAULT 0,
                complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1)),
                detail TEXT NOT NULL DEFAULT '{}'
            ) STRICT""",
        ],
    )


@MIGRATIONS()
def m0002_listings_versions_sightings(db: Database) -> None:
    """What was offered, each text it had, and when it was seen."""
    run_statements(
        db,
        [
            """CREATE TABLE sellers (
                id INTEGER PRIMARY KEY,
                marketplace TEXT NOT NULL REFERENCES marketplaces(name),
                pseudonym TEXT NOT NULL,
                UNIQUE (marketplace, pseudonym)
            ) STRICT""",
            "CREATE INDEX sellers_pseudonym ON sellers(pseudonym)",
            """CREATE TABLE listings (
                id INTEGER PRIMARY KEY,
                marketplace TEXT NOT NULL REFERENCES marketplaces(name),
                listing_id TEXT NOT NULL,
                url TEXT NOT NULL DEFAULT '',
                title TEXT NOT NULL DEFAULT '',
                description TEXT NOT NULL DEFAULT '',
                price_text TEXT NOT NULL DEFAULT '',
                price_amount REAL,
                currency TEXT NOT NULL DEFAULT '',
                posted_on TEXT NOT NULL DEFAULT '',
                ends_at TEXT NOT NULL DEFAULT '',
                place_text TEXT NOT NULL DEFAULT '',
                country TEXT NOT NULL DEFAULT '',
                shipping_text TEXT NOT NULL DEFAULT '',
                category_text TEXT NOT NULL DEFAULT '',
                language TEXT NOT NULL DEFAULT '',
                seller_id INTEGER REFERENCES sellers(id),
                image_urls TEXT NOT NULL DEFAULT '[]',
                provenance TEXT NOT NULL DEFAULT '{}',
                content_sha256 TEXT NOT NULL DEFAULT '',
                text_fingerprint TEXT NOT NULL DEFAULT '',
                version INTEGER NOT NULL REFERENCES listing_versions(id)
                    DEFERRABLE INITIALLY DEFERRED,
                state TEXT NOT NULL DEFAULT 'active'
                    CHECK (state IN ('active', 'gone', 'ended')),
                state_since TEXT NOT NULL,
                first_seen_at TEXT NOT NULL,
                last_seen_at TEXT NOT NULL,
                first_crawl_id INTEGER NOT NULL REFERENCES crawls(id),
                last_crawl_id INTEGER NOT NULL REFERENCES crawls(id),
                relisted_from INTEGER REFERENCES listings(id),
                same_as INTEGER REFERENCES listings(id),
                offer TEXT NOT NULL DEFAULT '',
                priority TEXT NOT NULL DEFAULT '',
                appendix TEXT NOT NULL DEFAULT '',
                taxon TEXT NOT NULL DEFAULT '',
                match_count INTEGER NOT NULL DEFAULT 0,
                UNIQUE (marketplace, listing_id),
                CHECK (first_seen_at <= last_seen_at)
            ) STRICT""",
            # Each version that is added is looked for here, while the listing that
            # points to it waits for it.
            "CREATE UNIQUE INDEX listings_version ON listings(version)",
            """CREATE INDEX listings_state ON listings(marketplace, last_crawl_id)
                WHERE state = 'active'""",
            """CREATE INDEX listings_ends ON listings(marketplace, ends_at)
                WHERE state = 'active' AND ends_at <> ''""",
            """CREATE INDEX listings_text ON listings(text_fingerprint)
                WHERE text_fingerprint <> ''""",
            """CREATE INDEX listings_matched ON listings(last_seen_at)
                WHERE match_count > 0""",
            """CREATE INDEX listings_priority ON listings(last_seen_at)
                WHERE priority = 'high'""",
            """CREATE INDEX listings_appendix ON listings(appendix, last_seen_at)
                WHERE appendix <> ''""",
            """CREATE INDEX listings_seller ON listings(seller_id)
                WHERE seller_id IS NOT NULL""",
            """CREATE TABLE listing_versions (
                id INTEGER PRIMARY KEY,
                listing INTEGER NOT NULL REFERENCES listings(id),
                crawl INTEGER NOT NULL REFERENCES crawls(id),
                seen_at TEXT NOT NULL,
                title TEXT NOT NULL DEFAULT '',
                description TEXT NOT NULL DEFAULT '',
                price_text TEXT NOT NULL DEFAULT '',
                price_amount REAL,
                currency TEXT NOT NULL DEFAULT '',
                content_sha256 TEXT NOT NULL DEFAULT '',
                offer TEXT NOT NULL DEFAULT '',
                priority TEXT NOT NULL DEFAULT '',
                appendix TEXT NOT NULL DEFAULT '',
                taxon TEXT NOT NULL DEFAULT '',
                UNIQUE (listing, crawl, content_sha256)
            ) STRICT""",
            """CREATE TABLE sightings (
                listing INTEGER NOT NULL REFERENCES listings(id),
                crawl INTEGER NOT NULL REFERENCES crawls(id),
                seen_at TEXT NOT NULL,
                version INTEGER NOT NULL REFERENCES listing_versions(id),
                event TEXT NOT NULL CHECK (event IN
                    ('new', 'seen', 'changed', 'relisted', 'gone')),
                PRIMARY KEY (listing, crawl)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX sightings_crawl ON sightings(crawl, event)",
        ],
    )


@MIGRATIONS()
def m0003_matches_and_taxa(db: Database) -> None:
    """Which names were found, and what the species list said of their taxa."""
    columns = """
        id INTEGER PRIMARY KEY,
        listing INTEGER NOT NULL REFERENCES listings(id),
        version INTEGER NOT NULL REFERENCES listing_versions(id),
        field TEXT NOT NULL DEFAULT 'title',
        taxon_id TEXT REFERENCES taxa(id),
        taxon TEXT NOT NULL DEFAULT '',
        rank TEXT NOT NULL DEFAULT '',
        taxon_group TEXT NOT NULL DEFAULT '',
        appendix TEXT NOT NULL DEFAULT '',
        appendices TEXT NOT NULL DEFAULT '[]',
        kind TEXT NOT NULL DEFAULT '',
        name TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        matched_text TEXT NOT NULL DEFAULT '',
        start INTEGER NOT NULL DEFAULT 0,
        "end" INTEGER NOT NULL DEFAULT 0,
        score REAL NOT NULL DEFAULT 0,
        offer TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        species_list_version TEXT NOT NULL DEFAULT '',
        matched_at TEXT NOT NULL"""
    run_statements(
        db,
        [
            """CREATE TABLE taxa (
                id TEXT PRIMARY KEY,
                scientific_name TEXT NOT NULL DEFAULT '',
                rank TEXT NOT NULL DEFAULT '',
                kingdom TEXT NOT NULL DEFAULT '',
                phylum TEXT NOT NULL DEFAULT '',
                class TEXT NOT NULL DEFAULT '',
                "order" TEXT NOT NULL DEFAULT '',
                family TEXT NOT NULL DEFAULT '',
                genus TEXT NOT NULL DEFAULT '',
                taxon_group TEXT NOT NULL DEFAULT '',
                species_list_version TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            "CREATE INDEX taxa_name ON taxa(scientific_name COLLATE NOCASE)",
            """CREATE TABLE appendix_listings (
                id INTEGER PRIMARY KEY,
                taxon_id TEXT NOT NULL REFERENCES taxa(id),
                listed_under TEXT NOT NULL DEFAULT '',
                appendix TEXT NOT NULL,
                population TEXT NOT NULL DEFAULT '',
                party TEXT NOT NULL DEFAULT '',
                annotation TEXT NOT NULL DEFAULT '',
                valid_from TEXT,
                valid_until TEXT,
                source TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            "CREATE INDEX appendix_listings_taxon ON appendix_listings(taxon_id)",
            """CREATE TABLE names (
                id INTEGER PRIMARY KEY,
                taxon_id TEXT NOT NULL REFERENCES taxa(id),
                text TEXT NOT NULL,
                language TEXT NOT NULL DEFAULT '',
                script TEXT NOT NULL DEFAULT '',
                kind TEXT NOT NULL DEFAULT '',
                source TEXT NOT NULL DEFAULT ''
            ) STRICT""",
            "CREATE INDEX names_taxon ON names(taxon_id)",
            "CREATE INDEX names_text ON names(text COLLATE NOCASE)",
            f"CREATE TABLE matches ({columns}) STRICT",
            "CREATE INDEX matches_listing ON matches(listing)",
            "CREATE INDEX matches_taxon ON matches(taxon_id)",
            f"CREATE TABLE past_matches ({columns}) STRICT",
            "CREATE INDEX past_matches_listing ON past_matches(listing)",
        ],
    )


@MIGRATIONS()
def m0004_exports(db: Database) -> None:
    """What was handed over, and its checksum."""
    run_statements(
        db,
        [
            """CREATE TABLE exports (
                id INTEGER PRIMARY KEY,
                made_at TEXT NOT NULL,
                path TEXT NOT NULL,
                format TEXT NOT NULL,
                filters TEXT NOT NULL DEFAULT '{}',
                rows INTEGER NOT NULL DEFAULT 0,
                sha256 TEXT NOT NULL
            ) STRICT""",
        ],
    )
