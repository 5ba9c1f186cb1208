"""Currencies: ISO 4217 codes and the signs that stand for them.

Codes are those of Unicode CLDR, as Babel ships them; the signs are general
knowledge of the countries' own usage.
"""

from __future__ import annotations

from functools import cache

_SIGNS = {
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "$": "USD CAD AUD NZD MXN ARS CLP COP SGD HKD TWD BRL BSD BBD BZD BMD BND KYD XCD FJD GYD JMD LRD NAD SBD SRD TTD UYU DOP CUP",
    "us$": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "au$": "AUD",
    "a$": "AUD",
    "nz$": "NZD",
    "hk$": "HKD",
    "nt$": "TWD",
    "s$": "SGD",
    "mx$": "MXN",
    "ar$": "ARS",
    "cl$": "CLP",
    "co$": "COP",
    "rd$": "DOP",
    "tt$": "TTD",
    "bz$": "BZD",
    "j$": "JMD",
    "r$": "BRL",
    "$u": "UYU",
    "£": "GBP EGP LBP SYP GIP FKP SHP SDG SSP",
    "¥": "JPY CNY",
    "￥": "JPY CNY",
    "円": "JPY",
    "日元": "JPY",
    "元": "CNY TWD HKD",
    "cn¥": "CNY",
    "rmb": "CNY",
    "人民币": "CNY",
    "圓": "TWD HKD",
    "₩": "KRW KPW",
    "원": "KRW",
    "₹": "INR",
    "rs": "INR PKR LKR NPR MUR SCR",
    "rs.": "INR PKR LKR NPR MUR SCR",
    "₨": "INR PKR LKR NPR MUR SCR",
    "rp": "IDR",
    "rp.": "IDR",
    "rm": "MYR",
    "฿": "THB",
    "บาท": "THB",
    "₫": "VND",
    "đ": "VND",
    "₱": "PHP",
    "₽": "RUB",
    "руб": "RUB BYN",
    "руб.": "RUB BYN",
    "р.": "RUB BYN",
    "₴": "UAH",
    "грн": "UAH",
    "грн.": "UAH",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
    "lei": "RON MDL",
    "лв": "BGN",
    "лв.": "BGN",
    "kr": "SEK NOK DKK ISK",
    "kr.": "SEK NOK DKK ISK",
    "fr.": "CHF",
    "sfr.": "CHF",
    "₺": "TRY",
    "tl": "TRY",
    "₪": "ILS",
    "₸": "KZT",
    "₾": "GEL",
    "₦": "NGN",
    "gh₵": "GHS",
    "₵": "GHS",
    "ksh": "KES",
    "tsh": "TZS",
    "ush": "UGX",
    "r": "ZAR",
    "₭": "LAK",
    "៛": "KHR",
    "৳": "BDT",
    "₲": "PYG",
    "₡": "CRC",
    "درهم": "AED MAD",
    "د.إ.": "AED",
    "ر.س.": "SAR",
    "ريال": "SAR QAR YER OMR IRR",
    "جنيه": "EGP SDG",
    "تومان": "IRR",
    "﷼": "IRR SAR QAR YER OMR",
}
SIGNS = {sign: tuple(codes.split()) for sign, codes in _SIGNS.items()}


@cache
def is_currency(code: str) -> bool:
    """Whether *code* is an ISO 4217 code."""
    from babel.numbers import list_currencies

    return code in list_currencies()


def currency_of(written: str, default: str = "") -> str:
    """Give the ISO 4217 code that *written* stands for, "" when it cannot be told.

    A code stands for itself. A sign that several currencies share stands for
    *default*, the marketplace's own, when that is one of them.
    """
    written = written.strip().strip("\u200e\u200f")
    if not written:
        return default
    if len(written) == 3 and is_currency(written.upper()):
        return written.upper()
    candidates = SIGNS.get(written.lower(), ())
    if default in candidates:
        return default
    return candidates[0] if len(candidates) == 1 else ""
