"""Change between two periods: what is compared, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from crawler.reports.comparison import (
    change_table,
    compared_effort_table,
    why_not_compared,
)
from crawler.reports.figures import Figures
from crawler.reports.given import Given
from crawler.store import Store
from tests.crawler.sample_store import crawl, listing

Week = Callable[[int], datetime]
FiguresOf = Callable[..., Figures]
BEFORE, NOW = "2026-W45..2026-W46", "2026-W47..2026-W48"
SENT = {"Python regius": "Ships to Japan by post", "Ara macao": "pick up only"}


def look(store: Store, name: str, at: datetime, taxa: dict[str, int], tag: str) -> None:
    seen = [listing(name, f"n{n}", at) for n in range(40)]
    for taxon, count in taxa.items():
        for n in range(count):
            facts: dict[str, Any] = {"country": "KE", "shipping_text": SENT[taxon]}
            seen.append(listing(name, f"{tag}{taxon[0]}{n}", at, taxon=taxon, **facts))
    crawl(store, name, at, seen)


@pytest.fixture
def two(store: Store, week: Week, figures_of: FiguresOf) -> Callable[[], Figures]:
    def read() -> Figures:
        day = date(2026, 12, 24)
        return replace(
            figures_of(NOW, day), given=Given(earlier=figures_of(BEFORE, day))
        )

    return read


def test_shares_are_of_the_offers_of_marketplaces_complete_in_both(
    store: Store, week: Week, two: Callable[[], Figures]
) -> None:
    look(store, "bazaar", week(1), {"Python regius": 10, "Ara macao": 30}, "a")
    look(store, "bazaar", week(3), {"Python regius": 30, "Ara macao": 10}, "b")
    look(store, "tienda", week(3), {"Python regius": 50}, "c")
    figures = two()
    table = change_table(figures).set_index(["dimension", "value"])
    snakes = table.loc[("taxon_group", "reptiles")]
    assert (snakes["offers_before"], snakes["offers_now"]) == (10, 30)
    assert snakes["difference"] == pytest.approx(0.5)
    assert snakes["finding"] == "a larger share"
    assert table.loc[("taxon_group", "birds"), "finding"] == "a smaller share"
    assert table.loc[("marketplace", "bazaar"), "finding"] == "none beyond chance"
    # Of those that tell both ends, all go from Kenya to Japan.
    assert table.loc[("route", "KE→JP"), "share_now"] == 1
    assert table.loc[("method", "post"), "offers_now"] == 30
    (told,) = why_not_compared(figures)
    assert told.startswith("1 marketplace is left out")


def test_as_many_weeks_of_one_period_as_of_the_other(
    store: Store, week: Week, two: Callable[[], Figures]
) -> None:
    """More weeks find more offers, which is no change."""
    look(store, "bazaar", week(1), {"Ara macao": 25}, "a")
    look(store, "bazaar", week(2), {"Ara macao": 25}, "b")
    look(store, "bazaar", week(4), {"Ara macao": 25}, "c")
    figures = two()
    (row,) = compared_effort_table(figures).to_dict("records")
    assert (row["weeks_before"], row["weeks_now"], row["weeks_compared"]) == (2, 1, 1)
    assert (row["listings_before"], row["listings_now"]) == (65, 65)
    table = change_table(figures)
    birds = table[table["value"] == "birds"].iloc[0]
    assert (birds["offers_before"], birds["offers_now"]) == (25, 25)


def test_few_offers_and_no_common_marketplace_are_told(
    store: Store, week: Week, two: Callable[[], Figures]
) -> None:
    look(store, "bazaar", week(1), {"Ara macao": 3}, "a")
    look(store, "tienda", week(3), {"Ara macao": 30}, "b")
    figures = two()
    assert change_table(figures).empty
    assert "nothing can be compared" in why_not_compared(figures)[0]
    look(store, "bazaar", week(4), {"Ara macao": 30}, "c")
    figures = two()
    assert set(change_table(figures)["finding"]) == {"too rare to be tested"}
    assert "it takes 20 distinct offers in each period" in why_not_compared(figures)[1]


def test_another_species_list_is_told_until_all_is_matched_again(
    store: Store, week: Week, two: Callable[[], Figures]
) -> None:
    look(store, "bazaar", week(1), {"Ara macao": 25}, "a")
    look(store, "bazaar", week(3), {"Ara macao": 25}, "b")
    store.conn.execute(
        "UPDATE crawls SET species_list_version = '2027' WHERE id = (SELECT MAX(id) FROM crawls)"
    )
    (told,) = why_not_compared(two())
    assert told.startswith("The species lists differ (2026-03-05.ab12cd34; 2027)")
    store.conn.execute(
        """INSERT INTO rematches (started_at, finished_at, asked, matcher,
               species_list_version)
           VALUES ('2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z',
               '{"since": "", "marketplaces": []}', 'm', '2027')"""
    )
    assert why_not_compared(two()) == []
