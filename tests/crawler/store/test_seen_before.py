"""Different listings over many crawls are counted without reading the sightings."""

import random
import sqlite3
from pathlib import Path

import pytest

from crawler.panel.query import Plan
from crawler.store import Effort, MarketplaceFacts, Store
from crawler.store.consistency import find_faults
from crawler.store.flagged_sightings import FLAGGED
from crawler.store.report_queries import crawl_events
from crawler.store.seen_before import distinct_listings
from tests.crawler.store.samples import BIRDS, FRUIT, day, make_listing

ENDS = ("finished", "finished", "finished", "interrupted", "refused")
KEPT = "SELECT crawl, last, last_alike, listings FROM seen_before"


def crawl(
    store: Store,
    number: int,
    listings: list[str],
    outcome: str = "finished",
    *,
    facts: MarketplaceFacts = BIRDS,
    panel: str = "",
) -> int:
    """Run a crawl that sees *listings*, on the day *number*."""
    plan = Plan("sweep", (), 1) if panel else None
    crawl_id = store.begin_crawl(facts, started_at=day(number), plan=plan)
    seen = [
        make_listing(one, marketplace=facts.name, seen_at=day(number))
        for one in listings
    ]
    store.write_batch(crawl_id, seen)
    effort = Effort(sees_all=not panel)
    store.finish_crawl(crawl_id, outcome, "finished", effort, finished_at=day(number))  # type: ignore[arg-type]
    return crawl_id


def counted_one_by_one(conn: sqlite3.Connection, crawls: list[int]) -> int:
    marks = ", ".join("?" * len(crawls))
    (count,) = conn.execute(
        f"""SELECT COUNT(DISTINCT listing) FROM sightings
            WHERE event <> 'gone' AND crawl IN ({marks})""",
        crawls,
    ).fetchone()
    return int(count)


def make_season(store: Store, seed: int) -> list[int]:
    """Run crawls of two marketplaces that end in every way, some of them sweeps."""
    dice = random.Random(seed)
    crawls = []
    for number in range(16):
        facts = dice.choice((BIRDS, BIRDS, FRUIT))
        there = dice.sample([str(n) for n in range(12)], dice.randrange(1, 9))
        panel = "sweep" if dice.random() < 0.2 else ""
        crawls.append(
            crawl(store, number, there, dice.choice(ENDS), facts=facts, panel=panel)
        )
    return crawls


@pytest.mark.parametrize("seed", range(6))
def test_any_group_of_crawls_counts_each_listing_once(path: Path, seed: int) -> None:
    with Store.open(path) as store:
        crawls = make_season(store, seed)
        dice = random.Random(seed)
        groups: dict[str, list[int]] = {"all": crawls, "one": crawls[5:6]}
        for number in range(20):
            begin = dice.randrange(len(crawls))
            groups[f"stretch {number}"] = crawls[begin : begin + dice.randrange(1, 9)]
            some = dice.sample(crawls, dice.randrange(1, 6))
            groups[f"some {number}"] = sorted(some)
        counting = dict(
            store.conn.execute(
                """SELECT c.id, 1 FROM crawls c JOIN effort e ON e.crawl_id = c.id
                   WHERE c.outcome = 'finished' AND e.complete AND c.panel <> 'sweep'"""
            )
        )
        groups["those that count"] = [one for one in crawls if one in counting]
        groups["the others"] = [one for one in crawls if one not in counting]
        found = distinct_listings(
            store.conn, [(one, name) for name, own in groups.items() for one in own]
        )
        for name, own in groups.items():
            assert found.get(name, 0) == counted_one_by_one(store.conn, own), name
        assert find_faults(store.conn) == []


def test_a_crawl_that_runs_is_counted_as_far_as_it_is(path: Path) -> None:
    with Store.open(path) as store:
        first = crawl(store, 0, ["1", "2"])
        running = store.begin_crawl(BIRDS, started_at=day(1))
        store.write_batch(running, [make_listing("2"), make_listing("3")])
        groups = [(first, "both"), (running, "both"), (running, "now")]
        assert distinct_listings(store.conn, groups) == {"both": 3, "now": 2}


