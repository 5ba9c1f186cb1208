"""What the portal asks all day: what waits for a review, words, facets, cases."""

from __future__ import annotations

from crawler.store.search_words import fill_words
from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database

_URGENCY = """CASE WHEN {0}.priority = 'high' THEN 0
    WHEN {0}.offer IN ('likely', 'possible') THEN 1
    WHEN {0}.appendix = 'I' THEN 2 ELSE 3 END"""
_UNJUDGED = """{0}.match_count > 0 AND NOT EXISTS (
    SELECT 1 FROM reviews r JOIN listing_versions v ON v.id = r.version
    WHERE r.listing = {0}.id AND r.undone_at IS NULL
      AND v.title = {0}.title AND v.description = {0}.description)"""
_SCORE = "COALESCE((SELECT MAX(score) FROM matches WHERE listing = {0}), 0)"


def _enqueue(name: str, source: str) -> str:
    """Write the statement that queues the listing *name* of *source* if need be."""
    return f"""INSERT OR REPLACE INTO review_queue (listing, urgency, score, since)
        SELECT {name}.id, {_URGENCY.format(name)}, {_SCORE.format(f"{name}.id")},
            {name}.first_seen_at {source} WHERE {_UNJUDGED.format(name)}"""


@MIGRATIONS()
def m0006_review_queue(db: Database) -> None:
    """The listings whose present text nobody has judged, kept up by triggers."""
    run_statements(
        db,
        [
            """CREATE TABLE review_queue (
                listing INTEGER PRIMARY KEY REFERENCES listings(id),
                urgency INTEGER NOT NULL,
                score REAL NOT NULL DEFAULT 0,
                since TEXT NOT NULL
            ) STRICT""",
            """CREATE INDEX review_queue_order
                ON review_queue(urgency, score DESC, since, listing)""",
            _enqueue("l", "FROM listings l"),
            f"""CREATE TRIGGER queue_new AFTER INSERT ON listings
                WHEN NEW.match_count > 0 BEGIN {_enqueue("NEW", "")}; END""",
            # A crawl writes every column of what it sees again: most are as before.
            f"""CREATE TRIGGER queue_changed AFTER UPDATE OF title, description,
                    match_count, offer, priority, appendix ON listings
                WHEN (OLD.title, OLD.description, OLD.match_count, OLD.offer,
                        OLD.priority, OLD.appendix)
                    IS NOT (NEW.title, NEW.description, NEW.match_count, NEW.offer,
                        NEW.priority, NEW.appendix)
                BEGIN
                    DELETE FROM review_queue WHERE listing = NEW.id;
                    {_enqueue("NEW", "")};
                END""",  # noqa: S608 (our own words)
            """CREATE TRIGGER queue_scored AFTER INSERT ON matches BEGIN
                UPDATE review_queue SET score = MAX(score, NEW.score)
                WHERE listing = NEW.listing; END""",
            f"""CREATE TRIGGER queue_unscored AFTER DELETE ON matches BEGIN
                UPDATE review_queue SET score = {_SCORE.format("OLD.listing")}
                WHERE listing = OLD.listing; END""",  # noqa: S608
            """CREATE TRIGGER queue_judged AFTER INSERT ON reviews
                WHEN NEW.undone_at IS NULL BEGIN
                DELETE FROM review_queue WHERE listing = NEW.listing
                    AND NOT EXISTS (SELECT 1 FROM listings l
                        JOIN listing_versions v ON v.id = NEW.version
                        WHERE l.id = NEW.listing AND (v.title, v.description)
                            IS NOT (l.title, l.description)); END""",
            f"""CREATE TRIGGER queue_undone AFTER UPDATE OF undone_at ON reviews BEGIN
                DELETE FROM review_queue WHERE listing = NEW.listing;
                {_enqueue("l", "FROM listings l")} AND l.id = NEW.listing;
                END""",  # noqa: S608
        ],
    )


@MIGRATIONS()
def m0007_words_and_facets(db: Database) -> None:
    """Words of all listings; the columns that searches narrow, of matched ones."""
    run_statements(
        db,
        [
            """CREATE VIRTUAL TABLE listing_words USING fts5(text, content='',
                tokenize="unicode61 remove_diacritics 2")""",
            """CREATE INDEX listings_facets ON listings(appendix, offer, state,
                marketplace, country, taxon, currency, price_amount, language,
                seller_id, first_seen_at, last_seen_at, same_as, relisted_from)
                WHERE match_count > 0""",
            """CREATE INDEX listings_first_flagged ON listings(first_seen_at)
                WHERE priority = 'high'""",
        ],
    )
    fill_words(db.conn)


@MIGRATIONS()
def m0008_case_people_and_notes(db: Database) -> None:
    """Who may see a case, and what they wrote into it."""
    run_statements(
        db,
        [
            """CREATE TABLE case_members (
                case_id INTEGER NOT NULL REFERENCES cases(id),
                login TEXT NOT NULL,
                added_at TEXT NOT NULL,
                added_by TEXT NOT NULL,
                PRIMARY KEY (case_id, login)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX case_members_login ON case_members(login)",
            """INSERT INTO case_members (case_id, login, added_at, added_by)
                SELECT id, opened_by, opened_at, opened_by FROM cases""",
            """CREATE TABLE case_notes (
                id INTEGER PRIMARY KEY,
                case_id INTEGER NOT NULL REFERENCES cases(id),
                written_at TEXT NOT NULL,
                written_by TEXT NOT NULL,
                text TEXT NOT NULL
            ) STRICT""",
            "CREATE INDEX case_notes_case ON case_notes(case_id, id)",
            "CREATE INDEX audit_subject ON audit(subject, id)",
        ],
    )
