"""Storing in batches during real crawls, and what happens when the disk fails."""

import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request, Response

from crawler.store import Store
from crawler.store.consistency import find_faults
from tests.crawler.extensions.conftest import Market, crawl, crawling, market, page_of

__all__ = ["crawl", "crawling", "market"]  # fixtures
Crawl = Callable[..., dict[str, Any]]


def titles(database: Path) -> list[str]:
    with Store.open(database) as store:
        assert find_faults(store.conn) == []
        rows = store.conn.execute("SELECT title FROM listings ORDER BY id").fetchall()
    return [title for (title,) in rows]


def outcomes(database: Path) -> list[Any]:
    with Store.open(database) as store:
        return store.conn.execute("SELECT outcome, reason FROM crawls").fetchall()


@pytest.mark.parametrize(("size", "batches"), [(1, 12), (5, 3), (100, 1)])
def test_listings_are_stored_in_batches(
    market: Market, crawl: Crawl, size: int, batches: int
) -> None:
    told = crawl(CITESWATCH_BATCH_LISTINGS=size)
    assert told["stats"]["store/batches"] == batches
    assert told["stats"]["store/new"] == 12
    assert len(titles(market.workspace.database)) == 12


def test_a_batch_is_stored_when_its_time_has_come(market: Market, crawl: Crawl) -> None:
    stored: list[int] = []

    def wait_for_the_others(request: Request) -> Response:
        with closing(sqlite3.connect(market.workspace.database)) as conn:
            for _ in range(200):
                stored.extend(conn.execute("SELECT COUNT(*) FROM listings").fetchone())
                if stored[-1] == 5:
                    break
                threading.Event().wait(0.05)
        return page_of("<h1>The last</h1>")

    # The slow one is on the second results page, so the others are asked for first.
    market.offers = [*"12345", "30"]
    market.handlers["/offer/30"] = wait_for_the_others
    crawl(CITESWATCH_BATCH_SECONDS=0.1)
    assert stored[-1] == 5


def test_a_database_locked_in_the_middle_stops_the_crawl_and_keeps_what_is_stored(
    market: Market, crawl: Crawl
) -> None:
    with closing(
        sqlite3.connect(
            market.workspace.database, isolation_level=None, check_same_thread=False
        )
    ) as other:
        market.offers = [str(number) for number in range(1, 31)]

        def lock_and_answer(request: Request) -> Response:
            if not other.in_transaction:
                other.execute("BEGIN IMMEDIATE")
            return page_of("<h1>Behind the lock</h1>")

        market.handlers["/offer/12"] = lock_and_answer
        told = crawl(CITESWATCH_BATCH_LISTINGS=1, CITESWATCH_BUSY_SECONDS=0.05)
        other.execute("ROLLBACK")
    assert told["summary"]["outcome"] == "failed"
    assert "citeswatch.db is locked" in told["stats"]["store/error"]
    assert told["stats"]["finish_reason"] == "store_failed"
    kept = titles(market.workspace.database)
    assert 5 <= len(kept) < 30
    assert told["stats"]["store/new"] == len(kept)
    assert told["stats"]["store/unsaved"] >= 1
    # The end could not be written either: the next opening writes it.
    assert [outcome for outcome, _ in outcomes(market.workspace.database)] == [
        "interrupted"
    ]
    del market.handlers["/offer/12"]
    again = crawl()["stats"]
    assert again["store/new"] == 30 - len(kept), "it goes on with what was left"
    assert len(titles(market.workspace.database)) == 30


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_stops_the_crawl_and_keeps_what_is_stored(
    market: Market, crawl: Crawl, small_disk: Path
) -> None:
    database = small_disk / "citeswatch.db"
    market.offers = [str(number) for number in range(1, 31)]
    for number in range(10, 31):
        long_page = page_of(f"<h1>Box {number}</h1><p class=price>{'9' * 200_000}</p>")
        market.answers[f"/offer/{number}"] = long_page
    told = crawl(CITESWATCH_DATABASE=str(database), CITESWATCH_BATCH_LISTINGS=1)
    assert "the disk is full; free some space" in told["stats"]["store/error"]
    assert told["stats"]["finish_reason"] == "store_failed"
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        kept = conn.execute("SELECT COUNT(*) FROM listings").fetchone()[0]
        assert find_faults(conn) == []
    assert told["stats"]["store/new"] == kept >= 1


def test_without_a_database_nothing_is_stored_and_the_crawl_runs(
    market: Market, crawl: Crawl
) -> None:
    told = crawl(CITESWATCH_DATABASE="")
    assert told["stats"]["finish_reason"] == "finished"
    assert told["stats"]["item_scraped_count"] == 12
    assert not market.workspace.database.exists()


def test_a_listing_that_cannot_be_kept_does_not_keep_the_others_out(
    market: Market, crawl: Crawl
) -> None:
    told = crawl(BREAK_LISTING="/offer/4")
    assert told["stats"]["store/unstorable"] == 1
    assert told["stats"]["store/new"] == 11
    assert len(titles(market.workspace.database)) == 11
