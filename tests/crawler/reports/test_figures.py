"""Report figures against small cases that were worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from crawler.reports.changes import changes_table
from crawler.reports.figures import Figures
from crawler.reports.offers import flagged_offers
from crawler.reports.summary import summarise
from crawler.reports.tables import (
    effort_table,
    rates_by_appendix,
    rates_by_marketplace,
    rates_by_taxon_group,
    totals_by_group,
    totals_by_marketplace,
    totals_by_taxon,
)
from crawler.store import Store
from tests.crawler.sample_store import crawl, listing

FiguresOf = Callable[..., Figures]
Week = Callable[[int], datetime]


def chairs(marketplace: str, count: int, seen_at: datetime) -> list[Any]:
    return [listing(marketplace, f"chair-{n}", seen_at) for n in range(count)]


def wild(
    marketplace: str, name: str, seen_at: datetime, taxon: str, **facts: Any
) -> Any:
    return listing(marketplace, name, seen_at, taxon=taxon, **facts)


@pytest.fixture
def two_shops(store: Store, week: Week) -> None:
    """Three weeks of two marketplaces.

    week      alpha                               beta
    2026-W45  complete: 10 listings, 1 of App. I  refused on 2 pages: 5 listings, 1 of I
    2026-W46  not run                             complete: 8 listings, none flagged
    2026-W47  complete: 20, 3 of I and 1 of II    failed: nothing seen
    """
    one, two, three = week(1), week(2), week(3)
    tusk = ("tusk", "Loxodonta africana")
    crawl(
        store,
        "alpha",
        one,
        [*chairs("alpha", 9, one), wild("alpha", tusk[0], one, tusk[1])],
        pages=20,
    )
    crawl(
        store,
        "beta",
        one,
        [*chairs("beta", 4, one), wild("beta", "skin", one, "Panthera tigris")],
        pages=7,
        refusals=2,
    )
    crawl(store, "beta", two, chairs("beta", 8, two), pages=16)
    crawl(
        store,
        "alpha",
        three,
        [
            *chairs("alpha", 16, three),
            wild("alpha", tusk[0], three, tusk[1]),
            wild("alpha", "skin", three, "Panthera tigris"),
            wild("alpha", "comb", three, "Eretmochelys imbricata", offer="possible"),
            wild("alpha", "snake", three, "Python regius"),
        ],
        pages=40,
    )
    crawl(
        store, "beta", three, [], outcome="failed", reason="the host has gone", pages=0
    )


def row(table: pd.DataFrame, **wanted: object) -> dict[str, Any]:
    """Give the one row of *table* in which the columns have the *wanted* values."""
    chosen = table
    for column, value in wanted.items():
        chosen = chosen[chosen[column] == value]
    assert len(chosen) == 1, f"{len(chosen)} rows with {wanted}"
    return {str(key): value for key, value in chosen.iloc[0].to_dict().items()}


STATUSES = [
    ("2026-W45", "alpha", "complete", 10, 20, ""),
    ("2026-W45", "beta", "incomplete", 5, 7, "2 pages refused"),
    ("2026-W46", "alpha", "not run", 0, 0, ""),
    ("2026-W46", "beta", "complete", 8, 16, ""),
    ("2026-W47", "alpha", "complete", 20, 40, ""),
    ("2026-W47", "beta", "failed", 0, 0, "the host has gone"),
]


@pytest.mark.usefixtures("two_shops")
@pytest.mark.parametrize("expected", STATUSES, ids=lambda case: f"{case[1]} {case[0]}")
def test_each_week_says_whether_it_was_crawled(
    figures_of: FiguresOf, expected: tuple[Any, ...]
) -> None:
    found = row(effort_table(figures_of()), week=expected[0], marketplace=expected[1])
    assert (
        found["status"],
        found["listings_seen"],
        found["pages_fetched"],
        found["reason"],
    ) == expected[2:]


# week, marketplace, Appendix: flagged listings, per 1,000 listings, per 100 pages
RATES = [
    ("2026-W45", "alpha", "I", 1, 100.0, 5.0),
    ("2026-W45", "alpha", "any", 1, 100.0, 5.0),
    ("2026-W45", "beta", "I", 1, None, None),  # does not count
    ("2026-W46", "alpha", "I", 0, None, None),  # a gap
    ("2026-W46", "beta", "I", 0, 0.0, 0.0),  # looked, found nothing
    ("2026-W47", "alpha", "I", 3, 150.0, 7.5),
    ("2026-W47", "alpha", "any", 4, 200.0, 10.0),
    ("2026-W47", "beta", "any", 0, None, None),
]


@pytest.mark.usefixtures("two_shops")
@pytest.mark.parametrize("expected", RATES, ids=lambda case: " ".join(case[:3]))
def test_a_rate_is_offers_over_effort_and_a_gap_is_no_zero(
    figures_of: FiguresOf, expected: tuple[Any, ...]
) -> None:
    week, market, appendix, flagged, per_listings, per_pages = expected
    found = row(
        rates_by_marketplace(figures_of()),
        week=week,
        marketplace=market,
        appendix=appendix,
    )
    assert found["flagged_listings"] == flagged
    if per_listings is None:
        assert pd.isna(found["per_1000_listings"])
        assert pd.isna(found["per_100_pages_high"])
    else:
        assert found["per_1000_listings"] == pytest.approx(per_listings)
        assert found["per_100_pages"] == pytest.approx(per_pages)
        assert found["per_1000_low"] <= per_listings <= found["per_1000_high"]


@pytest.mark.usefixtures("two_shops")
def test_the_interval_beside_a_rate_is_wilsons(figures_of: FiguresOf) -> None:
    found = row(
        rates_by_marketplace(figures_of()),
        week="2026-W45",
        marketplace="alpha",
        appendix="I",
    )
    # Wilson's interval of 1 in 10, worked out by hand: 0.0179 to 0.4042.
    assert found["per_1000_low"] == pytest.approx(17.9, abs=0.1)
    assert found["per_1000_high"] == pytest.approx(404.2, abs=0.1)


@pytest.mark.usefixtures("two_shops")
def test_weeks_are_pooled_over_the_crawls_that_count(figures_of: FiguresOf) -> None:
    table = rates_by_appendix(figures_of())
    second = row(table, week="2026-W46", appendix="I")
    assert (second["marketplaces_complete"], second["marketplaces_watched"]) == (1, 2)
    assert (second["listings_seen"], second["per_1000_listings"]) == (8, 0.0)
    third = row(table, week="2026-W47", appendix="II")
    assert (third["flagged_listings"], third["per_1000_listings"]) == (1, 50.0)
    groups = rates_by_taxon_group(figures_of())
    assert row(groups, week="2026-W47", taxon_group="reptiles")["flagged_listings"] == 2
    assert row(groups, week="2026-W46", taxon_group="mammals")["flagged_listings"] == 0


@pytest.mark.usefixtures("two_shops")
def test_totals_count_every_sighting_and_rates_only_complete_crawls(
    figures_of: FiguresOf,
) -> None:
    figures = figures_of()
    taxa = totals_by_taxon(figures)
    assert row(taxa, taxon="Panthera tigris")["flagged_listings"] == 2
    alpha = row(totals_by_marketplace(figures), marketplace="alpha", appendix="I")
    assert (alpha["weeks_complete"], alpha["weeks_not_counted"]) == (2, 1)
    assert (alpha["listings_seen"], alpha["pages_fetched"]) == (20, 60)
    assert alpha["per_1000_listings"] == pytest.approx(150.0)
    assert alpha["flagged_sightings"] == 4
    beta = row(totals_by_marketplace(figures), marketplace="beta", appendix="I")
    assert (beta["flagged_listings"], beta["per_1000_listings"]) == (0, 0.0)
    assert totals_by_group(figures)["flagged_listings"].sum() == 5


@pytest.mark.usefixtures("two_shops")
def test_the_summary_agrees_with_the_tables(figures_of: FiguresOf) -> None:
    summary = summarise(figures_of())
    assert (summary.crawls, summary.crawls_counted) == (5, 3)
    assert (summary.cells_counted, summary.cells_watched) == (3, 6)
    assert (summary.listings, summary.pages) == (28, 76)
    assert (summary.appendix_i.listings, summary.flagged.listings) == (4, 5)
    # tusk is baseline of alpha, skin of beta; skin and comb of alpha are new.
    assert summary.new_appendix_i == 2


@pytest.mark.usefixtures("two_shops")
def test_until_its_first_complete_crawl_a_marketplace_has_a_baseline(
    figures_of: FiguresOf,
) -> None:
    table = changes_table(figures_of())
    assert row(table, week="2026-W45", marketplace="beta")["baseline"] == 5
    second = row(table, week="2026-W46", marketplace="beta")
    assert (second["baseline"], second["new"], second["gone"]) == (4, 0, 1)
    assert second["flagged_gone"] == 1
    third = row(table, week="2026-W47", marketplace="alpha")
    assert (third["new"], third["flagged_new"], third["baseline"]) == (10, 3, 0)


def test_a_cross_posted_offer_is_two_listings_and_one_offer(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    at = week(1)
    for market in ("alpha", "beta"):
        tusk = wild(
            market, "tusk", at, "Loxodonta africana", text_fingerprint="carved tusk"
        )
        crawl(store, market, at, [*chairs(market, 9, at), tusk])
        at += timedelta(hours=1)
    summary = summarise(figures_of())
    assert (summary.appendix_i.listings, summary.appendix_i.offers) == (2, 1)
    pooled = row(rates_by_appendix(figures_of()), appendix="I")
    assert (pooled["flagged_listings"], pooled["flagged_offers"]) == (2, 1)
    assert pooled["per_1000_listings"] == pytest.approx(100.0)
    assert flagged_offers(figures_of())["offer_id"].nunique() == 1


def test_a_relisted_offer_is_two_listings_and_one_offer(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    facts: dict[str, Any] = {
        "taxon": "Loxodonta africana",
        "title": "Old ivory tusk",
        "text_fingerprint": "old tusk",
        "seller": "s1",
    }
    for number, name in ((1, "tusk-1"), (2, ""), (3, "tusk-2")):
        at = week(number)
        found = [listing("alpha", name, at, **facts)] if name else []
        crawl(store, "alpha", at, [*chairs("alpha", 4, at), *found])
    figures = figures_of()
    assert summarise(figures).appendix_i.listings == 2
    assert summarise(figures).appendix_i.offers == 1
    assert summarise(figures).new_appendix_i == 0
    third = row(changes_table(figures), week="2026-W47", marketplace="alpha")
    assert (third["relisted"], third["flagged_relisted"], third["new"]) == (1, 1, 0)
    states = dict(
        flagged_offers(figures)[["listing_id", "state"]].itertuples(index=False)
    )
    assert states == {"tusk-1": "gone", "tusk-2": "on sale"}


def test_a_listing_counts_in_each_week_by_the_words_it_then_had(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    crawl(
        store,
        "alpha",
        week(1),
        [*chairs("alpha", 4, week(1)), wild("alpha", "x", week(1), "Panthera tigris")],
    )
    edited = listing("alpha", "x", week(2), title="Nice old rug, call me")
    crawl(store, "alpha", week(2), [*chairs("alpha", 4, week(2)), edited])
    figures = figures_of()
    table = rates_by_marketplace(figures)
    assert row(table, week="2026-W45", appendix="I")["flagged_listings"] == 1
    assert row(table, week="2026-W46", appendix="I")["flagged_listings"] == 0
    (offer,) = flagged_offers(figures).to_dict("records")
    assert offer["title"] == "Antique peau de tigre no. x"
    assert offer["reason"].startswith("“peau de tigre”")


def test_two_complete_crawls_in_a_week_count_a_listing_once_per_1000_listings(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    for at in (week(1), week(1) + timedelta(days=3)):
        tusk = wild("alpha", "tusk", at, "Loxodonta africana")
        crawl(store, "alpha", at, [*chairs("alpha", 9, at), tusk], pages=25)
    found = row(rates_by_marketplace(figures_of()), appendix="I")
    assert (found["flagged_listings"], found["flagged_sightings"]) == (1, 2)
    assert (found["listings_seen"], found["pages_fetched"]) == (10, 50)
    assert found["per_1000_listings"] == pytest.approx(100.0)
    assert found["per_100_pages"] == pytest.approx(4.0)


def test_a_crawl_that_was_cut_off_is_left_out_beside_a_complete_one(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    at = week(1)
    stray = wild("alpha", "stray", at, "Ara macao")
    crawl(store, "alpha", at, [stray], outcome="interrupted", pages=3)
    at += timedelta(days=1)
    tusk = wild("alpha", "tusk", at, "Loxodonta africana")
    crawl(store, "alpha", at, [*chairs("alpha", 9, at), tusk], pages=20)
    figures = figures_of()
    effort = row(effort_table(figures), marketplace="alpha")
    assert (effort["complete_crawls"], effort["other_crawls"]) == (1, 1)
    assert (effort["listings_seen"], effort["pages_fetched"]) == (10, 20)
    found = row(rates_by_marketplace(figures), appendix="I")
    assert (found["flagged_listings"], found["per_1000_listings"]) == (1, 100.0)
    assert set(flagged_offers(figures)["listing_id"]) == {"stray", "tusk"}


def test_pages_that_were_never_fetched_give_no_rate_instead_of_a_crash(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    tusk = wild("alpha", "tusk", week(1), "Loxodonta africana")
    crawl(store, "alpha", week(1), [tusk], pages=0)
    found = row(rates_by_marketplace(figures_of()), appendix="I")
    assert found["status"] == "complete"
    assert found["per_1000_listings"] == pytest.approx(1000.0)
    assert pd.isna(found["per_100_pages"])


def test_a_short_crawl_says_what_was_expected(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    crawl(store, "alpha", week(1), chairs("alpha", 3, week(1)), min_listings=50)
    found = row(effort_table(figures_of()), marketplace="alpha")
    assert found["status"] == "incomplete"
    assert found["reason"] == "short: listings seen 3, expected at least 50"


def test_weeks_after_the_last_crawl_are_gaps_up_to_the_day_of_making(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    crawl(store, "alpha", week(1), chairs("alpha", 3, week(1)))
    figures = figures_of("2026", date(2026, 11, 20))
    assert figures.weeks == ["2026-W45", "2026-W46", "2026-W47"]
    assert list(figures.cells["status"]) == ["complete", "not run", "not run"]
    later = figures_of("2026", date(2027, 5, 1))
    assert later.weeks[-1] == "2026-W53"
    assert figures_of("all", date(2027, 5, 1)).weeks == ["2026-W45"]


def test_a_marketplace_is_not_missing_before_its_first_crawl(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    crawl(store, "alpha", week(1), chairs("alpha", 3, week(1)))
    crawl(store, "beta", week(2), chairs("beta", 3, week(2)))
    first = row(figures_of().cells, week="2026-W45", marketplace="beta")
    assert first["status"] == "not yet watched"
    assert set(figures_of("2026-W45").cells["marketplace"]) == {"alpha"}


def test_a_crawl_belongs_to_the_period_in_which_it_began(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    last_minute = week(2) - timedelta(minutes=8 * 60 + 1)
    crawl(store, "alpha", last_minute, chairs("alpha", 3, last_minute))
    crawl(store, "alpha", week(2), chairs("alpha", 3, week(2)))
    assert len(figures_of("2026-W45").crawls) == 1
    assert len(figures_of("2026-W46").crawls) == 1
    assert len(figures_of("2026-W45..2026-W46").crawls) == 2


def test_what_is_judged_unlikely_is_left_out(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    toy = wild("alpha", "toy", week(1), "Panthera tigris", offer="unlikely")
    crawl(store, "alpha", week(1), [*chairs("alpha", 4, week(1)), toy])
    assert summarise(figures_of()).flagged.listings == 0
    assert flagged_offers(figures_of()).empty


def test_an_empty_database_gives_empty_tables(figures_of: FiguresOf) -> None:
    for period in ("all", "2026-11"):
        figures = figures_of(period)
        assert figures.weeks == []
        for table in (
            effort_table,
            rates_by_marketplace,
            rates_by_appendix,
            rates_by_taxon_group,
            totals_by_marketplace,
            totals_by_group,
            totals_by_taxon,
            changes_table,
            flagged_offers,
        ):
            assert table(figures).empty
