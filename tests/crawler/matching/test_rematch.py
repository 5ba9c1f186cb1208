"""Stored listings matched again: what moves, what is kept, what is written."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler import rematching
from crawler.cli import main
from crawler.cores import WorkerDied
from crawler.items import Listing
from crawler.matching.matcher import Matcher
from crawler.species.species_list import packaged_folder
from crawler.store import Store
from crawler.store.consistency import find_faults
from crawler.store.rematching import Wanted
from crawler.workspace import Workspace, make_workspace
from tests.crawler.store.samples import BIRDS, FRUIT, TIGER, make_listing, tiger

LISTS = packaged_folder()
THEN = datetime(2016, 12, 31, 8, tzinfo=UTC)
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)


def crawl(store: Store, facts: Any, when: datetime, listings: list[Listing]) -> None:
    crawl_id = store.begin_crawl(facts, started_at=when, species_list_version="old")
    for one in listings:
        one.seen_at, one.marketplace = when, facts.name
    store.write_batch(crawl_id, listings)
    store.finish_crawl(crawl_id, "finished", finished_at=when)


@pytest.fixture
def workspace(tmp_path: Path, matcher: Matcher) -> Workspace:
    """A unit whose listings were judged by a poorer matcher."""
    made = make_workspace(tmp_path / "unit")
    with Store.open(made.database) as store:
        parrot = "Psittacus erithacus, tame and talking"
        crawl(store, FRUIT, THEN, [make_listing("then", title=parrot)])
        crawl(
            store,
            BIRDS,
            NOW,
            [
                make_listing("now", title=parrot),
                tiger("chair", title="Oak chair"),
                tiger("skull", title="Python regius skull"),
                make_listing("plain", title="Garden table"),
                make_listing("deep", title="Old bag", description="Panthera onca skin"),
            ],
        )
    return made


def run(workspace: Workspace, *args: str) -> Result:
    command = ["rematch", "--workspace", str(workspace.folder), *args]
    return CliRunner().invoke(main, command)


def judged(workspace: Workspace) -> dict[str, tuple[Any, ...]]:
    with Store.open(workspace.database, read_only=True) as store:
        rows = store.conn.execute(
            """SELECT listing_id, offer, priority, appendix, taxon, match_count
               FROM listings ORDER BY id"""
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


def everything(workspace: Workspace) -> list[str]:
    with Store.open(workspace.database, read_only=True) as store:
        return list(store.conn.iterdump())


def test_each_listing_is_judged_again_by_the_appendices_of_its_own_day(
    workspace: Workspace,
) -> None:
    ran = run(workspace, "--json", "--jobs", "1")
    assert ran.exit_code == 0, ran.output
    *moves, last = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {move["listing_id"]: move["change"] for move in moves} == {
        "then": "new",
        "now": "new",
        "chair": "lost",
        "skull": "appendix",
        "deep": "new",
    }
    skull = next(move for move in moves if move["listing_id"] == "skull")
    assert (skull["before"]["appendix"], skull["after"]["appendix"]) == ("I", "II")
    assert last["summary"] == {
        "listings": 6,
        "new": 3,
        "lost": 1,
        "appendix": 1,
        "offer": 0,
        "taxon": 0,
        "matches_replaced": 5,
        "seen_meanwhile": 0,
        "resumed": False,
        "dry_run": False,
    }
    found = judged(workspace)
    assert found["then"][:4] == ("likely", "normal", "II", "Psittacus erithacus")
    assert found["now"][:4] == ("likely", "high", "I", "Psittacus erithacus")
    assert found["chair"] == ("", "", "", "", 0)
    assert found["plain"] == ("", "", "", "", 0)
    assert found["deep"][3] == "Panthera onca"


def test_words_are_found_among_the_listings_that_match_now(
    workspace: Workspace,
) -> None:
    run(workspace, "--jobs", "1")
    with Store.open(workspace.database) as store:
        found = store.conn.execute(
            """SELECT l.listing_id FROM listing_words_matched w
               JOIN listings l ON l.id = w.rowid
               WHERE listing_words_matched MATCH 'psittacus OR oak' ORDER BY l.id"""
        ).fetchall()
        assert found == [("then",), ("now",)]
        assert find_faults(store.conn) == []
        store.conn.execute(
            """INSERT INTO listing_words_matched (listing_words_matched)
               VALUES ('integrity-check')"""
        )


def test_the_former_matches_are_kept_as_past_ones(workspace: Workspace) -> None:
    run(workspace, "--jobs", "1")
    with Store.open(workspace.database, read_only=True) as store:
        past = store.conn.execute(
            """SELECT l.listing_id, p.taxon, p.reason, p.species_list_version
               FROM past_matches p JOIN listings l ON l.id = p.listing ORDER BY l.id"""
        ).fetchall()
        versions = store.conn.execute(
            """SELECT l.appendix, v.appendix, v.taxon FROM listings l
               JOIN listing_versions v ON v.id = l.version
               WHERE l.appendix <> v.appendix OR l.taxon <> v.taxon"""
        ).fetchall()
        steps = store.conn.execute(
            "SELECT explanation FROM matches WHERE taxon = 'Psittacus erithacus'"
        ).fetchall()
        waiting = store.conn.execute(
            """SELECT l.listing_id FROM review_queue q
               JOIN listings l ON l.id = q.listing ORDER BY l.id"""
        ).fetchall()
        noted = store.conn.execute("SELECT actor, detail FROM audit").fetchall()
    assert past == [
        ("chair", "Panthera tigris", TIGER.reason, "old"),
        ("skull", "Panthera tigris", TIGER.reason, "old"),
    ]
    assert versions == []
    assert "in force since 2017-01-02" in str(steps[1])
    assert [name for (name,) in waiting] == ["then", "now", "skull", "deep"]
    assert [actor for actor, _ in noted] == ["citeswatch rematch"]
    assert json.loads(noted[0][1])["listings"] == 6


def test_a_dry_run_tells_the_same_and_writes_nothing(workspace: Workspace) -> None:
    before = everything(workspace)
    dry = run(workspace, "--dry-run", "--json")
    assert dry.exit_code == 0, dry.output
    assert everything(workspace) == before
    wet = run(workspace, "--json")
    assert dry.stdout.splitlines()[:-1] == wet.stdout.splitlines()[:-1]


def test_a_second_run_moves_nothing(workspace: Workspace) -> None:
    run(workspace)
    before = judged(workspace)
    again = run(workspace)
    assert again.exit_code == 0
    assert "6 listings matched again\n" in again.stdout
    assert "       0  names a listed taxon now" in again.stdout
    assert judged(workspace) == before
    with Store.open(workspace.database, read_only=True) as store:
        (count,) = store.conn.execute("SELECT COUNT(*) FROM past_matches").fetchone()
    assert count == 2


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematching, "BATCH", 2)
    with Store.open(workspace.database) as store:
        cut = rematching.rematch(store, Wanted(), LISTS)
        next(cut)
        cut.close()
    ran = run(workspace, "--json", "--jobs", "1")
    *moves, last = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [move["listing_id"] for move in moves] == ["chair", "skull", "deep"]
    assert last["summary"]["resumed"] is True
    assert last["summary"]["listings"] == 6
    assert last["summary"]["new"] == 3
    fresh = run(workspace, "--json")
    assert json.loads(fresh.stdout.splitlines()[-1])["summary"]["resumed"] is False


def test_what_a_crawl_saw_meanwhile_is_left_to_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematching, "BATCH", 6)
    assess = rematching.assess

    def crawl_in_between(batch: rematching.Batch) -> Any:
        later = datetime(2026, 4, 2, 8, tzinfo=UTC)
        with Store.open(workspace.database) as other:
            crawl(other, BIRDS, later, [make_listing("now", title="Sold!")])
        return assess(batch)

    monkeypatch.setattr(rematching, "assess", crawl_in_between)
    told = rematching.Told()
    with Store.open(workspace.database) as store:
        moves = list(rematching.rematch(store, Wanted(), LISTS, told=told))
    assert "now" not in {move.listing.listing_id for move in moves}
    assert told.counts["seen meanwhile"] == 1
    assert judged(workspace)["now"] == ("", "", "", "", 0)


@pytest.mark.parametrize(
    ("arguments", "done"),
    [
        (["--marketplace", "fruit"], ["then"]),
        (["--since", "2017-01-01"], ["now", "chair", "skull", "deep"]),
        (["--marketplace", "fruit", "--since", "2017-01-01"], []),
    ],
)
def test_only_what_is_asked_for_is_matched(
    workspace: Workspace, arguments: list[str], done: list[str]
) -> None:
    ran = run(workspace, "--json", "--dry-run", *arguments)
    found = [json.loads(line) for line in ran.stdout.splitlines()[:-1]]
    assert [move["listing_id"] for move in found] == done


def test_several_processes_do_the_same(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = run(workspace, "--json", "--dry-run", "--jobs", "1").stdout
    monkeypatch.setattr(rematching, "BATCH", 1)
    told = rematching.Told()
    with Store.open(workspace.database) as store:
        moves = [
            move.as_dict()
            for move in rematching.rematch(store, Wanted(), LISTS, jobs=3, told=told)
        ]
    assert moves == [json.loads(line) for line in alone.splitlines()[:-1]]
    assert told.counts["listings"] == 6


def test_people_are_told_what_moved(workspace: Workspace) -> None:
    ran = run(workspace)
    assert "Python regius skull  (birds skull)" in ran.stdout
    assert (
        "another Appendix: Panthera tigris, Appendix I, likely -> "
        "Python regius, Appendix II, likely"
    ) in ran.stdout
    assert "Oak chair  (birds chair)" in ran.stdout
    assert "likely -> no match" in ran.stdout


def test_wrong_use_is_told(workspace: Workspace, tmp_path: Path) -> None:
    unknown = run(workspace, "--marketplace", "nowhere")
    assert unknown.exit_code == 2
    assert "crawled were: birds, fruit" in unknown.output
    missing = CliRunner().invoke(main, ["rematch", "--workspace", str(tmp_path / "no")])
    assert missing.exit_code == 2


def test_a_process_that_dies_is_told_and_what_was_written_is_kept(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: Any, **__: Any) -> Any:
        raise WorkerDied("a working process ended")

    monkeypatch.setattr(rematching, "in_order", dies)
    ran = run(workspace)
    assert ran.exit_code == 1
    assert "run the same command again and it goes on there" in ran.output