def test_a_crawl_that_goes_on_is_counted_anew_when_it_ends(path: Path) -> None:
    with Store.open(path) as store:
        crawl(store, 0, ["1", "2", "3"])
        cut_off = crawl(store, 1, ["1"], "interrupted")
        assert (cut_off, 1, 0, 1) in store.conn.execute(KEPT).fetchall()
        assert store.resume_crawl(cut_off, "birds", 1)
        store.write_batch(cut_off, [make_listing("2", seen_at=day(1))])
        store.finish_crawl(cut_off, "finished", finished_at=day(1))
        kept = store.conn.execute(f"{KEPT} WHERE crawl = ?", (cut_off,)).fetchall()
        assert kept == [(cut_off, 1, 1, 2)]
        assert find_faults(store.conn) == []


def test_a_crawl_that_ends_after_a_later_one_mends_the_later_ones_counts(
    path: Path,
) -> None:
    with Store.open(path) as store:
        slow = store.begin_crawl(BIRDS, started_at=day(0))
        quick = crawl(store, 1, ["1", "2"])
        assert find_faults(store.conn) == []
        store.write_batch(slow, [make_listing("1", seen_at=day(1))])
        store.finish_crawl(slow, "finished", finished_at=day(2))
        kept = store.conn.execute(f"{KEPT} WHERE crawl = ?", (quick,)).fetchall()
        assert sorted(kept) == [(quick, 0, 0, 1), (quick, slow, slow, 1)]
        assert distinct_listings(store.conn, [(slow, ""), (quick, "")]) == {"": 2}


def test_the_check_of_a_database_finds_counts_that_are_wrong(path: Path) -> None:
    with Store.open(path) as store:
        crawl(store, 0, ["1", "2", "3"])
        crawl(store, 1, ["1", "2"])
        store.conn.execute("UPDATE seen_before SET listings = 9 WHERE crawl = 2")
        (fault,) = find_faults(store.conn)
        assert "listings seen before" in fault
        assert "ids 2" in fault


def test_an_earlier_database_is_counted_when_it_is_brought_up_to_date(
    path: Path,
) -> None:
    with Store.open(path) as store:
        make_season(store, 1)
        before = store.conn.execute(KEPT).fetchall()
        assert len(before) > 16
        store.conn.execute("DROP TABLE seen_before")
        store.conn.execute("DROP INDEX listing_versions_flagged")
        store.conn.execute(
            "DELETE FROM _sqlite_migrations WHERE name = 'm0026_seen_before'"
        )
    with Store.open(path) as store:
        assert store.conn.execute(KEPT).fetchall() == before


def test_flagged_texts_are_found_without_reading_the_others(path: Path) -> None:
    with Store.open(path) as store:
        plan = store.conn.execute(
            f"EXPLAIN QUERY PLAN SELECT v.listing FROM listing_versions v WHERE {FLAGGED}"
        ).fetchall()
    assert "listing_versions_flagged" in plan[0][-1]


def test_whether_a_crawl_runs_is_asked_without_reading_all_sightings(
    path: Path,
) -> None:
    with Store.open(path) as store:
        first = crawl(store, 1, ["a", "b"])
        running = store.begin_crawl(BIRDS, started_at=day(2))
        store.write_batch(running, [make_listing("a", seen_at=day(2))])
        asked: list[str] = []
        store.conn.set_trace_callback(asked.append)
        found = crawl_events(store.conn, [first, running])
        store.conn.set_trace_callback(None)
        plan = store.conn.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall()
    assert found == [(first, "new", 2), (running, "seen", 1)]
    assert [row[3] for row in plan if row[3].startswith(("SEARCH s ", "SCAN s "))] == [
        "SEARCH s USING COVERING INDEX sightings_crawl (crawl=?)"
    ]
