"""Prices in one currency, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.reports.exchange_rates import read_rates
from crawler.reports.figures import Figures
from crawler.reports.given import Given
from crawler.reports.value import exchange_rates_table, worth_table
from crawler.store import Store
from tests.crawler.sample_store import crawl, listing

FiguresOf = Callable[..., Figures]
# WEEK_ONE is Monday 2 November 2026.
RATES = """\
date,currency,per_unit
2026-10-20,JPY,0.0060
2026-10-30,USD,0.80
2026-11-02,GBP,1.15
2026-11-03,USD,0.90
"""
ASKED = {
    "dollars": ("100.00", "USD"),
    "pounds": ("200.00", "GBP"),
    "euros": ("50.00", "EUR"),
    "yen": ("9000", "JPY"),
    "gold": ("1.00", "XAU"),
    "bare": ("70.00", ""),
}


@pytest.fixture
def told(
    store: Store,
    week: Callable[[int], datetime],
    figures_of: FiguresOf,
    tmp_path: Path,
) -> Figures:
    at = week(1)
    seen = [
        replace(
            listing("bazaar", name, at, taxon="Ara macao", price=price), currency=unit
        )
        for name, (price, unit) in ASKED.items()
    ]
    unpriced = listing("bazaar", "unpriced", at, taxon="Ara macao")
    seen.append(replace(unpriced, price_amount=None, price_text=""))
    crawl(store, "bazaar", at, seen)
    path = tmp_path / "rates.csv"
    path.write_text(RATES)
    given = Given(rates=read_rates(path, "EUR", 7))
    return replace(figures_of(), given=given)


def whole(figures: Figures) -> Mapping[Any, Any]:
    (row, *_) = worth_table(figures).to_dict("records")
    return row


def test_each_price_is_converted_at_the_rate_of_its_day_or_an_earlier_one(
    told: Figures,
) -> None:
    row = whole(told)
    # 100 USD at 0.80 of 30 October (3 November is later), 200 GBP at 1.15, 50 EUR.
    assert row["total_price"] == 80 + 230 + 50
    assert row["median_price"] == 80
    assert (row["first_rate_on"], row["last_rate_on"]) == ("2026-10-30", "2026-11-02")


def test_what_cannot_be_converted_is_counted_by_its_reason(told: Figures) -> None:
    row = whole(told)
    assert (row["offers"], row["priced"], row["converted"]) == (7, 6, 3)
    # The rate of the yen is 13 days old; nobody publishes one of gold.
    assert (row["without_rate"], row["without_currency"]) == (2, 1)


def test_an_older_rate_is_used_where_the_unit_allows_it(told: Figures) -> None:
    rates = told.given.rates
    assert rates is not None
    patient = replace(told, given=Given(rates=replace(rates, days=14)))
    row = whole(patient)
    assert row["total_price"] == 80 + 230 + 50 + 54
    assert row["without_rate"] == 1


def test_the_rates_used_are_told_with_day_and_source(told: Figures) -> None:
    table = exchange_rates_table(told).set_index("unit")
    assert table.loc["USD", "lowest_rate"] == 0.8
    assert table.loc["USD", "first_rate_on"] == "2026-10-30"
    assert (table.loc["JPY", "offers"], table.loc["JPY", "without_rate"]) == (0, 1)
    assert set(table["source"]) == {"rates.csv"}
    assert "EUR" not in table.index


def test_an_offer_on_two_marketplaces_counts_with_what_is_worth_less(
    told: Figures, store: Store, figures_of: FiguresOf, week: Callable[[int], datetime]
) -> None:
    twin = {"taxon": "Python regius", "title": "ball python", "text_fingerprint": "t"}
    for name, price, unit in (("tienda", "100.00", "GBP"), ("rinku", "110.00", "USD")):
        one = listing(name, "twin", week(1), price=price, **twin)  # type: ignore[arg-type]
        crawl(store, name, week(1), [replace(one, currency=unit)])
    table = worth_table(replace(figures_of(), given=told.given))
    (snake,) = table[
        (table["appendix"] == "II") & (table["taxon_group"] == "all")
    ].to_dict("records")
    assert (snake["offers"], snake["total_price"]) == (1, 88.0)


def test_without_rates_there_is_nothing(told: Figures) -> None:
    bare = replace(told, given=Given())
    assert worth_table(bare).empty
    assert exchange_rates_table(bare).empty
