"""What makes searches of a large database quick."""

from __future__ import annotations

from crawler.store.search_words import fill_matched_words
from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0024_words_of_matched_listings(db: Database) -> None:
    """The words of listings with a match, apart: a frequent word is in few of them."""
    run_statements(
        db,
        [
            """CREATE VIRTUAL TABLE listing_words_matched USING fts5(text, content='',
                tokenize="unicode61 remove_diacritics 2")""",
        ],
    )
    fill_matched_words(db.conn)
