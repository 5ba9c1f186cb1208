"""Files of exchange rates, in the shapes that are published, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.reports.exchange_rates import ECB, RatesError, read_rates

HISTORY = """\
Date,USD,JPY,CYP,
2026-10-09,1.1600,176.40,N/A,
2026-10-08,1.1650,,N/A,
2026-10-07,1.1700,175.00,N/A,
"""
ONE_DAY = "Date, USD, JPY, \n09 October 2026, 1.16, 176.4, \n"
PLAIN = "date,currency,per_unit\n2026-10-07,USD,0.85\n2026-10-07,KES,0.0066\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rates.csv"


@pytest.mark.parametrize(
    ("text", "currency", "wanted"),
    [
        (HISTORY, "EUR", {("2026-10-09", "USD"): 1 / 1.16, ("2026-10-07", "JPY"): 1 / 175}),
        (HISTORY, "USD", {("2026-10-09", "EUR"): 1.16, ("2026-10-07", "JPY"): 1.17 / 175}),
        (ONE_DAY, "EUR", {("2026-10-09", "JPY"): 1 / 176.4}),
        (PLAIN, "EUR", {("2026-10-07", "USD"): 0.85, ("2026-10-07", "KES"): 0.0066}),
        ("\ufeff" + PLAIN, "EUR", {("2026-10-07", "USD"): 0.85}),
    ],
)  # fmt: skip
def test_each_shape_tells_what_a_unit_is_worth(
    file: Path, text: str, currency: str, wanted: dict[tuple[str, str], float]
) -> None:
    file.write_text(text, encoding="utf-8")
    table = read_rates(file, currency, 7).table
    told = {
        (f"{row['day']:%Y-%m-%d}", row["unit"]): row["per_unit"]
        for row in table.to_dict("records")
    }
    assert {key: told[key] for key in wanted} == pytest.approx(wanted)
    assert currency not in set(table["unit"])


def test_a_day_without_a_rate_has_none(file: Path) -> None:
    file.write_text(HISTORY)
    table = read_rates(file, "EUR", 7).table
    assert len(table[table["unit"] == "JPY"]) == 2
    assert "CYP" not in set(table["unit"])


def test_the_source_is_told(file: Path) -> None:
    file.write_text(HISTORY)
    assert read_rates(file, "EUR", 7).source == ECB
    file.write_text(PLAIN)
    assert read_rates(file, "EUR", 7).source == "rates.csv"
    assert (
        read_rates(file, "EUR", 7, "Central Bank of Kenya").source
        == "Central Bank of Kenya"
    )


@pytest.mark.parametrize(
    ("text", "currency", "says"),
    [
        ("", "EUR", "line 1: the first line is either"),
        ("a;b;c\n", "EUR", "line 1: the first line is either"),
        ("Date,USD\n", "EUR", "holds no rate"),
        ("Date,USD,XYZ\n", "EUR", "line 1: 'XYZ' is no currency of ISO 4217"),
        (HISTORY, "KES", "line 1: no column KES; take a currency of the file"),
        ("Date,USD\nsoon,1.1\n", "EUR", "line 2: 'soon' is no date; write 2026-11-24"),
        ("Date,USD\n2026-02-30,1.1\n", "EUR", "line 2: '2026-02-30' is no date"),
        ("Date,USD\n2026-02-20,free\n", "EUR", "line 2: 'free' is no rate"),
        ("Date,USD\n2026-02-20,0\n", "EUR", "line 2: '0' is no rate"),
        ("Date,USD\n2026-02-20,inf\n", "EUR", "line 2: 'inf' is no rate"),
        ("Date,USD,JPY\n2026-02-20,1.1\n", "EUR", "line 2: 2 cells for 3 heads"),
        (PLAIN + "2026-10-07,USD,0.9\n", "EUR", "line 4: USD on 2026-10-07 is in line 2"),
        (PLAIN + "2026-10-08,dollar,0.9\n", "EUR", "line 4: 'DOLLAR' is no currency"),
        (PLAIN + "2026-10-08,USD\n", "EUR", "line 4: 2 cells, not date,currency,per_unit"),
        (PLAIN, "USD", "line 2: USD is the currency of the report"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_line_and_mend(
    file: Path, text: str, currency: str, says: str
) -> None:
    file.write_text(text)
    with pytest.raises(RatesError) as error:
        read_rates(file, currency, 7)
    assert str(file) in str(error.value)
    assert says in str(error.value)


def test_a_zip_and_a_missing_file_are_told(file: Path) -> None:
    with pytest.raises(RatesError, match="mend rates under"):
        read_rates(file, "EUR", 7)
    file.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(RatesError, match="must be unpacked first"):
        read_rates(file, "EUR", 7)
