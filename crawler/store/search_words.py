"""The index of the words of all listings (SQLite's FTS5), in any script.

Japanese, Chinese, Thai, Lao, Khmer and Burmese are written without spaces: there
each letter counts as a word of its own, and a word that is looked for as a phrase.
The index keeps no text, so the former text must be told when a text changes.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata

_UNSPACED = re.compile(
    r"([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
LONGEST_WORD = 200
"""Letters of a word that is looked for; what is longer is cut."""
MOST_WORDS = 20
SHORTEST_BEGINNING = 4
"""Too many words begin with fewer letters than these."""


def searchable(*texts: str) -> str:
    """Give the words of *texts* as the index takes them."""
    joined = unicodedata.normalize("NFKC", "\n".join(texts))
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
            begins = len(word) >= shortest or _UNSPACED.search(word)
            quoted = text.replace('"', '""')
            asked.append(f'"{quoted}"*' if begins else f'"{quoted}"')
    return " ".join(asked)


def add_words(conn: sqlite3.Connection, listing: object, *texts: str) -> None:
    """Index the *texts* of a listing."""
    conn.execute(
        "INSERT INTO listing_words (rowid, text) VALUES (?, ?)",
        (listing, searchable(*texts)),
    )


def replace_words(conn: sqlite3.Connection, listing: object, *texts: str) -> None:
    """Index *texts* instead of those that `listings` still has."""
    former = conn.execute(
        "SELECT title, description FROM listings WHERE id = ?", (listing,)
    ).fetchone()
    if former == texts:
        return
    conn.execute(
        """INSERT INTO listing_words (listing_words, rowid, text)
           VALUES ('delete', ?, ?)""",
        (listing, searchable(*former)),
    )
    add_words(conn, listing, *texts)


def fill_words(conn: sqlite3.Connection) -> None:
    """Index every listing that is stored."""
    rows = conn.execute("SELECT id, title, description FROM listings ORDER BY id")
    conn.executemany(
        "INSERT INTO listing_words (rowid, text) VALUES (?, ?)",
        ((number, searchable(title, text)) for number, title, text in rows),
    )
