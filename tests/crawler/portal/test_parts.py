"""The parts of the portal that need no server."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.portal.data.app import SETTINGS, make_tables, metadata
from crawler.portal.data.behind import defuse_csv
from crawler.portal.data.database import NAME
from crawler.portal.data.functions import add_functions, casefold, iso_week
from crawler.portal.marking import mark
from crawler.portal.pages.addresses import is_web_address
from crawler.workspace import Workspace

MARKS = [
    ("ivory tusk", [], [("ivory tusk", False)]),
    ("old ivory tusk", [(4, 9)], [("old ", False), ("ivory", True), (" tusk", False)]),
    ("ivory", [(0, 5)], [("ivory", True)]),
    ("ivory", [(0, 3), (2, 5)], [("ivory", True)]),
    ("ivory", [(0, 99)], [("ivory", True)]),
    ("ivory", [(7, 9), (-3, 0)], [("ivory", False)]),
    ("", [(0, 4)], []),
]


@pytest.mark.parametrize(("text", "spans", "parts"), MARKS)
def test_matched_words_are_marked_where_they_stand(
    text: str, spans: list[tuple[int, int]], parts: list[tuple[str, bool]]
) -> None:
    assert mark(text, spans) == parts


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)))
)
def test_marking_loses_no_character(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(part for part, _ in mark(text, spans)) == text


ADDRESSES = [
    ("https://shop.example/item/1?a=b#c", True),
    ("http://127.0.0.1:8701/x", True),
    ("HTTPS://SHOP.example/", True),
    ("javascript:alert(1)", False),
    ("JaVaScRiPt://shop.example/%0aalert(1)", False),
    ("data:text/html,<script>alert(1)</script>", False),
    ("//shop.example/x", False),
    ("/relative", False),
    ("https://", False),
    ("https:///path", False),
    ("https://shop.example/a b", False),
    ("https://shop.example/\njavascript:x", False),
    ("https://[::1", False),
    ("vbscript:x", False),
    ("file:///etc/passwd", False),
    ("", False),
]


@pytest.mark.parametrize(("url", "may_link"), ADDRESSES)
def test_only_web_addresses_may_be_links(url: str, may_link: bool) -> None:
    assert is_web_address(url) is may_link


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        ("2026-11-24T10:00:00Z", "2026-W48"),
        ("2027-01-01", "2026-W53"),
        ("", None),
        (None, None),
        ("not a date", None),
    ],
)
def test_sql_knows_iso_weeks(moment: str | None, week: str | None) -> None:
    assert iso_week(moment) == week


def test_sql_folds_case_in_every_script() -> None:
    assert casefold("СЛОНОВАЯ Кость") == "слоновая кость"
    assert casefold(None) is None


def test_sql_shares_are_wilsons_and_null_without_one() -> None:
    conn = sqlite3.connect(":memory:")
    add_functions(conn)
    low, high = conn.execute(
        "SELECT share_low(15, 148), share_high(15, 148)"
    ).fetchone()
    assert (low, high) == (
        pytest.approx(0.0624, abs=1e-4),
        pytest.approx(0.1605, abs=1e-4),
    )
    for pair in ("0, 0", "NULL, 3", "5, 2", "-1, 4", "'a', 4", "1.5, 4"):
        assert conn.execute(f"SELECT share_low({pair})").fetchone() == (None,)
    conn.close()


def test_csv_cells_that_would_run_are_defused_and_numbers_left() -> None:
    body = b'a,b\r\n=1+1,-5\r\n"@SUM(A1)\nx",+3.5e7\r\n"-5 euro",ivory\r\n'
    rows = list(
        csv.reader(io.StringIO(defuse_csv(body).decode("utf-8-sig"), newline=""))
    )
    assert rows == [
        ["a", "b"],
        ["'=1+1", "-5"],
        ["'@SUM(A1)\nx", "+3.5e7"],
        ["'-5 euro", "ivory"],
    ]


def test_a_very_long_cell_is_no_trouble() -> None:
    assert b"=" + b"x" * 300_000 in defuse_csv(b"a\r\n=" + b"x" * 300_000 + b"\r\n")


def test_the_portals_connection_cannot_write_or_attach(season: Workspace) -> None:
    database = make_tables(season.database).get_database(NAME)
    with pytest.raises(PermissionError):
        database.connect(write=True)
    conn = database.connect()
    for sql in ("DELETE FROM listings", "CREATE TABLE x (y)"):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            conn.execute(sql)
    with pytest.raises(sqlite3.OperationalError, match="too many attached"):
        conn.execute("ATTACH DATABASE ':memory:' AS other")
    database.close()


def test_every_question_and_setting_is_documented() -> None:
    docs = Path(__file__).parents[3] / "docs" / "portal.md"
    described = docs.read_text(encoding="utf-8")
    queries = metadata("")["databases"][NAME]["queries"]
    for name, query in queries.items():
        assert f"`{name}`" in described
        assert query["description"]
    for name, value in SETTINGS.items():
        if value is not False:
            assert f"`{name}`" in described, name
