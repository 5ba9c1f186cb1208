"""Signs stand for a currency only when it is certain which."""

import pytest

from crawler.currencies import SIGNS, currency_of, is_currency


@pytest.mark.parametrize(
    ("written", "default", "code"),
    [
        ("EUR", "", "EUR"),
        ("usd", "EUR", "USD"),
        ("€", "USD", "EUR"),
        ("$", "CAD", "CAD"),
        ("$", "", ""),
        ("$", "EUR", ""),
        ("US$", "CAD", "USD"),
        ("kr", "SEK", "SEK"),
        ("kr", "", ""),
        ("¥", "CNY", "CNY"),
        ("¥", "JPY", "JPY"),
        ("Rp", "", "IDR"),
        ("Rs.", "INR", "INR"),
        ("", "THB", "THB"),
        ("doubloons", "EUR", ""),
    ],
)
def test_a_sign_is_read_by_the_marketplaces_own_currency(
    written: str, default: str, code: str
) -> None:
    assert currency_of(written, default) == code


def test_every_sign_stands_for_codes_that_exist() -> None:
    assert [
        code for codes in SIGNS.values() for code in codes if not is_currency(code)
    ] == []
