"""Finding listings by taxon, Appendix, marketplace, date, state and last crawl."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from crawler.matching.match import Step
from crawler.species.model import LegalListing, Name, Taxon
from crawler.store import MarketplaceFacts, Store
from crawler.store.listing_queries import (
    ListingFilter,
    count_listings,
    find_listings,
)
from crawler.store.taxon_names import UnknownTaxonError, check_taxon
from tests.crawler.store.samples import (
    BIRDS,
    FRUIT,
    TIGER,
    day,
    make_listing,
    tiger,
)

Crawl = Callable[..., int]
PYTHON = replace(
    TIGER,
    taxon="Python regius",
    taxon_id="7284",
    appendix="II",
    appendices=("II",),
    reason='"ball python" is a common name of Python regius',
)


class Catalogue:
    """Two taxa with what is above them, and their names."""

    version = "2026-03-05+00000000"
    taxa: ClassVar = {
        one.taxon_id: one
        for one in (
            Taxon("12181", "Panthera tigris", "species", "", "Animalia", "Chordata",
                  "Mammalia", "Carnivora", "Felidae", "Panthera", "", ""),
            Taxon("7284", "Python regius", "species", "", "Animalia", "Chordata",
                  "Reptilia", "Serpentes", "Pythonidae", "Python", "", ""),
        )
    }  # fmt: skip

    def taxon(self, taxon_id: str) -> Taxon | None:
        return self.taxa.get(taxon_id)

    def group(self, taxon_id: str) -> str:
        return {"12181": "mammals", "7284": "reptiles"}[taxon_id]

    def listings_of(self, taxon_id: str) -> list[tuple[Taxon, LegalListing]]:
        taxon = self.taxa[taxon_id]
        listing = LegalListing(taxon_id, "I", "", "", "", day(0).date(), None, "test")
        return [(taxon, listing)]

    def names_of(self, taxon_id: str) -> list[Name]:
        return [
            Name(
                taxon_id,
                "tigre" if taxon_id == "12181" else "ball python",
                "fr",
                "Latn",
                "common",
                "test",
            )
        ]


@pytest.fixture
def store(path: Any) -> Any:
    with Store.open(path, catalogue=Catalogue) as opened:
        yield opened


@pytest.fixture
def filled(store: Store, crawl: Crawl) -> Store:
    """Two crawls of birds, one of fruit; "d" is unmatched, "b" is gone."""
    python: dict[str, Any] = {"matches": [PYTHON], "offer": "possible"}
    python |= {"appendix": "II", "priority": "normal"}
    crawl(0, tiger("a"), tiger("b", price_text="£ 9"), make_listing("d"))
    fruit = make_listing("c", marketplace="fruit", **python, ends_at="2026-11-20")
    crawl(3, fruit, facts=FRUIT)
    crawl(7, tiger("a", title="Tiger, cheaper"), make_listing("d"), tiger("e"))
    return store


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "eabc"),
        ({"unmatched": True}, "eabcd"),
        ({"appendices": ("I",)}, "eab"),
        ({"appendices": ("II", "III")}, "c"),
        ({"taxon": "Panthera tigris"}, "eab"),
        ({"taxon": "panthera"}, "eab"),
        ({"taxon": "FELIDAE"}, "eab"),
        ({"taxon": "Animalia"}, "eabc"),
        ({"taxon": "mammals"}, "eab"),
        ({"taxon": "Tigre"}, "eab"),
        ({"taxon": "big cat"}, "eab"),
        ({"taxon": "félin"}, "eab"),
        ({"taxon": "6047"}, "eab"),
        ({"taxon": "elephant"}, ""),
        ({"taxon": "Panthera tig"}, ""),
        ({"taxon": "%"}, ""),
        ({"taxon": "' OR 1=1 --"}, ""),
        ({"marketplaces": ("fruit",)}, "c"),
        ({"marketplaces": ("fruit", "birds")}, "eabc"),
        ({"since": "2026-11-02"}, "eac"),
        ({"since": "2026-11-08"}, "ea"),
        ({"until": "2026-11-01"}, "ab"),
        ({"until": "2026-10-31"}, ""),
        ({"since": "2026-11-04", "until": "2026-11-04"}, "ac"),
        ({"priorities": ("normal",)}, "c"),
        ({"offers": ("likely",)}, "eab"),
        ({"states": ("gone",)}, "b"),
        ({"states": ("active", "gone")}, "eabc"),
        ({"events": ("new",)}, "ec"),
        ({"events": ("gone",)}, "b"),
        ({"events": ("changed",)}, "a"),
        ({"events": ("changed", "gone")}, "ab"),
        ({"events": ("seen",), "unmatched": True}, "d"),
        ({"limit": 2}, "ea"),
        ({"limit": 2, "taxon": "Python"}, "c"),
    ],
)
def test_listings_are_found(filled: Store, wanted: dict[str, Any], found: str) -> None:
    asked = ListingFilter(**wanted)
    ids = [one.listing.listing_id for one in find_listings(filled.conn, asked)]
    assert "".join(ids) == found
    assert count_listings(filled.conn, replace(asked, limit=0)) >= len(found)


def test_likely_offers_come_first_and_of_these_the_last_seen(
    store: Store, crawl: Crawl
) -> None:
    low: dict[str, Any] = {"offer": "unlikely", "priority": "low"}
    possible = tiger("b", offer="possible")
    crawl(0, tiger("old"))
    crawl(7, make_listing("d"), tiger("c", **low), possible, tiger("a"))
    found = find_listings(store.conn, ListingFilter(unmatched=True))
    ids = [one.listing.listing_id for one in found]
    assert ids == ["a", "old", "b", "c", "d"]


def test_a_finding_tells_why_and_what_was_matched(filled: Store) -> None:
    asked = ListingFilter(marketplaces=("fruit",))
    told = next(find_listings(filled.conn, asked)).as_dict()
    assert told["reason"] == PYTHON.reason
    assert told["ends_at"] == "2026-11-20"
    match = told["matches"][0]
    assert (match["taxon"], match["appendices"]) == ("Python regius", ("II",))
    assert "listing" not in match


@pytest.mark.parametrize(
    "name", ["Felidae", "Ursidae", "bear", "birds", "6047", "  panthera TIGRIS ", ""]
)
def test_a_name_of_the_list_is_known_also_if_nobody_offers_it(
    filled: Store, name: str
) -> None:
    check_taxon(filled.conn, name)


def test_a_name_that_nobody_has_is_told_with_names_spelt_like_it(
    filled: Store,
) -> None:
    with pytest.raises(UnknownTaxonError, match="elephant") as told:
        check_taxon(filled.conn, "elephnt")
    assert told.value.near[0] == "elephant"


def test_the_species_list_is_copied_in_with_a_match(filled: Store) -> None:
    sql = 'SELECT id, class, "order", family, taxon_group FROM taxa ORDER BY id'
    assert filled.conn.execute(sql).fetchall() == [
        ("12181", "Mammalia", "Carnivora", "Felidae", "mammals"),
        ("7284", "Reptilia", "Serpentes", "Pythonidae", "reptiles"),
    ]
    sql = (
        "SELECT appendix, listed_under, valid_from, valid_until FROM appendix_listings"
    )
    assert filled.conn.execute(f"{sql} WHERE taxon_id = '12181'").fetchall() == [
        ("I", "Panthera tigris", "2026-11-01", None)
    ]
    groups = filled.conn.execute("SELECT DISTINCT taxon_group FROM matches").fetchall()
    assert sorted(groups) == [("mammals",), ("reptiles",)]


def test_matches_of_a_former_text_are_kept_as_past(store: Store, crawl: Crawl) -> None:
    crawl(0, tiger("a"))
    crawl(7, make_listing("a", title="Print dress"))
    assert store.conn.execute("SELECT COUNT(*) FROM matches").fetchone() == (0,)
    past = store.conn.execute(
        """SELECT p.taxon, v.title FROM past_matches p
           JOIN listing_versions v ON v.id = p.version"""
    ).fetchall()
    assert past == [("Panthera tigris", "Tiger a")]
    versions = store.conn.execute("SELECT priority FROM listing_versions ORDER BY id")
    assert versions.fetchall() == [("high",), ("",)]


def test_a_better_judgement_of_the_same_text_replaces_the_former(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, tiger("a"))
    lowered = [replace(TIGER, offer="unlikely", reason="a print")]
    crawl(7, tiger("a", matches=lowered, offer="unlikely", priority="low"))
    sql = "SELECT offer, reason FROM {} WHERE listing = 1"
    assert store.conn.execute(sql.format("matches")).fetchall() == [
        ("unlikely", "a print")
    ]
    assert store.conn.execute(sql.format("past_matches")).fetchall() == [
        ("likely", TIGER.reason)
    ]
    versions = store.conn.execute("SELECT offer, priority FROM listing_versions")
    assert versions.fetchall() == [("unlikely", "low")]


def test_the_same_matches_again_write_nothing(store: Store, crawl: Crawl) -> None:
    crawl(0, tiger("a"))
    sql = "SELECT id, matched_at FROM matches"
    before = store.conn.execute(sql).fetchall()
    crawl(7, tiger("a"))
    assert store.conn.execute(sql).fetchall() == before
    assert store.conn.execute("SELECT COUNT(*) FROM past_matches").fetchone() == (0,)


def test_a_match_without_a_taxon_is_kept(store: Store, crawl: Crawl) -> None:
    crawl(
        0, tiger("a", matches=[replace(TIGER, taxon="", taxon_id="", kind="specimen")])
    )
    row = store.conn.execute("SELECT taxon_id, taxon, kind FROM matches").fetchone()
    assert row == (None, "", "specimen")


def test_a_taxon_that_the_list_does_not_know_is_kept_by_its_name(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, tiger("a", matches=[replace(TIGER, taxon_id="99", taxon="Felis nova")]))
    assert store.conn.execute("SELECT id, scientific_name FROM taxa").fetchall() == [
        ("99", "Felis nova")
    ]


def test_a_new_species_list_renews_the_taxa_that_it_meets(store: Store) -> None:
    for number, version in enumerate(("2026+a", "2026+b")):
        crawl_id = store.begin_crawl(BIRDS, species_list_version=version)
        store.write_batch(crawl_id, [tiger("a", seen_at=day(number))])
        store.finish_crawl(crawl_id, "finished")
    sql = "SELECT species_list_version FROM {}"
    assert store.conn.execute(sql.format("taxa")).fetchall() == [("2026+b",)]
    assert store.conn.execute(sql.format("matches")).fetchall() == [("2026+b",)]
    assert store.conn.execute(sql.format("past_matches")).fetchall() == [("2026+a",)]
    assert store.conn.execute("SELECT COUNT(*) FROM names").fetchone() == (1,)


def test_facts_of_a_marketplace_are_those_of_its_last_crawl(store: Store) -> None:
    for title in ("Birds", "Birds and More"):
        crawl_id = store.begin_crawl(MarketplaceFacts("birds", title=title))
        store.finish_crawl(crawl_id, "finished")
    rows = store.conn.execute("SELECT title FROM marketplaces").fetchall()
    assert rows == [("Birds and More",)]
    shas = store.conn.execute("SELECT COUNT(DISTINCT facts_sha256) FROM crawls")
    assert shas.fetchone() == (2,)


def test_the_explanation_of_a_match_is_kept_and_renewed_in_place(
    store: Store, crawl: Crawl
) -> None:
    def explanations(table: str) -> list[Any]:
        rows = store.conn.execute(f"SELECT explanation FROM {table} ORDER BY id")
        return [json.loads(text) for (text,) in rows]

    step = Step("name", 99.0, "common name", "Tiger", 0, 5, "title", "names.csv", "x")
    for number, source in enumerate(["x", "y\ud800"]):
        explained = replace(TIGER, explanation=(step._replace(source=source),))
        crawl(number, tiger("a", matches=[explained]))
        kept = source.replace("\ud800", "\ufffd")
        assert explanations("matches") == [
            [
                {
                    "kind": "name",
                    "points": 99.0,
                    "reason": "common name",
                    "words": "Tiger",
                    "start": 0,
                    "end": 5,
                    "field": "title",
                    "rule": "names.csv",
                    "source": kept,
                }
            ]
        ]
    assert explanations("past_matches") == []
