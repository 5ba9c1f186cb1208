"""What is new in the searches that users keep."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

from crawler.portal.asking.search import count_since
from crawler.portal.asking.wanted import WantedError, read_wanted
from crawler.portal.desk.file import Desk
from crawler.portal.desk.searches import all_searches
from crawler.portal.pages.addresses import pairs_of
from crawler.store import Store


class Alert(NamedTuple):
    """A kept search, and how many of its listings were first seen since the look."""

    login: str
    name: str
    query: str
    looked_at: str
    new: int


def new_in_searches(desk: Desk, database: Path) -> list[Alert]:
    """Count what is new in every kept search.

    Raises:
        StoreError: the database cannot be read.
    """
    with desk.reading() as conn:
        kept = all_searches(conn)
    with Store.open(database, read_only=True) as store:
        return [
            Alert(
                *(one.login, one.name, one.query, one.looked_at),
                new=new_in(store.conn, one.query, one.looked_at),
            )
            for one in kept
        ]


def new_in(conn: sqlite3.Connection, query: str, looked_at: str) -> int:
    """Count what is new in one search; 0 if its query can no longer be read."""
    try:
        wanted = read_wanted(pairs_of(query))
    except WantedError:
        return 0
    return count_since(conn, wanted, looked_at)
