"""Prices as marketplaces write them.

BUGS holds strings that an earlier version got wrong; add new ones there.
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.prices import MOST, is_machine_written, read_price

REAL = [
    ("1.234,56 €", "EUR", "1234.56", "EUR"),
    ("€ 1 234,56", "EUR", "1234.56", "EUR"),
    ("1 234,56 €", "EUR", "1234.56", "EUR"),
    ("$1,299.00", "USD", "1299.00", "USD"),
    ("US $1,299.00", "CAD", "1299.00", "USD"),
    ("C $45.50", "CAD", "45.50", "CAD"),
    ("¥12,000", "JPY", "12000", "JPY"),
    ("12,000円", "JPY", "12000", "JPY"),
    ("¥ 880.00", "CNY", "880.00", "CNY"),
    ("880元", "CNY", "880", "CNY"),
    ("Rp 1.500.000", "IDR", "1500000", "IDR"),
    ("Rp1.500.000,-", "IDR", "1500000", "IDR"),
    ("₹1,20,000", "INR", "120000", "INR"),
    ("Rs. 4,500", "INR", "4500", "INR"),
    ("2.500.000 ₫", "VND", "2500000", "VND"),
    ("฿3,200", "THB", "3200", "THB"),
    ("R$ 1.250,90", "BRL", "1250.90", "BRL"),
    ("1 500 ₽", "RUB", "1500", "RUB"),
    ("1 500 руб.", "RUB", "1500", "RUB"),
    ("2 000 грн", "UAH", "2000", "UAH"),
    ("450 zł", "PLN", "450", "PLN"),
    ("1 200,00 MAD", "MAD", "1200.00", "MAD"),
    ("1'250.00 CHF", "CHF", "1250.00", "CHF"),
    ("CHF 1’250.–", "CHF", "1250", "CHF"),
    ("2.495 kr", "DKK", "2495", "DKK"),
    ("₩150,000", "KRW", "150000", "KRW"),
    ("RM 85.00", "MYR", "85.00", "MYR"),
    ("KSh 12,500", "KES", "12500", "KES"),
    ("R 450,00", "ZAR", "450.00", "ZAR"),
    ("₺1.250,00", "TRY", "1250.00", "TRY"),
    ("١٢٣٤ ريال", "SAR", "1234", "SAR"),
    ("１２，０００円", "JPY", "12000", "JPY"),
    ("350 € VB", "EUR", "350", "EUR"),
    ("from £25", "GBP", "25", "GBP"),
    ("120", "EUR", "120", "EUR"),
    ("0", "EUR", "0", "EUR"),
]  # fmt: skip

BUGS = [
    ("1.2万", "CNY", "12000.0", "CNY"),
    ("3万5000円", "JPY", "35000", "JPY"),
    ("Rp 2,5 jt", "IDR", "2500000.0", "IDR"),
    ("15 rb", "IDR", "15000", "IDR"),
    ("3 triệu", "VND", "3000000", "VND"),
    ("2 lakh", "INR", "200000", "INR"),
    ("1,5 тыс. руб", "RUB", "1500.0", "RUB"),
    ("10k", "USD", "10000", "USD"),
    ("10 kr", "SEK", "10", "SEK"),
    ("5 bin TL", "TRY", "5000", "TRY"),
]

NO_PRICE = [
    "",
    "VB",
    "à débattre",
    "面議",
    "Preis auf Anfrage",
    "call",
    "50% off",
    "--",
    "€",
    "9" * 40,
]


@pytest.mark.parametrize(("text", "default", "amount", "currency"), REAL + BUGS)
def test_a_price_is_read_as_it_was_meant(
    text: str, default: str, amount: str, currency: str
) -> None:
    price = read_price(text, default_currency=default)
    assert price == (Decimal(amount), currency)


@pytest.mark.parametrize("text", NO_PRICE)
def test_what_names_no_amount_is_left_unread(text: str) -> None:
    assert read_price(text, default_currency="EUR") is None


def test_in_metadata_a_point_is_the_decimal_point() -> None:
    assert read_price("1.500", "KWD", machine_written=True) == (Decimal("1.500"), "KWD")
    assert read_price("1.500", "EUR") == (Decimal("1500"), "EUR")


def test_the_currency_beside_the_price_counts_after_the_one_in_it() -> None:
    assert read_price("$20", "CAD", default_currency="CAD") == (Decimal(20), "CAD")
    assert read_price("20", "GBP", default_currency="EUR") == (Decimal(20), "GBP")
    assert read_price("20", "", default_currency="EUR") == (Decimal(20), "EUR")
    assert read_price("20 kr") == (Decimal(20), "")


def test_only_what_an_operator_selected_is_written_by_people() -> None:
    assert is_machine_written("json-ld: offers.price")
    assert not is_machine_written("select: .price")
    assert not is_machine_written("")


@given(st.text(max_size=200), st.text(max_size=10), st.booleans())
def test_no_text_breaks_the_reading_or_invents_digits(
    text: str, currency: str, machine: bool
) -> None:
    price = read_price(text, currency, default_currency="EUR", machine_written=machine)
    if price is not None:
        assert 0 <= price.amount < MOST
        assert any(char.isdecimal() for char in text) or "free" in text.lower()


@given(
    st.decimals(0, 10**9, places=2, allow_nan=False),
    st.sampled_from(["EUR", "USD", "JPY", "IDR"]),
)
def test_a_machine_written_price_is_read_exactly(amount: Decimal, code: str) -> None:
    price = read_price(f"{amount:f}", code, machine_written=True)
    assert price == (amount, code)
