"""The set of numbered steps that bring any earlier database up to date."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.store.tables import Database, Migrations

MIGRATIONS = Migrations("citeswatch")


def run_statements(db: Database, statements: Iterable[str]) -> None:
    """Run each statement of a step."""
    for statement in statements:
        db.conn.execute(statement)
