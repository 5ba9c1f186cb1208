"""The statements that write listings, each with the values that it takes of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from crawler.store.listing_row import PUBLISHED, VERSIONED, Row

Values = tuple[Any, ...]


class Insert(NamedTuple):
    """A statement that adds a row, and what gives its values."""

    sql: str
    values: Callable[[Row], Values]


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
_published = itemgetter(*PUBLISHED)
_BEFORE = len(KEPT) - len(PUBLISHED)


def renewed(row: Row, had: Values) -> dict[str, Any]:
    """Give the columns that are other now; *had* are the stored ones, as `KEPT` says.

    SQLite writes anew each index of a column that is set, whether it is other or not.
    """
    version, state, first_seen_at, last_seen_at, last_crawl_id = had[:_BEFORE]
    values: dict[str, Any] = {}
    now, before = _published(row), had[_BEFORE:]
    if now != before:
        three = zip(PUBLISHED, now, before, strict=True)
        values = {name: new for name, new, old in three if new != old}
    seen_at, crawl = row["seen_at"], row["crawl"]
    if row["version"] != version:
        values["version"] = row["version"]
    if row["state"] != state:
        values["state"], values["state_since"] = row["state"], seen_at
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


def update_listing(values: Mapping[str, object]) -> str:
    """Give the statement that sets the *values* of a listing."""
    return _update(tuple(values))
