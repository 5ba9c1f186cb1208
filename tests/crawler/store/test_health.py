"""How a marketplace is, in a word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crawler.store import Effort, MarketplaceFacts, Store
from crawler.store.consistency import find_faults
from crawler.store.health import crawl_health
from tests.crawler.store.samples import BIRDS, FRUIT, day, make_listing, tiger

Crawl = Callable[..., int]
TWO = MarketplaceFacts("birds", min_listings=2)


@pytest.mark.parametrize(
    ("ending", "days", "expected"),
    [
        ({}, 1, "well"),
        ({}, 8, "well"),
        ({}, 9, "late"),
        ({"facts": TWO}, 1, "short"),
        ({"effort": Effort(refusals=1)}, 1, "incomplete"),
        ({"outcome": "refused", "reason": "403"}, 1, "refused"),
        ({"outcome": "failed", "reason": "store_failed"}, 1, "failed"),
        ({"outcome": "interrupted", "reason": "shutdown"}, 1, "interrupted"),
    ],
)
def test_a_verdict_on_the_last_crawl(
    store: Store, crawl: Crawl, ending: dict[str, Any], days: int, expected: str
) -> None:
    crawl(0, make_listing(), **ending)
    (told,) = crawl_health(store, ["birds"], day(days))
    assert (told["verdict"], told["days"]) == (expected, days)


def test_a_running_crawl_is_running_until_its_process_is_dead(store: Store) -> None:
    store.begin_crawl(BIRDS, started_at=day(0))
    now = day(0) + timedelta(hours=1)
    assert crawl_health(store, [], now)[0]["verdict"] == "running"
    with Store.open(store.path, read_only=True) as reader:
        assert crawl_health(reader, [], now)[0]["verdict"] == "running"
        store.live.release_all()
        assert crawl_health(reader, [], now)[0]["verdict"] == "interrupted"


def test_a_marketplace_that_was_never_crawled_is_not_forgotten(
    store: Store, crawl: Crawl
) -> None:
    crawl(0, tiger(), facts=BIRDS)
    crawl(0, make_listing(marketplace="fruit"), facts=FRUIT)
    told = crawl_health(store, ["birds", "zoo"], day(1))
    assert [(one["marketplace"], one["verdict"]) for one in told] == [
        ("birds", "well"),
        ("fruit", "well"),
        ("zoo", "never crawled"),
    ]
    assert [one.get("high_active") for one in told] == [1, 0, None]


def test_a_sound_database_has_no_faults(store: Store, crawl: Crawl) -> None:
    crawl(0, tiger("1"), make_listing("2"))
    crawl(7, make_listing("2"))
    assert find_faults(store.conn) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("DELETE FROM sightings", "listings without a sighting: 2 (ids 1, 2"),
        (
            "UPDATE listings SET title = 'x'",
            "listings that differ from their last version",
        ),
        (
            "DELETE FROM listing_versions",
            "that point to nothing, in listings, matches, sightings",
        ),
        ("DELETE FROM matches", "another number of matches"),
        ("UPDATE effort SET listings_seen = 9", "effort does not count"),
        ("UPDATE effort SET complete = 0", "called gone by an incomplete crawl"),
        ("UPDATE crawls SET finished_at = NULL", "ended crawls without an end: 2"),
        ("UPDATE sightings SET event = 'new'", "new twice"),
    ],
)
def test_damage_is_found(store: Store, crawl: Crawl, damage: str, fault: str) -> None:
    crawl(0, tiger("1"), make_listing("2"))
    crawl(7, tiger("1"))
    store.conn.execute("PRAGMA foreign_keys = OFF")
    store.conn.execute(damage)
    assert any(fault in found for found in find_faults(store.conn))
