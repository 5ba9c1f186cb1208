"""Notices and rules in the report, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from crawler.reports.conduct import conduct_table
from crawler.reports.figures import Figures
from crawler.reports.removals import notices_table, removals_table
from crawler.store import Store
from crawler.store.write_notices import Notice, write_answer, write_notice, write_policy
from tests.crawler.sample_store import crawl, listing

Week = Callable[[int], datetime]
FiguresOf = Callable[..., Figures]
AT = "2026-12-31T00:00:00Z"


def look(store: Store, at: datetime, tigers: list[str]) -> None:
    chairs = [listing("bazaar", f"n{n}", at) for n in range(40)]
    offers = [listing("bazaar", name, at, taxon="Panthera tigris") for name in tigers]
    crawl(store, "bazaar", at, chairs + offers)


def number_of(store: Store, listing_id: str) -> int:
    found = store.conn.execute(
        "SELECT id FROM listings WHERE listing_id = ?", (listing_id,)
    )
    return int(found.fetchone()[0])


def notice(store: Store, names: list[str], on: date) -> int:
    told = Notice("bazaar", [number_of(store, name) for name in names], on, "form")
    return write_notice(store.conn, told, "ana", AT)


@pytest.fixture
def market(store: Store, week: Week) -> Store:
    """Sixteen tigers come in week 2. Eight have a notice and are gone in week 4, one by
    one the others go from then on until week 11."""
    told, others = ([f"{letter}{n}" for n in range(8)] for letter in "ab")
    look(store, week(1), [])
    for number in range(2, 13):
        stay = [*(told if number < 4 else []), *others[max(number - 3, 0) :]]
        look(store, week(number), stay)
    return store


def test_listings_go_faster_after_a_notice(
    market: Store, week: Week, figures_of: FiguresOf
) -> None:
    sent = week(3).date() + timedelta(days=1)
    first = notice(market, [f"a{n}" for n in range(8)], sent)
    write_answer(market.conn, first, "removed", sent, login="ana", at=AT)
    figures = figures_of("all", date(2027, 2, 1))
    (row,) = notices_table(figures).to_dict("records")
    assert (row["listings"], row["gone_listings"], row["answer"]) == (8, 8, "removed")
    assert row["last_gone_on"] == f"{week(4):%Y-%m-%d}"
    (told,) = removals_table(figures).to_dict("records")
    # All sixteen stood without one at first; none went before the notices.
    assert (told["listings_without"], told["went_without"]) == (16, 8)
    assert (told["listings_with"], told["went_with"]) == (8, 8)
    assert told["times_as_fast"] > 3
    assert told["times_low"] > 1
    assert told["p_corrected"] < 0.01
    # All eight went days after their notice; of the others, 8 days old at the least,
    # four went in the 30 days from that age on.
    assert told["gone_in_30_with"] == 1
    assert told["gone_in_30_without"] == 0.5
    assert told["gone_without_low"] < 0.5 < told["gone_without_high"] < 1
    (facts,) = conduct_table(figures).to_dict("records")
    assert (facts["notices"], facts["notices_answered"]) == (1, 1)


def test_a_notice_after_the_last_sighting_found_it_still_there(
    market: Store, week: Week, figures_of: FiguresOf
) -> None:
    """The crawl of week 3 saw them; the notice is of Saturday, half of the gap is past."""
    sent = week(3).date() + timedelta(days=5)
    notice(market, [f"a{n}" for n in range(8)], sent)
    (told,) = removals_table(figures_of("all", date(2027, 2, 1))).to_dict("records")
    assert (told["listings_with"], told["went_with"]) == (8, 8)


def test_a_notice_after_it_was_found_gone_is_none(
    market: Store, week: Week, figures_of: FiguresOf
) -> None:
    notice(market, [f"a{n}" for n in range(8)], week(6).date())
    (told,) = removals_table(figures_of("all", date(2027, 2, 1))).to_dict("records")
    assert (told["listings_with"], told["times_as_fast"]) == (
        0,
        pytest.approx(float("nan"), nan_ok=True),
    )
    assert told["why_not"].startswith("It takes 5 listings")


def test_rules_divide_the_time_before_and_after_them(
    market: Store, week: Week, figures_of: FiguresOf
) -> None:
    facts: dict[str, Any] = {
        "read_on": date(2026, 12, 1),
        "source": "x",
        "login": "ana",
    }
    day = week(7).date()
    write_policy(market.conn, "bazaar", "No tigers.", in_force_on=day, at=AT, **facts)
    figures = figures_of("all", date(2027, 2, 1))
    (told,) = removals_table(figures).to_dict("records")
    assert (told["after"], told["since"]) == ("rules on wildlife", day.isoformat())
    # Eight are gone in week 4 and four others one by one by week 7; four stay.
    assert (told["listings_without"], told["went_without"]) == (16, 12)
    assert (told["listings_with"], told["went_with"]) == (4, 4)
    (row,) = conduct_table(figures).to_dict("records")
    assert row["rules_since"] == day.isoformat()
    assert len(row["rules_sha256"]) == 64


def test_a_notice_of_later_than_the_period_is_not_in_it(
    market: Store, week: Week, figures_of: FiguresOf
) -> None:
    notice(market, ["b7"], week(9).date())
    assert notices_table(figures_of("2026-W45..2026-W50", date(2027, 2, 1))).empty
