"""The order in which found listings are told."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0029_order_of_matched_listings(db: Database) -> None:
    """The columns by which found listings are ordered stand in one index."""
    run_statements(
        db,
        [
            "DROP INDEX listings_facets",
            """CREATE INDEX listings_facets ON listings(appendix, offer, state,
                marketplace, country, taxon, currency, price_amount, language,
                seller_id, first_seen_at, last_seen_at, same_as, relisted_from,
                priority)
                WHERE match_count > 0""",
        ],
    )
