"""The index of the words of all listings (SQLite's FTS5), in any script.

Japanese, Chinese, Thai, Lao, Khmer and Burmese are written without spaces: there
each letter counts as a word of its own, and a word that is looked for as a phrase.
The index keeps no text, so the former text must be told when a text changes.
Listings with a match, a twentieth of all or fewer, are in a second index besides: most
searches are among them, and a word that half of all listings have is soon gone through.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

_UNSPACED = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
WORDS, MATCHED_WORDS = "listing_words", "listing_words_matched"
"""The index of all listings, and that of the listings that have a match."""
ADD = {
    index: f"INSERT INTO {index} (rowid, text) VALUES (?, ?)"  # noqa: S608
    for index in (WORDS, MATCHED_WORDS)
}
DELETE = {
    index: f"INSERT INTO {index} ({index}, rowid, text) VALUES ('delete', ?, ?)"  # noqa: S608
    for index in (WORDS, MATCHED_WORDS)
}
"""Statements that index a listing's text, and take out what an index has of it."""
LONGEST_WORD = 200
"""Letters of a word that is looked for; what is longer is cut."""
MOST_WORDS = 20
SHORTEST_BEGINNING = 4
"""Too many words begin with fewer letters than these."""


def searchable(*texts: str) -> str:
    """Give the words of *texts* as the index takes them."""
    joined = "\n".join(texts)
    if joined.isascii():
        return joined  # as it would come out below
    joined = unicodedata.normalize("NFKC", joined)
    return _UNSPACED.sub(r" \1 ", joined)


def words_query(words: str, *, shortest: int = SHORTEST_BEGINNING) -> str:
    """Ask FTS5 for texts that hold all *words* or what begins with them; "" if none.

    A word of fewer than *shortest* letters is looked for whole.
    """
    asked = []
    # SQLite would end the query at a NUL.
    for word in words.replace("\0", " ").split()[:MOST_WORDS]:
        text = searchable(word[:LONGEST_WORD]).strip()
        if any(unicodedata.category(letter)[0] in "LNM" for letter in text):
            # A letter that is a word of its own begins no longer one, and SQLite would
            # gather all words that begin with it first.
            begins = not _UNSPACED.fullmatch(text[-1]) and (
                len(word) >= shortest or _UNSPACED.search(word)
            )
            quoted = text.replace('"', '""')
            asked.append(f'"{quoted}"*' if begins else f'"{quoted}"')
    return " ".join(asked)


INDEXED = frozenset(("title", "description", "match_count"))
"""The columns of a listing from which its entries in the index are made."""


class Indexed(NamedTuple):
    """What the index has of a listing."""

    title: str
    description: str
    matched: bool


def indexed(row: Mapping[str, object]) -> Indexed:
    """Give what the index has of a listing with these columns."""
    title, description = str(row["title"]), str(row["description"])
    return Indexed(title, description, bool(row["match_count"]))


class WordChanges:
    """Changes of the index, gathered while listings are written, and made at once.

    SQLite sets a point to come back to before most statements on `listings`, and FTS5
    then writes out what it has gathered: an index changed listing by listing gets a
    segment for each, which are merged with many reads and writes later. It does so also
    when a listing has a smaller number than the one before.
    """

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn
        self._changes: dict[str, list[tuple[int, str, str]]] = {
            WORDS: [],
            MATCHED_WORDS: [],
        }

    def add(self, listing: int, now: Indexed) -> None:
        """Index a new listing."""
        text = searchable(now.title, now.description)
        self._changes[WORDS].append((listing, ADD[WORDS], text))
        if now.matched:
            self._changes[MATCHED_WORDS].append((listing, ADD[MATCHED_WORDS], text))

    def replace(self, listing: int, had: Indexed, now: Indexed) -> None:
        """Index a listing anew; it is indexed as it *had* been."""
        if had == now:
            return
        old = new = searchable(had.title, had.description)
        if had[:2] != now[:2]:
            new = searchable(now.title, now.description)
        if old != new:
            self._changes[WORDS] += (
                (listing, DELETE[WORDS], old),
                (listing, ADD[WORDS], new),
            )
        elif had.matched == now.matched:
            return
        matched = self._changes[MATCHED_WORDS]
        if had.matched:
            matched.append((listing, DELETE[MATCHED_WORDS], old))
        if now.matched:
            matched.append((listing, ADD[MATCHED_WORDS], new))

    def write(self) -> None:
        """Make the changes, in the transaction of the listings that they belong to."""
        for changes in self._changes.values():
            changes.sort(key=itemgetter(0))  # those of one listing stay in their order
            for statement, some in groupby(changes, key=itemgetter(1)):
                rows = [(listing, text) for listing, _, text in some]
                self.conn.executemany(statement, rows)
            changes.clear()


def replace_words(conn: sqlite3.Connection, listing: int, now: Indexed) -> None:
    """Index a listing as it is to be *now*, instead of what `listings` still has."""
    title, description, count = conn.execute(
        "SELECT title, description, match_count FROM listings WHERE id = ?", (listing,)
    ).fetchone()
    changes = WordChanges(conn)
    changes.replace(listing, Indexed(title, description, bool(count)), now)
    changes.write()


def fill_words(conn: sqlite3.Connection) -> None:
    """Index every listing that is stored."""
    _fill(conn, WORDS, "SELECT id, title, description FROM listings ORDER BY id")


def fill_matched_words(conn: sqlite3.Connection) -> None:
    """Index every listing with a match in the index of those."""
    _fill(
        conn,
        MATCHED_WORDS,
        """SELECT id, title, description FROM listings WHERE match_count > 0
           ORDER BY id""",
    )


def _fill(conn: sqlite3.Connection, index: str, texts: str) -> None:
    conn.executemany(
        ADD[index],
        (
            (number, searchable(title, text))
            for number, title, text in conn.execute(texts)
        ),
    )
