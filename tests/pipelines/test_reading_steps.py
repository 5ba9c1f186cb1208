"""210 to 330: lookups, price, dates, country and availability of a listing."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from crawler.availability import ENDED, OPEN
from pipelines.apply_lookups import ApplyLookupsPipeline
from pipelines.judge_availability import JudgeAvailabilityPipeline
from pipelines.parse_date import ParseDatePipeline
from pipelines.parse_price import ParsePricePipeline
from pipelines.place_country import PlaceCountryPipeline
from tests.pipelines.steps import listing, take

SEEN = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
LOOKUPS = """
[lookup.availability]
"nicht mehr da" = "SoldOut"
[lookup.currency]
Franken = "CHF"
"""


def test_a_word_in_a_table_is_replaced_whatever_its_case() -> None:
    one = listing(availability_text=" Nicht mehr DA ", currency_text="Franken")
    counted = take(ApplyLookupsPipeline, one, LOOKUPS)
    assert (one.availability_text, one.currency_text) == ("SoldOut", "CHF")
    assert counted["lookup/applied"] == 2


def test_a_word_that_is_in_no_table_stays() -> None:
    one = listing(availability_text="nicht mehr da, leider", title="Franken")
    assert not take(ApplyLookupsPipeline, one, LOOKUPS)
    assert one.title == "Franken"


@pytest.mark.parametrize(
    ("fields", "amount", "currency", "counted"),
    [
        ({"price_text": "1.234,56 €"}, "1234.56", "EUR", "price/read"),
        ({"price_text": "120"}, "120", "EUR", "price/read"),
        ({"price_text": "20 kr"}, "20", "", "price/currency_unclear"),
        ({"price_text": "VB"}, None, "", "price/unread"),
        ({}, None, "", "price/none"),
        (
            {"price_text": "1.500", "currency_text": "KWD", "provenance": {"price": "json-ld: x"}},
            "1.500",
            "KWD",
            "price/read",
        ),
    ],
)  # fmt: skip
def test_a_price_is_read_or_left(
    fields: dict[str, Any], amount: str | None, currency: str, counted: str
) -> None:
    one = listing(**fields)
    assert take(ParsePricePipeline, one) == {counted: 1}
    assert one.price_amount == (None if amount is None else Decimal(amount))
    assert one.currency == currency
    assert one.price_text == fields.get("price_text", "")


def test_dates_are_read_in_the_marketplaces_manner() -> None:
    one = listing(date_text="12.11.2026", ends_text="gestern, 12:30", seen_at=SEEN)
    counted = take(ParseDatePipeline, one)
    assert one.posted_on == "2026-11-12"
    assert one.ends_at == "2026-11-19T11:30:00Z"
    assert counted == {"date/posted/read": 1, "date/ends/read": 1}


def test_the_order_of_the_marketplace_decides() -> None:
    one = listing(date_text="11.02.2026", seen_at=SEEN)
    take(ParseDatePipeline, one, 'date_order = "MDY"\n')
    assert one.posted_on == "2026-11-02"


def test_a_date_that_cannot_be_told_is_counted_and_left() -> None:
    one = listing(date_text="neulich", seen_at=SEEN)
    assert take(ParseDatePipeline, one) == {
        "date/posted/unread": 1,
        "date/ends/none": 1,
    }
    assert one.posted_on == ""


@pytest.mark.parametrize(
    ("place", "where", "text", "country"),
    [
        ("Nairobi, Kenya", "", "", "KE"),
        ("Kenya", "", "", "KE"),
        ("KE", "", "", "KE"),
        ("Mombasa, Coast, KE", "", "", "KE"),
        (
            "Casablanca, MA",
            "json-ld: offers.availableAtOrFrom.addressCountry",
            "",
            "MA",
        ),
        ("Boston, MA", "select: .place", "", ""),
        ("Toronto, CA", "select: .place", 'country = "CA"\n', "CA"),
        ("Berlin", "", 'country = "DE"\n', "DE"),
        ("Berlin", "", "", ""),
        ("Nairobi, Kenya", "", 'country = "DE"\n', "KE"),
        ("", "", "", ""),
        ("Europe", "", "", ""),
    ],
)
def test_a_country_is_named_only_when_it_is_certain(
    place: str, where: str, text: str, country: str
) -> None:
    one = listing(place_text=place, provenance={"place": where})
    counted = take(PlaceCountryPipeline, one, text)
    assert one.country == country
    assert counted.total() == 1
    assert counted["country/unknown"] == (not country)


@pytest.mark.parametrize(
    ("said", "available", "counted"),
    [
        ("", True, "open"),
        ("InStock", True, "open"),
        ("in stock", True, "open"),
        ("PreOrder", True, "open"),
        ("SoldOut", False, "ended"),
        ("OutOfStock", False, "ended"),
        ("Verkauft", False, "ended"),
        ("VENDU", False, "ended"),
        ("продано", False, "ended"),
        ("已售出", False, "ended"),
        ("only on Tuesdays", True, "unclear"),
    ],
)
def test_an_offer_is_ended_only_when_the_page_says_so(
    said: str, available: bool, counted: str
) -> None:
    one = listing(availability_text=said)
    assert take(JudgeAvailabilityPipeline, one) == {f"availability/{counted}": 1}
    assert one.available is available


def test_no_word_is_both_open_and_ended() -> None:
    assert not ENDED & OPEN
    assert {word.casefold() for word in ENDED | OPEN} == ENDED | OPEN
