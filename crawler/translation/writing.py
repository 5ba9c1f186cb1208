"""Numbers, days, countries and languages as a language writes them (CLDR)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

MINUS = "−"
_LOCALES = {"en": "en_GB"}
"""Days in English are told as most Parties do: 24 November 2026."""


def number_text(number: float, language: str, places: int | None = None) -> str:
    """Write a number; with *places* it has so many decimals, else those it has."""
    pattern = (
        None if places is None else "#,##0" + ("." + "0" * places if places else "")
    )
    text = str(format_decimal(number, format=pattern, locale=language))
    return text.replace("-", MINUS)


def percent_text(share: float, language: str, *, signed: bool = False) -> str:
    """Write a share as whole percents: 0.2 is 20 %; *signed* is for a change: +20 %."""
    text = number_text(100 * share, language, 0)
    if text in {f"{MINUS}0", "0"}:
        text = "0"
    elif signed and not text.startswith(MINUS):
        text = f"+{text}"
    return f"{text}\u00a0%"


def day_text(
    day: date | str, language: str, form: Literal["long", "medium"] = "medium"
) -> str:
    """Write a day, or the day of a UTC time as the store writes it."""
    if isinstance(day, str):
        day = date.fromisoformat(day[:10])
    text = str(format_date(day, form, locale=_LOCALES.get(language, language)))
    first_in_french = language == "fr" and text.startswith("1 ")
    return text.replace("1 ", "1er ", 1) if first_in_french else text


def country_name(code: str, language: str) -> str:
    """Name a country (ISO 3166-1 alpha-2); what is none comes back as it is."""
    return str(Locale(language).territories.get(code, code))


def language_name(code: str, language: str) -> str:
    """Name a language (BCP 47); what is none comes back as it is."""
    names = Locale(language).languages
    return str(names.get(code) or names.get(code.partition("-")[0], code))
