"""The tables, as numbered steps that bring any earlier database up to date.

A step that has been released is never edited: a change is a new step, in a file of
its theme in `steps/`. What each table and column means is in docs/data-model.md.
"""

from __future__ import annotations

from crawler.store import steps
from crawler.store.steps.migrations import MIGRATIONS
from crawler.store.tables import Database


def step_names() -> list[str]:
    """Name every step, in order."""
    empty = Database(memory=True, execute_plugins=False)
    try:
        return [step.name for step in MIGRATIONS.pending(empty)]
    finally:
        empty.close()


__all__ = ["MIGRATIONS", "step_names", "steps"]
