"""A crawl whose process died is closed as interrupted; a live one is left alone."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawler.store import Effort, Store
from tests.crawler.store.samples import BIRDS, day, make_listing

ROOT = Path(__file__).parents[3]
CRAWLS_UNTIL_KILLED = """
import sys, time
from pathlib import Path
from crawler.store import Effort, Store
from tests.crawler.store.samples import BIRDS, day, make_listing
store = Store.open(Path(sys.argv[1]))
crawl_id = store.begin_crawl(BIRDS, started_at=day(1))
listing = make_listing("2", seen_at=day(2))
store.write_batch(crawl_id, [listing], Effort(pages_fetched=3))
print(crawl_id, flush=True)
time.sleep(60)
"""


def crawls(store: Store) -> list[Any]:
    sql = "SELECT id, outcome, finished_at FROM crawls ORDER BY id"
    return store.conn.execute(sql).fetchall()


def start(path: Path) -> tuple["subprocess.Popen[str]", int]:
    process = subprocess.Popen(
        [sys.executable, "-c", CRAWLS_UNTIL_KILLED, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def test_a_killed_crawl_is_interrupted_and_a_live_one_goes_on(path: Path) -> None:
    with Store.open(path) as store:
        old = store.begin_crawl(BIRDS, started_at=day(0))
        store.write_batch(old, [make_listing("1"), make_listing("2")])
        store.finish_crawl(old, "finished", finished_at=day(0))
    process, crawl_id = start(path)
    try:
        with Store.open(path) as store:
            assert crawls(store)[-1] == (crawl_id, "running", None)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]
    with Store.open(path) as store:
        # Its end is when it last saw something.
        assert crawls(store)[-1] == (crawl_id, "interrupted", "2026-11-03T06:00:00Z")
        effort = store.conn.execute(
            """SELECT pages_fetched, listings_seen, complete FROM effort
               WHERE crawl_id = ?""",
            (crawl_id,),
        ).fetchone()
        assert effort == (3, 1, 0)
        states = store.conn.execute("SELECT DISTINCT state FROM listings").fetchall()
        assert states == [("active",)]
        assert store.close_interrupted() == []
    assert list(path.with_name("citeswatch.db-crawls").iterdir()) == []


def test_a_crawl_of_this_process_is_left_alone(path: Path) -> None:
    with Store.open(path) as first:
        crawl_id = first.begin_crawl(BIRDS)
        with Store.open(path) as second:
            assert crawls(second) == [(crawl_id, "running", None)]
        first.finish_crawl(crawl_id, "finished", finished_at=day(0))
        assert crawls(first) == [(crawl_id, "finished", "2026-11-01T06:00:00Z")]


def test_a_store_closed_before_its_crawl_leaves_it_interrupted(path: Path) -> None:
    with Store.open(path) as store:
        store.begin_crawl(BIRDS, started_at=day(3))
    with Store.open(path) as store:
        assert crawls(store) == [(1, "interrupted", "2026-11-04T06:00:00Z")]


def test_the_effort_of_a_crawl_is_kept_while_it_runs(store: Store) -> None:
    crawl_id = store.begin_crawl(BIRDS)
    store.note_effort(crawl_id, Effort(pages_requested=9, detail={"http_404": 2}))
    row = store.conn.execute("SELECT pages_requested, detail FROM effort").fetchone()
    assert row == (9, '{"http_404": 2}')


def test_a_copy_of_a_database_made_during_a_crawl_can_be_opened(
    path: Path, tmp_path: Path
) -> None:
    with Store.open(path) as store:
        store.begin_crawl(BIRDS)
        copy = tmp_path / "copy" / "citeswatch.db"
        copy.parent.mkdir()
        store.conn.execute("VACUUM INTO ?", (str(copy),))
    with Store.open(copy) as copied:
        assert crawls(copied)[0][1] == "interrupted"


@pytest.mark.skipif(sys.platform == "win32", reason="no folder rights")
def test_a_lock_folder_that_cannot_be_made_is_named(path: Path) -> None:
    from crawler.store import StoreError

    path.with_name("citeswatch.db-crawls").write_text("in the way")
    with Store.open(path) as store:
        with pytest.raises(StoreError, match="db-crawls cannot be written to"):
            store.begin_crawl(BIRDS)
        assert crawls(store) == []
