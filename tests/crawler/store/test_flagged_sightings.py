"""The sightings of flagged listings stand apart, and are always those of the sightings."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.matching.match import Assessment
from crawler.store import Effort, Store, rematching
from crawler.store.consistency import find_faults
from crawler.store.flagged_sightings import FLAGGED
from crawler.store.page_validators import see_unchanged
from crawler.store.report_queries import EVENTS, SightingRow, flagged_sightings
from crawler.store.write_matches import MatchWriter
from tests.crawler.store.samples import BIRDS, day, make_listing, tiger

KEPT = "SELECT crawl, listing, version, seen_at, event FROM flagged_sightings"
GIVEN = f"""
    SELECT s.crawl, s.listing, s.version, s.seen_at, s.event
    FROM sightings s JOIN listing_versions v ON v.id = s.version
    WHERE {FLAGGED} ORDER BY s.crawl, s.listing
"""
JUDGEMENTS = (("likely", "I"), ("possible", "II"), ("unlikely", "I"), ("likely", ""))
"""Of these the first two flag a text."""

offers = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from(["ivory", "tusk"]),
        st.sampled_from([None, *JUDGEMENTS]),
        st.sampled_from(["", "same words"]),
        st.sampled_from([True, True, False]),
    ),
    max_size=4,
)
crawls = st.tuples(
    st.just("crawl"),
    st.lists(offers, max_size=3),
    st.sampled_from(["finished", "interrupted", "killed"]),
    st.lists(st.integers(1, 6), max_size=2),
)
rematches = st.tuples(
    st.just("rematch"), st.lists(st.sampled_from([None, *JUDGEMENTS]), max_size=6)
)


def offer(listing_id: str, judged: tuple[str, str] | None, **facts: Any) -> Any:
    """Make a listing that is judged so; without a judgement it has no match."""
    if judged is None:
        return make_listing(listing_id, **facts)
    taken_for, appendix = judged
    (found,) = tiger().matches
    found = replace(found, offer=taken_for, appendix=appendix)
    return tiger(
        listing_id, matches=[found], offer=taken_for, appendix=appendix, **facts
    )


def run_crawl(
    path: Path, number: int, batches: list[Any], end: str, same: list[int]
) -> None:
    """Write *batches*, and see the listings *same* as not changed since."""
    with Store.open(path) as store:
        crawl_id = store.begin_crawl(BIRDS, started_at=day(number))
        for batch in batches:
            listings = [
                offer(
                    name,
                    judged,
                    title=title,
                    text_fingerprint=text,
                    available=available,
                    seen_at=day(number),
                )
                for name, title, judged, text, available in batch
            ]
            store.write_batch(crawl_id, listings)
        at = f"{day(number):%Y-%m-%dT%H:%M:%SZ}"
        see_unchanged(store.conn, crawl_id, [(listing, at) for listing in same])
        if end != "killed":
            store.finish_crawl(crawl_id, end, "finished", finished_at=day(number))  # type: ignore[arg-type]


def run_rematch(path: Path, judgements: list[tuple[str, str] | None]) -> None:
    """Judge the first stored listings otherwise."""
    with Store.open(path) as store:
        rows = rematching.rows_after(store.conn, rematching.Wanted(), 0, 9)
        stored = map(rematching.StoredListing._make, rows)
        judged = [
            (
                one,
                Assessment(made.offer, made.priority, made.appendix, (*made.matches,)),
            )
            for one, made in zip(
                stored, (offer("x", one) for one in judgements), strict=False
            )
        ]
        matches = MatchWriter(store.conn, None, "2026")
        rematching.write_again(store.conn, matches, judged, "2026-12-01T00:00:00Z")


@settings(max_examples=30, deadline=None)
@given(st.lists(crawls | rematches, max_size=8))
def test_whatever_is_written_and_judged_they_are_those_of_the_sightings(
    steps: list[Any],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "citeswatch.db"
        for number, (kind, *facts) in enumerate(steps):
            if kind == "crawl":
                run_crawl(path, number, *facts)
            else:
                run_rematch(path, *facts)
        with Store.open(path) as store:
            kept = store.conn.execute(KEPT).fetchall()
            assert kept == store.conn.execute(GIVEN).fetchall()
            assert kept == store.conn.execute(f"{KEPT} ORDER BY 1, 2").fetchall()


def test_a_text_that_is_flagged_later_brings_its_earlier_sightings(
    path: Path,
) -> None:
    for number in range(3):
        run_crawl(path, number, [[("a", "tusk", None, "", True)]], "finished", [])
    with Store.open(path) as store:
        assert store.conn.execute(KEPT).fetchall() == []
    run_rematch(path, [("likely", "I")])
    with Store.open(path) as store:
        seen = map(SightingRow._make, flagged_sightings(store.conn, [1, 3]))
        assert [(row.listing, row.crawl, EVENTS[row.event]) for row in seen] == [
            (1, 1, "new"),
            (1, 3, "seen"),
        ]
    run_rematch(path, [("unlikely", "I")])
    with Store.open(path) as store:
        assert store.conn.execute(KEPT).fetchall() == []


def test_a_listing_missed_and_one_asked_again_are_noted(
    store: Store, crawl: Callable[..., int]
) -> None:
    crawl(0, tiger("1"), tiger("2"), make_listing("3"))
    crawl(1, make_listing("3"))
    again = store.begin_crawl(BIRDS, started_at=day(2))
    assert see_unchanged(store.conn, again, [(2, "2026-11-03T06:00:00Z")]) == 1
    events = store.conn.execute(
        "SELECT crawl, listing, event FROM flagged_sightings WHERE crawl > 1"
    ).fetchall()
    assert events == [(2, 1, "gone"), (2, 2, "gone"), (again, 2, "seen")]


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM flagged_sightings WHERE crawl = 2",
        "UPDATE flagged_sightings SET event = 'gone' WHERE crawl = 2",
        """INSERT INTO flagged_sightings SELECT crawl, listing, version, seen_at, event
           FROM sightings WHERE listing = 2""",
    ],
)
def test_the_check_of_a_database_finds_what_is_wrong(
    store: Store, crawl: Callable[..., int], damage: str
) -> None:
    crawl(0, tiger("1"), make_listing("2"))
    crawl(1, tiger("1"))
    assert find_faults(store.conn) == []
    store.conn.execute(damage)
    (fault,) = find_faults(store.conn)
    assert "flagged sightings" in fault


def test_an_earlier_database_has_them_when_it_is_brought_up_to_date(
    path: Path,
) -> None:
    with Store.open(path) as store:
        for number in range(3):
            crawl_id = store.begin_crawl(BIRDS, started_at=day(number))
            found = [tiger("1", seen_at=day(number)), make_listing("2")]
            store.write_batch(crawl_id, found, Effort())
            store.finish_crawl(crawl_id, "finished", finished_at=day(number))
        before = store.conn.execute(KEPT).fetchall()
        assert len(before) == 3
        for what in (
            *("TRIGGER flagged_judged", "TRIGGER flagged_event"),
            *("INDEX listings_reported", "TABLE flagged_sightings"),
        ):
            store.conn.execute(f"DROP {what}")
        store.conn.execute("DELETE FROM _sqlite_migrations WHERE name LIKE 'm0027%'")
    with Store.open(path) as store:
        assert store.conn.execute(KEPT).fetchall() == before


def test_a_period_is_read_without_the_sightings(path: Path) -> None:
    asked: list[str] = []
    with Store.open(path) as store:
        store.conn.set_trace_callback(asked.append)
        list(flagged_sightings(store.conn, [1, 2]))
        store.conn.set_trace_callback(None)
        plan = store.conn.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall()
    told = [row[-1] for row in plan]
    assert "SEARCH flagged_sightings USING PRIMARY KEY (crawl=?)" in told
    assert not [step for step in told if "TEMP B-TREE" in step]


def test_an_unflagged_listing_costs_no_look_at_the_sightings(path: Path) -> None:
    with Store.open(path) as store:
        crawl_id = store.begin_crawl(BIRDS, started_at=day(0))
        asked: list[str] = []
        store.conn.set_trace_callback(asked.append)
        store.write_batch(crawl_id, [make_listing("2")])
        store.conn.set_trace_callback(None)
    assert [sql for sql in asked if "INSERT INTO sightings" in sql]
    assert [sql for sql in asked if "flagged_sightings" in sql] == []
