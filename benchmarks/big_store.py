"""A large database of invented listings, for measurements of what reads it.

    python -m benchmarks.big_store FILE [--listings 1000000] [--matches 50000]

The listings are spread over 20 marketplaces and 26 weekly crawls of each; every one is
seen in two crawls. Titles are drawn from words of several scripts with the frequencies
of Zipf's law, so that some words are in a tenth of all titles and most in few. Rows are
written straight into the tables, which is ten times faster than a crawl would be.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.flagged_sightings import note_all_flagged
from crawler.store.search_words import fill_matched_words, fill_words
from crawler.store.seen_before import note_seen_before
from crawler.store.times import utc_text

SHOPS, WEEKS = 20, 26
BEGIN = datetime(2026, 5, 25, 3, tzinfo=UTC)
COUNTRIES = ("DE", "FR", "ES", "KE", "JP", "CN", "US", "BR", "TH", "ID", "ZA", "RU")
LANGUAGES = ("de", "fr", "es", "en", "ja", "zh", "en", "pt", "th", "id", "en", "ru")
CURRENCIES = ("EUR", "EUR", "EUR", "KES", "JPY", "CNY", "USD", "BRL", "THB", "IDR")
SYLLABLES = ("ka", "lo", "mi", "ter", "van", "sol", "ri", "ben", "tu", "shi", "gor")
SCRIPTS = ("古い", "象牙", "彫刻", "箱", "старый", "кость", "งาช้าง", "กล่อง", "أثاث")
SPECIES = 400


class Texts(NamedTuple):
    """Where titles and descriptions come from, and how many texts a description is."""

    source: Iterator[str]
    described_by: int

    def title(self) -> str:
        """Give the next title."""
        return next(self.source)

    def description(self) -> str:
        """Give the next description."""
        return " ".join(next(self.source) for _ in range(self.described_by))


def make_big_store(
    path: Path,
    listings: int,
    matches: int,
    *,
    seed: int = 7,
    texts: Iterator[str] | None = None,
    described_by: int = 4,
) -> None:
    """Fill the database at *path*; *matches* of the listings have a match.

    Titles and descriptions are taken from *texts*, where they are given; a
    description is *described_by* of them.
    """
    chance = random.Random(seed)
    with Store.open(path) as store, transaction(store.conn):
        conn = store.conn
        # Indexes of texts are written all over: what does not fit is written over and over.
        conn.execute("PRAGMA cache_size = -1000000")  # KiB
        # Each row points to rows that come later.
        conn.execute("PRAGMA defer_foreign_keys = ON")
        _markets(conn)
        _taxa(conn)
        matched = set(chance.sample(range(1, listings + 1), matches))
        drawn = Texts(texts or _texts(chance), described_by)
        _listings(conn, listings, matched, chance, drawn)
        _matches(conn, matched, chance)
        _efforts(conn)
        fill_words(conn)
        fill_matched_words(conn)
    with Store.open(path) as store:
        store.conn.execute("ANALYZE")


def _markets(conn: sqlite3.Connection) -> None:
    for number in range(SHOPS):
        conn.execute(
            "INSERT INTO marketplaces (name, title, country) VALUES (?, ?, ?)",
            (f"shop{number:02}", f"Shop {number}", COUNTRIES[number % len(COUNTRIES)]),
        )
        for week in range(WEEKS):
            begun = BEGIN + timedelta(weeks=week, minutes=number)
            conn.execute(
                """INSERT INTO crawls (id, marketplace, started_at, finished_at,
                       outcome, reason) VALUES (?, ?, ?, ?, 'finished', 'finished')""",
                (
                    _crawl(number, week),
                    f"shop{number:02}",
                    utc_text(begun),
                    utc_text(begun + timedelta(hours=2)),
                ),
            )
    conn.executemany(
        "INSERT INTO sellers (id, marketplace, pseudonym) VALUES (?, ?, ?)",
        [(n, f"shop{n % SHOPS:02}", f"{n:032x}") for n in range(1, 20_001)],
    )


def _taxa(conn: sqlite3.Connection) -> None:
    conn.executemany(
        """INSERT INTO taxa (id, scientific_name, rank, genus, taxon_group)
           VALUES (?, ?, 'species', ?, 'mammals')""",
        [(str(n), _species(n), _species(n).split()[0]) for n in range(SPECIES)],
    )


def _listings(
    conn: sqlite3.Connection,
    count: int,
    matched: set[int],
    chance: random.Random,
    texts: Texts,
) -> None:
    columns = """id, marketplace, listing_id, url, title, description, price_text,
        price_amount, currency, place_text, country, language, seller_id,
        content_sha256, version, state, state_since, first_seen_at, last_seen_at,
        first_crawl_id, last_crawl_id, offer, priority, appendix, taxon, match_count"""
    marks = ", ".join("?" * len(columns.split(",")))
    insert = f"INSERT INTO listings ({columns}) VALUES ({marks})"
    for begin in range(1, count + 1, 20_000):
        rows = [
            _listing(number, number in matched, texts, chance)
            for number in range(begin, min(begin + 20_000, count + 1))
        ]
        conn.executemany(insert, rows)
    conn.execute(
        """INSERT INTO listing_versions (id, listing, crawl, seen_at, title, description,
               price_text, price_amount, currency, content_sha256, offer, priority,
               appendix, taxon)
           SELECT version, id, first_crawl_id, first_seen_at, title, description,
               price_text, price_amount, currency, content_sha256, offer, priority,
               appendix, taxon FROM listings ORDER BY id"""
    )
    conn.execute(
        """INSERT INTO sightings (listing, crawl, seen_at, version, event)
           SELECT id, first_crawl_id, first_seen_at, version, 'new' FROM listings"""
    )
    conn.execute(
        """INSERT INTO sightings (listing, crawl, seen_at, version, event)
           SELECT id, last_crawl_id, last_seen_at, version, 'seen' FROM listings
           WHERE last_crawl_id <> first_crawl_id"""
    )
    note_all_flagged(conn)


def _listing(
    number: int, matched: bool, texts: Texts, chance: random.Random
) -> tuple[object, ...]:
    shop, first = number % SHOPS, chance.randrange(WEEKS)
    last = min(first + 1, WEEKS - 1)
    seen = [
        utc_text(BEGIN + timedelta(weeks=week, minutes=shop)) for week in (first, last)
    ]
    place = chance.randrange(len(COUNTRIES))
    offer, appendix = "", ""
    if matched:
        offer = chance.choice(("likely", "possible", "unlikely", "unlikely"))
        appendix = chance.choice(("I", "II", "II", "III"))
    flagged = offer in ("likely", "possible")
    priority = "high" if flagged and appendix == "I" else "normal" if flagged else ""
    taxon = _species(_species_of(number)) if matched else ""
    price = chance.randrange(5, 5000)
    currency = CURRENCIES[place % len(CURRENCIES)]
    return (
        *(
            number,
            f"shop{shop:02}",
            f"n{number}",
            f"https://shop{shop:02}.example/{number}",
        ),
        *(f"{taxon} {texts.title()}".strip(), texts.description()),
        *(f"{price} {currency}", float(price), currency, "somewhere", COUNTRIES[place]),
        *(LANGUAGES[place], 1 + (number * 7919) % 20_000, f"{number:064x}", number),
        *("active" if last == WEEKS - 1 else "gone", seen[1], seen[0], seen[1]),
        *(_crawl(shop, first), _crawl(shop, last), offer, priority, appendix, taxon),
        int(matched),
    )


def _matches(
    conn: sqlite3.Connection, matched: set[int], chance: random.Random
) -> None:
    conn.executemany(
        """INSERT INTO matches (listing, version, taxon_id, taxon, rank, taxon_group,
               appendix, appendices, kind, name, language, matched_text, start, "end",
               score, offer, reason, matched_at)
           SELECT id, version, ?, taxon, 'species', 'mammals', appendix,
               '["' || appendix || '"]', 'accepted', taxon, 'la', taxon, 0,
               length(taxon), ?, offer, '"' || taxon || '": scientific name',
               first_seen_at FROM listings WHERE id = ?""",
        [
            (str(_species_of(number)), chance.uniform(20, 100), number)
            for number in sorted(matched)
        ],
    )


def _efforts(conn: sqlite3.Connection) -> None:
    conn.execute(
        """INSERT INTO effort (crawl_id, pages_requested, pages_fetched, listings_seen,
               complete)
           SELECT c.id, 2000, 2000,
               (SELECT COUNT(*) FROM sightings s WHERE s.crawl = c.id), 1
           FROM crawls c"""
    )
    count_seen_before(conn)


def count_seen_before(conn: sqlite3.Connection) -> None:
    """Count of every crawl what was seen before, as the writer does at its end."""
    first = "SELECT MIN(id) FROM crawls GROUP BY marketplace"
    for (crawl,) in conn.execute(first).fetchall():
        note_seen_before(conn, crawl)


def _texts(chance: random.Random) -> Iterator[str]:
    vocabulary = [*SCRIPTS, *{_word(chance) for _ in range(30_000)}]
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    while True:
        yield " ".join(chance.choices(vocabulary, cum_weights=weights, k=7))


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randrange(2, 6)))


def _crawl(shop: int, week: int) -> int:
    return 1 + week * SHOPS + shop


def _species_of(number: int) -> int:
    return (number * 31) % SPECIES


def _species(number: int) -> str:
    letters = "abcdefghijklmnopqrst"
    return f"Genus{letters[number // 20]} species{letters[number % 20]}"


def main() -> None:
    """Make a database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--listings", type=int, default=1_000_000)
    parser.add_argument("--matches", type=int, default=50_000)
    asked = parser.parse_args()
    make_big_store(asked.file, asked.listings, asked.matches)


if __name__ == "__main__":
    main()
