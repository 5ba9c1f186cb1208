"""A set of addresses that stays small: eight bytes for each, not its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b


class AddressSet:
    """Which addresses, or fingerprints of requests, were met, by a hash of 64 bits.

    Among a million addresses the chance that any two share a hash is 3 in a hundred
    million. SQLite keeps the hashes in memory, some twenty bytes for each, and grows
    page by page; a Python set takes five times as much and doubles at a stroke, for
    all sites of a crawl at the same time.
    """

    def __init__(self) -> None:
        # Used by one thread at a time, though not always the one that made it.
        self._conn = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        self._conn.execute("PRAGMA journal_mode = OFF")
        self._conn.execute("CREATE TABLE met (hash INTEGER PRIMARY KEY)")
        self._count = 0

    def __contains__(self, address: str | bytes) -> bool:
        found = self._conn.execute("SELECT 1 FROM met WHERE hash = ?", _hash(address))
        return found.fetchone() is not None

    def __len__(self) -> int:
        return self._count

    def add(self, address: str | bytes) -> bool:
        """Add an address; say whether it is new."""
        new = self._conn.execute("INSERT OR IGNORE INTO met VALUES (?)", _hash(address))
        self._count += new.rowcount
        return new.rowcount == 1

    def update(self, addresses: Iterable[str | bytes]) -> None:
        """Add addresses."""
        for address in addresses:
            self.add(address)


def _hash(address: str | bytes) -> tuple[int]:
    if isinstance(address, str):
        address = address.encode("utf-8", "surrogatepass")
    digest = blake2b(address, digest_size=8).digest()
    return (int.from_bytes(digest, "big", signed=True),)
