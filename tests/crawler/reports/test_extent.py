"""The extent, worked out by hand: offers, listings, reviews, prices, life spans."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from crawler.matching.matcher import Matcher
from crawler.reports.extent import extent_table, value_table
from crawler.reports.figures import Figures
from crawler.reports.missed_offers import missed_table
from crawler.reports.specimens import specimen_of
from crawler.reports.staying import life_span_table, stays_of
from crawler.store import Store
from tests.crawler.sample_store import crawl, listing

FiguresOf = Callable[..., Figures]
Week = Callable[[int], datetime]


def review(store: Store, listing_id: str, verdict: str, origin: str = "queue") -> None:
    store.conn.execute(
        """INSERT INTO reviews (listing, version, reviewed_at, reviewer, verdict, origin)
           SELECT id, version, '2026-11-05T00:00:00Z', 'ana', ?, ? FROM listings
           WHERE listing_id = ?""",
        (verdict, origin, listing_id),
    )


def rows(table: Any, **wanted: str) -> list[dict[str, Any]]:
    chosen = table
    for column, value in wanted.items():
        chosen = chosen[chosen[column] == value]
    return chosen.to_dict("records")


@pytest.fixture
def market(store: Store, week: Week) -> Store:
    """Two marketplaces: a tiger on both, two pythons and 40 chairs on one of them."""
    at = week(1)
    twin = {
        "taxon": "Panthera tigris",
        "title": "peau de tigre",
        "text_fingerprint": "t",
    }
    crawl(
        store,
        "bazaar",
        at,
        [
            listing("bazaar", "tiger", at, **twin, price="900.00", country="KE"),
            listing("bazaar", "snake", at, taxon="Python regius", language="en"),
            listing("bazaar", "viper", at, taxon="Python regius", price="80.00"),
            *(listing("bazaar", f"n{n}", at) for n in range(40)),
        ],
    )
    later = at + timedelta(hours=1)
    crawl(
        store,
        "tienda",
        later,
        [listing("tienda", "tigre", later, **twin, price="700.00")],
    )
    return store


def test_a_cross_posted_offer_is_one_offer_on_two_listings(
    market: Store, figures_of: FiguresOf
) -> None:
    (tiger,) = rows(extent_table(figures_of()), dimension="all", appendix="I")
    assert (tiger["offers"], tiger["listings"], tiger["not_reviewed"]) == (1, 2, 1)
    (snakes,) = rows(extent_table(figures_of()), dimension="taxon", appendix="II")
    assert (snakes["value"], snakes["offers"]) == ("Python regius", 2)


def test_an_offer_counts_in_each_marketplace_and_unknown_places_are_told(
    market: Store, figures_of: FiguresOf
) -> None:
    table = extent_table(figures_of())
    by_market = rows(table, dimension="marketplace", appendix="I")
    assert {row["value"]: row["offers"] for row in by_market} == {
        "bazaar": 1,
        "tienda": 1,
    }
    by_country = rows(table, dimension="country", appendix="I")
    assert {row["value"]: row["offers"] for row in by_country} == {
        "KE": 1,
        "not told": 1,
    }


def test_reviews_are_kept_apart_and_an_offer_is_confirmed_by_one_listing(
    market: Store, figures_of: FiguresOf
) -> None:
    review(market, "tigre", "rejected")
    review(market, "tiger", "accepted")
    review(market, "snake", "rejected")
    table = extent_table(figures_of())
    (tiger,) = rows(table, dimension="all", appendix="I")
    (snakes,) = rows(table, dimension="all", appendix="II")
    assert (tiger["confirmed"], tiger["rejected"]) == (1, 0)
    assert (snakes["rejected"], snakes["not_reviewed"]) == (1, 1)


def test_a_review_of_an_earlier_text_or_taken_back_does_not_count(
    market: Store, week: Week, figures_of: FiguresOf
) -> None:
    review(market, "viper", "accepted")
    market.conn.execute("UPDATE reviews SET undone_at = '2026-11-06T00:00:00Z'")
    review(market, "snake", "accepted")
    at = week(2)
    changed = listing(
        "bazaar", "snake", at, taxon="Python regius", title="ball python, new text"
    )
    crawl(market, "bazaar", at, [changed], outcome="interrupted")
    (snakes,) = rows(extent_table(figures_of()), dimension="all", appendix="II")
    assert (snakes["confirmed"], snakes["not_reviewed"]) == (0, 2)


def test_prices_are_summed_as_published_an_offer_by_its_lowest(
    market: Store, figures_of: FiguresOf
) -> None:
    (tiger,) = rows(value_table(figures_of()), appendix="I")
    assert (tiger["currency"], tiger["offers"], tiger["total_price"]) == (
        "EUR",
        1,
        700.0,
    )
    (snakes,) = rows(value_table(figures_of()), appendix="II")
    assert (snakes["median_price"], snakes["total_price"]) == (100.0, 200.0)


def test_recall_needs_every_flag_reviewed_and_a_sample(
    market: Store, figures_of: FiguresOf
) -> None:
    def told() -> dict[str, Any]:
        return rows(missed_table(figures_of()), what="offers without a flag")[0]

    assert "not reviewed" in told()["why_not"]
    for name in ("tiger", "tigre", "snake", "viper"):
        review(market, name, "accepted")
    assert "no sample" in told()["why_not"]
    for number in range(20):
        verdict = "accepted" if number == 0 else "rejected"
        review(market, f"n{number}", verdict, "sample_unmatched")
    # 1 of 20 judged of 40 without a flag: 2 missed.
    assert told()["estimate"] == 2
    assert told()["rests_on"].startswith("1 offers in 20 judged of 40")


def test_a_panel_and_a_sweep_tell_how_many_there_are(
    market: Store, week: Week, figures_of: FiguresOf
) -> None:
    name = "all offers of the searched marketplaces"
    assert rows(missed_table(figures_of()), what=name)[0]["estimate"] is None
    at = week(1) + timedelta(days=1)
    seen = [listing("bazaar", "snake", at, taxon="Python regius", language="en")]
    seen += [listing("bazaar", f"x{n}", at, taxon="Python regius") for n in range(2)]
    number = crawl(market, "bazaar", at, seen, outcome="interrupted")
    market.conn.execute(
        "UPDATE crawls SET panel = 'fixed' WHERE marketplace = 'bazaar'"
    )
    market.conn.execute("UPDATE crawls SET panel = 'sweep' WHERE id = ?", (number,))
    # The panel saw 3, the sweep 3, both 1: (4 * 4) / 2 - 1 = 7.
    assert rows(missed_table(figures_of()), what=name)[0]["estimate"] == 7


def test_life_spans_begin_after_the_first_look_and_end_half_way(
    store: Store, week: Week, figures_of: FiguresOf
) -> None:
    chairs = [f"n{n}" for n in range(30)]
    for number in range(1, 5):
        at = week(number)
        names = {1: ["old"], 2: ["old", "a", "b"], 3: ["a", "c"], 4: ["c"]}[number]
        seen = [listing("bazaar", name, at, taxon="Panthera tigris") for name in names]
        crawl(store, "bazaar", at, seen + [listing("bazaar", n, at) for n in chairs])
    figures = figures_of("all")
    stays = stays_of(figures).set_index(
        figures.flagged.set_index("id")["listing_id"].reindex(stays_of(figures).index)
    )
    # `a` was seen in weeks 2 and 3 and missed in 4; `b` only in 2; `c` still stands.
    assert stays["days"].round(1).to_dict() == {"a": 10.5, "b": 3.5, "c": 7.0}
    assert stays["went"].to_dict() == {"a": True, "b": True, "c": False}
    assert life_span_table(figures).empty


@pytest.mark.parametrize(
    ("rules", "specimen"),
    [
        ([("supports", 45, 'specimens.csv: "ivory carving" (en), ivory term')], "ivory"),
        ([("name", 62, 'specimens.csv: "ivory netsuke" (en), ivory term'),
          ("supports", 15, 'specimens.csv: "19th century" (en), antique term')], "ivory"),
        ([("supports", 25, 'pattern "cb24": live term'),
          ("supports", 7.5, 'specimens.csv: "male" (en), sex and age term')], "live"),
        ([("supports", 25, 'specimens.csv: "male" (en), sex and age term')], "not told"),
        ([("doubts", -60, 'decoys.csv: "plush" (en), toy, anywhere, strong')], "not told"),
        ([], "not told"),
    ],
)  # fmt: skip
def test_the_specimen_is_what_weighs_most(
    rules: list[tuple[str, float, str]], specimen: str
) -> None:
    steps = [
        {"kind": kind, "points": points, "rule": rule} for kind, points, rule in rules
    ]
    assert specimen_of(json.dumps(steps)) == specimen


def test_a_real_explanation_tells_the_specimen() -> None:
    (match, *_) = Matcher.load().match("Antique ivory netsuke, 19th century")
    steps = [step.as_dict() for step in match.explanation]
    assert specimen_of(json.dumps(steps)) == "ivory"
