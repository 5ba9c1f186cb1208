"""How gently sites are asked: budgets, rests."""

from __future__ import annotations

from crawler.store.steps.migrations import MIGRATIONS, run_statements
from crawler.store.tables import Database


@MIGRATIONS()
def m0012_budgets_and_rests(db: Database) -> None:
    """How much a site was asked today, and until when it is left alone."""
    run_statements(
        db,
        [
            """CREATE TABLE budgets (
                domain TEXT NOT NULL,
                day TEXT NOT NULL,
                requests INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (domain, day)
            ) STRICT, WITHOUT ROWID""",
            """CREATE TABLE rests (
                marketplace TEXT PRIMARY KEY REFERENCES marketplaces(name),
                refusals INTEGER NOT NULL,
                since TEXT NOT NULL,
                until TEXT NOT NULL,
                said TEXT NOT NULL DEFAULT ''
            ) STRICT""",
        ],
    )
