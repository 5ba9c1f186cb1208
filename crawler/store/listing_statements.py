"""The statements that write listings, each with the values that it takes of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from crawler.store.listing_row import PUBLISHED, VERSIONED, Row

Values = tuple[Any, ...]


class Insert(NamedTuple):
    """A statement that adds a row, and what gives its values."""

    sql: str
    values: Callable[[Row], Values]

    def of(self, rows: int) -> str:
        """Give the statement that adds so many rows; a row costs SQLite less then."""
        return _many(self.sql, rows)


@cache
def _many(sql: str, rows: int) -> str:
    beginning, word, marks = sql.partition("VALUES ")
    return beginning + word + ", ".join([marks] * rows)


def _insert(table: str, columns: Sequence[str], **sources: str) -> Insert:
    """Take each column from the value of that name, or from another one."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    return Insert(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608
        itemgetter(*(sources.get(name, name) for name in columns)),
    )


NEW_LISTING = _insert(
    "listings",
    (
        "id",
        "marketplace",
        "listing_id",
        "version",
        "state",
        "state_since",
        "first_seen_at",
        "last_seen_at",
        "first_crawl_id",
        "last_crawl_id",
        *PUBLISHED,
    ),
)
NEW_VERSION = _insert(
    "listing_versions",
    ("id", "listing", "crawl", "seen_at", *VERSIONED),
    id="version",
    listing="id",
)
NEW_SIGHTING = _insert(
    "sightings", ("listing", "crawl", "seen_at", "version", "event"), listing="id"
)
REASSESS = """
    UPDATE listing_versions SET offer = :offer, priority = :priority,
        appendix = :appendix, taxon = :taxon, claims = :claims
    WHERE id = :version
"""
KEPT = (
    "version",
    "state",
    "first_seen_at",
    "last_seen_at",
    "last_crawl_id",
    *PUBLISHED,
)
"""The columns of a stored listing that another sighting may renew."""
PUBLISHED_FROM = len(KEPT) - len(PUBLISHED)
"""Where in `KEPT` the columns of `PUBLISHED` begin."""
_published = itemgetter(*PUBLISHED)


def renewed(row: Row, had: Values) -> dict[str, Any]:
    """Give the columns that are other now; *had* are the stored ones, as `KEPT` says.

    SQLite writes anew each index of a column that is set, whether it is other or not.
    """
    version, state, *_ = had
    now, before = _published(row), had[PUBLISHED_FROM:]
    three = zip(PUBLISHED, now, before, strict=True)
    values = {name: new for name, new, old in three if new != old}
    if row["version"] != version:
        values["version"] = row["version"]
    if row["state"] != state:
        values["state"], values["state_since"] = row["state"], row["seen_at"]
    return values | seen_then(row["seen_at"], row["crawl"], had)


def seen_then(seen_at: str, crawl: int, had: Values) -> dict[str, Any]:
    """Give what a sighting alone makes other: when a listing was seen, and in what crawl."""
    _, _, first_seen_at, last_seen_at, last_crawl_id, *_ = had
    values: dict[str, Any] = {}
    if seen_at < first_seen_at:
        values["first_seen_at"] = seen_at
    if seen_at > last_seen_at:
        values["last_seen_at"] = seen_at
    if crawl > last_crawl_id:
        values["last_crawl_id"] = crawl
    return values


@cache
def _update(names: tuple[str, ...]) -> str:
    columns = ", ".join(f"{name} = ?" for name in names)
    return f"UPDATE listings SET {columns} WHERE id = ?"  # noqa: S608 (our own names)


def update_listing(names: Iterable[str]) -> str:
    """Give the statement that sets the columns of a listing."""
    return _update(tuple(names))
