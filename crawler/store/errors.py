"""What goes wrong with a database, in words that say what mends it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StoreError(Exception):
    """The database cannot be used; the text names the file and the mend."""


class ListingError(ValueError):
    """One listing cannot be kept: a fault of ours, not of the disk."""

    def __init__(self, marketplace: str, listing_id: str, why: object) -> None:
        super().__init__(f"listing {listing_id!r} of {marketplace!r}: {why}")


_MENDS = {
    "SQLITE_BUSY": "is locked by another program; wait until it has finished, "
    "or close it, and run the command again",
    "SQLITE_LOCKED": "is locked by another program; wait until it has finished, "
    "or close it, and run the command again",
    "SQLITE_FULL": "cannot grow: the disk is full; free some space and run the "
    "command again (what was stored before is kept)",
    "SQLITE_NOTADB": "is not an SQLite database; move it away, or give another "
    "workspace with --workspace",
    "SQLITE_CORRUPT": "is damaged; put back your last copy, or rescue what can be "
    "read with: sqlite3 FILE .recover",
    "SQLITE_READONLY": "may not be written to; check the owner and the rights of "
    "the file and of its folder",
    "SQLITE_CANTOPEN": "cannot be opened; check that its folder exists and who "
    "may read and write there",
    "SQLITE_IOERR": "cannot be read or written: the disk reports a fault, or it "
    "is full; check the disk and run the command again",
    "SQLITE_PERM": "may not be used by you; check the rights of the file",
}


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turn what SQLite raises inside the block into a `StoreError` on *path*.

    Faults of our own (a broken constraint, wrong SQL) pass through as they are:
    they are no matter of the user's disk.
    """
    try:
        yield
    except sqlite3.Error as error:
        mend = _mend(error)
        if mend is None:
            raise
        raise StoreError(f"{path} {mend}. (SQLite: {error})") from error


def _mend(error: sqlite3.Error) -> str | None:
    name: str = getattr(error, "sqlite_errorname", "")
    for prefix, mend in _MENDS.items():
        if name.startswith(prefix):
            return mend
    return None
