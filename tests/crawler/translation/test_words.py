"""Numbers, days, shares and counted texts are written as each language does."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.translation.catalogues import catalogue
from crawler.translation.words import Words


@pytest.mark.parametrize(
    ("language", "number", "rate", "change", "day"),
    [
        ("en", "1,234,567", "−2.50", "+20\u00a0%", "24 November 2026"),
        ("fr", "1\u202f234\u202f567", "−2,50", "+20\u00a0%", "24 novembre 2026"),
        ("es", "1.234.567", "−2,50", "+20\u00a0%", "24 de noviembre de 2026"),
    ],
)
def test_figures_are_written_as_the_language_does(
    language: str, number: str, rate: str, change: str, day: str
) -> None:
    words = Words("portal", language)
    assert words.number(1234567) == number
    assert words.number(-2.5, 2) == rate
    assert words.percent(0.2, signed=True) == change
    assert words.day(date(2026, 11, 24), "long") == day
    assert words.day("2026-11-24T08:00:00Z", "long") == day


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    days = [Words("portal", one).day("2026-12-01", "long") for one in ("fr", "es")]
    assert days == ["1er décembre 2026", "1 de diciembre de 2026"]
    assert Words("portal", "fr").day("2026-12-11", "long") == "11 décembre 2026"


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.2, "+20"),
        (-0.034, "−3"),
        (0.0, "0"),
        (-0.001, "0"),
        (0.004, "0"),
        (12, "+1,200"),
    ],
)
def test_a_change_has_its_sign_and_no_change_has_none(share: float, told: str) -> None:
    assert Words("portal").percent(share, signed=True) == f"{told}\u00a0%"


@pytest.mark.parametrize(
    ("language", "one", "more"),
    [
        ("en", "one marketplace", "1,750 marketplaces"),
        ("fr", "une place de marché", "1\u202f750 places de marché"),
        ("es", "un mercado en línea", "1.750 mercados en línea"),
    ],
)
def test_counted_texts_have_their_plural_and_number(
    language: str, one: str, more: str
) -> None:
    words = Words("portal", language)
    said = [
        words.count("one marketplace", "%(num)s marketplaces", number)
        for number in (1, 1750)
    ]
    assert said == [one, more]


def test_english_is_the_original() -> None:
    assert catalogue("portal", "en").gettext("Nobody says this") == "Nobody says this"
    assert Words("portal", "fr").term("") == ""
