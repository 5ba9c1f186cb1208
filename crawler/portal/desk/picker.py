"""Finding a taxon by the beginning of any of its names, over the whole list."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

from crawler.portal.desk.file import Desk
from crawler.species.species_list import read_version
from crawler.store.search_words import searchable, words_query

SHOWN = 12
_CANDIDATES = 200


def prepare_picker(desk: Desk, folder: Path) -> None:
    """Index the species list in *folder*, unless that was done before."""
    version = read_version(folder)
    with desk.reading() as conn:
        if conn.execute("SELECT version FROM picker_list").fetchone() == (version,):
            return
    rows = _rows(folder / "names.csv")
    with desk.writing() as conn:
        conn.execute("DELETE FROM picker")
        conn.executemany(
            "INSERT INTO picker (name, taxon_id, shown, kind) VALUES (?, ?, ?, ?)",
            [
                (searchable(row["text"]), row["taxon"], row["text"], row["kind"])
                for row in rows
            ],
        )
        conn.execute("DELETE FROM picker_list")
        conn.execute("INSERT INTO picker_list (version) VALUES (?)", (version,))


def pick(conn: sqlite3.Connection, words: str) -> list[tuple[str, str]]:
    """Give taxon ids with the name that *words* begin, best first, each once."""
    query = words_query(words, shortest=1)
    if not query:
        return []
    rows = conn.execute(
        """SELECT taxon_id, shown FROM picker WHERE picker MATCH ?
           ORDER BY length(name), kind LIMIT ?""",
        (query, _CANDIDATES),
    )
    found: dict[str, str] = {}
    for taxon_id, name in rows:
        found.setdefault(taxon_id, name)
    return list(found.items())[:SHOWN]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
