"""Reading a published price: "1.234,56 €", "¥12,000", "Rp 1.500.000", "1.2万"."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from price_parser import Price as Parsed

from crawler.currencies import SIGNS, currency_of

MOST = Decimal(10) ** 15
LONGEST = 120
_SPLIT_DOLLAR = re.compile(r"\b(US|CA|C|AU|A|NZ|HK|NT|S|MX|R)\s+\$")
_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,6})?", re.ASCII)
# Digits and separators of other scripts, as price-parser knows only 0-9.
_SEPARATORS = str.maketrans(
    {"٫": ".", "٬": ",", "،": ",", "’": "'", "\u00a0": " ", "．": ".", "，": ","}
)
# Words for round numbers that stand right behind the digits.
_MULTIPLIERS = {
    "万": 10_000,
    "萬": 10_000,
    "만": 10_000,
    "億": 100_000_000,
    "亿": 100_000_000,
    "억": 100_000_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "lac": 100_000,
    "crore": 10_000_000,
    "cr": 10_000_000,
    "jt": 1_000_000,
    "juta": 1_000_000,
    "rb": 1_000,
    "ribu": 1_000,
    "k": 1_000,
    "tr": 1_000_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "тыс": 1_000,
    "млн": 1_000_000,
    "mio": 1_000_000,
    "tys": 1_000,
    "bin": 1_000,
    "mil": 1_000,
}
_WORDS = "|".join(map(re.escape, sorted(_MULTIPLIERS, key=len, reverse=True)))
_MULTIPLIED = re.compile(
    rf"(?P<digits>\d[\d.,' ]*)\s?(?P<word>{_WORDS})(?![^\W_])"
    r"|(?P<cjk_digits>\d[\d.,]*)\s?(?P<cjk>[万萬만億亿억])(?P<rest>\d{1,4}(?!\d))?",
    re.IGNORECASE,
)
_SIGN = re.compile(
    "|".join(
        (
            rf"(?<![^\W\d_]){re.escape(sign)}(?![^\W\d_])"
            if sign[-1].isalpha()
            else re.escape(sign)
        )
        for sign in sorted(SIGNS, key=len, reverse=True)
    ),
    re.IGNORECASE,
)


class Price(NamedTuple):
    """An amount, and its currency ("" when it cannot be told)."""

    amount: Decimal
    currency: str


@lru_cache(maxsize=4096)
def read_price(
    text: str,
    currency_text: str = "",
    *,
    default_currency: str = "",
    machine_written: bool = False,
) -> Price | None:
    """Read the first price in *text*; None when there is no number in it.

    *currency_text* is the currency that the page states apart from the price,
    *default_currency* the marketplace's own. In a *machine_written* price a point
    is the decimal point, also before three digits.
    """
    text = text.strip()[:LONGEST]
    if _PLAIN.fullmatch(text) and (machine_written or "." not in text):
        amount: Decimal | None = Decimal(text)
        written = ""
    else:
        text = _SPLIT_DOLLAR.sub(r"\1$", _ascii_digits(text))
        amount = _amount(text)
        written = _currency_in(text)
    if amount is None or not 0 <= amount < MOST:
        return None
    return Price(amount, _currency(written, currency_text, default_currency))


def is_machine_written(where: str) -> bool:
    """Whether a price stood in metadata, where a point is always the decimal point."""
    return bool(where) and not where.startswith("select:")


def _amount(text: str) -> Decimal | None:
    found = _MULTIPLIED.search(text)
    if not found:
        return _number(text)
    number = _number(found["digits"] or found["cjk_digits"])
    if number is None:
        return None
    word = (found["word"] or found["cjk"]).lower()
    return number * _MULTIPLIERS[word] + int(found["rest"] or 0)


def _number(text: str) -> Decimal | None:
    try:
        amount: Decimal | None = Parsed.fromstring(text).amount
    except (ValueError, InvalidOperation):
        return None
    return amount


def _currency_in(text: str) -> str:
    """Give the currency written in *text*: a code of ISO 4217, else a sign."""
    for code in re.findall(r"(?<![^\W\d_])[A-Za-z]{3}(?![^\W\d_])", text):
        if currency_of(code) and code.lower() not in SIGNS:
            return str(code)
    found = _SIGN.search(text)
    return found[0] if found else ""


def _currency(written: str, stated: str, default: str) -> str:
    for one in (written, stated):
        if one.strip():
            return currency_of(one, default)
    return default


def _ascii_digits(text: str) -> str:
    text = text.translate(_SEPARATORS)
    if text.isascii():
        return text
    return "".join(
        str(int(char)) if char.isdecimal() and not char.isascii() else char
        for char in text
    )
