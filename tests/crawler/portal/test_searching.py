"""Searches and their counts, beside the same question in plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from benchmarks.big_store import make_big_store
from crawler.portal.asking.search import FACETS, count_facets, find_ids
from crawler.portal.asking.wanted import Wanted
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.search_words import Indexed, replace_words

MATCHED = "match_count > 0"
TEXT = "' ' || lower(replace(title || ' ' || description, char(10), ' ')) || ' '"
SEARCHES = [
    (Wanted(), MATCHED),
    (Wanted(appendix=("I",)), f"{MATCHED} AND appendix = 'I'"),
    (
        Wanted(offer=("likely", "possible"), state=("active",), country=("KE", "JP")),
        f"""{MATCHED} AND offer IN ('likely', 'possible') AND state = 'active'
            AND country IN ('KE', 'JP')""",
    ),
    (
        Wanted(price_from=100, price_to=900, marketplace=("shop03", "shop07")),
        f"""{MATCHED} AND price_amount BETWEEN 100 AND 900
            AND marketplace IN ('shop03', 'shop07')""",
    ),
    (Wanted(words="象牙"), f"{MATCHED} AND {TEXT} LIKE '%象牙%'"),
    (
        Wanted(words="кость", state=("gone",)),
        f"{MATCHED} AND {TEXT} LIKE '% кость%' AND state = 'gone'",
    ),
    (Wanted(words="genusa"), f"{MATCHED} AND {TEXT} LIKE '% genusa%'"),
    (
        Wanted(words="genusb speciesc", appendix=("I", "II")),
        f"""{MATCHED} AND {TEXT} LIKE '% genusb%' AND {TEXT} LIKE '% speciesc%'
            AND appendix IN ('I', 'II')""",
    ),
    (Wanted(words="nowhere"), "0"),
    (Wanted(words="箱", scope="all"), f"{TEXT} LIKE '%箱%'"),
    (
        Wanted(words="箱", scope="all", country=("DE",)),
        f"{TEXT} LIKE '%箱%' AND country = 'DE'",
    ),
    (Wanted(scope="all", appendix=("III",)), "appendix = 'III'"),
]


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("big") / "citeswatch.db"
    make_big_store(path, 3000, 600)
    with Store.open(path) as store:
        yield store.conn


@pytest.mark.parametrize(("wanted", "condition"), SEARCHES)
def test_a_search_finds_what_plain_sql_finds(
    conn: sqlite3.Connection, wanted: Wanted, condition: str
) -> None:
    plain = f"SELECT id FROM listings WHERE {condition} ORDER BY id DESC"
    expected = [number for (number,) in conn.execute(plain)]
    assert find_ids(conn, wanted, 5000) == expected
    assert find_ids(conn, wanted, 7) == expected[:7]


@pytest.mark.parametrize(("wanted", "condition"), SEARCHES)
def test_facets_count_what_plain_sql_counts(
    conn: sqlite3.Connection, wanted: Wanted, condition: str
) -> None:
    counts = count_facets(conn, wanted)
    plain = f"SELECT COUNT(*) FROM listings WHERE {condition}"
    assert counts.total == conn.execute(plain).fetchone()[0]
    assert counts.looked_at == 0
    for name in FACETS:
        grouped = conn.execute(
            f"""SELECT {name}, COUNT(*) FROM listings
                WHERE {condition} AND {name} <> '' GROUP BY 1 ORDER BY 2 DESC, 1"""
        )
        assert counts.facets[name] == grouped.fetchall()


def test_a_page_goes_on_where_the_one_before_ended(conn: sqlite3.Connection) -> None:
    whole = find_ids(conn, Wanted(words="象牙"), 5000)
    paged: list[int] = []
    before = None
    while page := find_ids(conn, Wanted(words="象牙", before=before), 11):
        paged += page
        before = page[-1]
    assert paged == whole
    assert len(whole) > 22


def test_a_listing_that_gets_or_loses_its_match_changes_what_is_found(
    conn: sqlite3.Connection,
) -> None:
    number, title, text = conn.execute(
        "SELECT id, title, description FROM listings WHERE match_count = 0"
    ).fetchone()
    words = Wanted(words=title)
    with transaction(conn):
        assert number not in find_ids(conn, words, 5000)
        replace_words(conn, number, Indexed(title, text, True))
        conn.execute("UPDATE listings SET match_count = 1 WHERE id = ?", (number,))
        assert number in find_ids(conn, words, 5000)
        replace_words(conn, number, Indexed(title, text, False))
        conn.execute("UPDATE listings SET match_count = 0 WHERE id = ?", (number,))
        assert number not in find_ids(conn, words, 5000)
        for index in ("listing_words", "listing_words_matched"):
            conn.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
