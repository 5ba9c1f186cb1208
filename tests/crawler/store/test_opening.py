"""Opening a database: what is wrong is said with the file and the mend."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from multiprocessing import get_context
from pathlib import Path

import pytest

from crawler.store import Store, StoreError
from tests.crawler.store.samples import BIRDS, make_listing


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_a_new_database_has_the_tables_and_the_safe_settings(path: Path) -> None:
    with Store.open(path) as store:
        pragmas = {
            name: store.conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 30_000,
    }


def test_what_was_written_is_there_after_closing(path: Path) -> None:
    with Store.open(path) as store:
        crawl_id = store.begin_crawl(BIRDS)
        store.write_batch(crawl_id, [make_listing()])
        store.finish_crawl(crawl_id, "finished")
    with Store.open(path, read_only=True) as store:
        assert store.conn.execute("SELECT title FROM listings").fetchall() == [
            ("Offer 1",)
        ]


def test_a_read_only_store_writes_nothing(path: Path) -> None:
    Store.open(path).close()
    with (
        Store.open(path, read_only=True) as store,
        pytest.raises(StoreError, match=r"citeswatch\.db may not be written to"),
    ):
        store.begin_crawl(BIRDS)


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.write_bytes(b"these are notes, not a database\n" * 100)
    with pytest.raises(StoreError, match=r"citeswatch\.db is not an SQLite database"):
        Store.open(path)
    assert path.read_bytes().startswith(b"these are notes")


def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(StoreError, match="is the database of another program"):
        Store.open(path)
    with closing(sqlite3.connect(path)) as other:
        tables = other.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("songs",)]


def test_a_newer_database_is_not_opened(path: Path) -> None:
    with Store.open(path) as store:
        store.conn.execute(
            """INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
               VALUES ('citeswatch', 'm9999_from_the_future', '2036-01-01')"""
        )
    for read_only in (False, True):
        with pytest.raises(
            StoreError, match=r"newer citeswatch.*m9999_from_the_future"
        ):
            Store.open(path, read_only=read_only)


def test_a_damaged_database_is_named(path: Path) -> None:
    Store.open(path).close()
    content = bytearray(path.read_bytes())
    content[100:3000] = os.urandom(2900)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"citeswatch\.db is damaged"):
        Store.open(path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere/citeswatch\.db cannot be opened"):
        Store.open(tmp_path / "nowhere" / "citeswatch.db")


def test_a_reader_without_a_database_is_told_to_crawl(path: Path) -> None:
    with pytest.raises(StoreError, match="is not there yet"):
        Store.open(path, read_only=True)
    assert not path.exists()


def test_a_locked_database_is_named_and_nothing_is_half_written(path: Path) -> None:
    with Store.open(path, busy_seconds=0.05) as store:
        crawl_id = store.begin_crawl(BIRDS)
        with (
            locked(path),
            pytest.raises(StoreError, match=r"citeswatch\.db is locked by another"),
        ):
            store.write_batch(crawl_id, [make_listing()])
        assert store.write_batch(crawl_id, [make_listing()]) == {"new": 1}


def test_a_new_database_that_is_locked_is_waited_for_and_then_named(path: Path) -> None:
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        pytest.raises(StoreError, match="is locked by another program"),
    ):
        other.execute("BEGIN EXCLUSIVE")
        Store.open(path, busy_seconds=0.1)


def test_readers_read_while_a_crawl_writes(path: Path) -> None:
    with Store.open(path) as store:
        crawl_id = store.begin_crawl(BIRDS)
        store.write_batch(crawl_id, [make_listing()])
        with locked(path), Store.open(path, read_only=True) as reader:
            counted = reader.conn.execute("SELECT COUNT(*) FROM listings").fetchone()
    assert counted == (1,)


def test_a_full_disk_is_named_and_the_batch_is_not_there(path: Path) -> None:
    with Store.open(path) as store:
        crawl_id = store.begin_crawl(BIRDS)
        store.write_batch(crawl_id, [make_listing("kept")])
        (pages,) = store.conn.execute("PRAGMA page_count").fetchone()
        store.conn.execute(f"PRAGMA max_page_count = {pages + 10}")
        big = [make_listing(str(n), description="x" * 5000) for n in range(100)]
        with pytest.raises(StoreError, match="the disk is full; free some space"):
            store.write_batch(crawl_id, big)
        store.conn.execute("PRAGMA max_page_count = 1000000")
        kept = store.conn.execute("SELECT listing_id FROM listings").fetchall()
        assert kept == [("kept",)]
        assert store.write_batch(crawl_id, big) == {"new": 100}
        store.finish_crawl(crawl_id, "finished")
        assert store.conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_older_database_is_read_only_after_it_is_brought_up_to_date(
    path: Path,
) -> None:
    with Store.open(path) as store:
        store.conn.execute("DROP TABLE exports")
        store.conn.execute("DELETE FROM _sqlite_migrations WHERE name LIKE '%exports'")
    with pytest.raises(StoreError, match=r"older citeswatch.*citeswatch init"):
        Store.open(path, read_only=True)
    Store.open(path).close()
    Store.open(path, read_only=True).close()


def _open_and_write(path: Path) -> int:
    with Store.open(path) as store:
        crawl_id = store.begin_crawl(BIRDS)
        store.write_batch(crawl_id, [make_listing()])
        store.finish_crawl(crawl_id, "finished")
        return crawl_id


def test_several_processes_may_open_a_new_database_at_once(path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        crawls = list(pool.map(_open_and_write, [path] * 4))
    assert sorted(crawls) == [1, 2, 3, 4]


AS_NOBODY = """
import os, sys
from pathlib import Path
import crawler.store.store
from crawler.store import Store, StoreError
os.setgid(65534); os.setuid(65534)
path = Path(sys.argv[1])
with Store.open(path, read_only=True) as store:
    print(store.conn.execute("SELECT COUNT(*) FROM listings").fetchone()[0])
try:
    Store.open(path)
except StoreError as error:
    print(error)
"""


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs root")
def test_a_folder_that_may_not_be_written_can_be_read() -> None:
    folder = Path(tempfile.mkdtemp())  # pytest's own may be entered by root only
    path = folder / "citeswatch.db"
    try:
        _open_and_write(path)
        folder.chmod(0o555)
        path.chmod(0o444)
        ran = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(path)],
            capture_output=True,
            check=False,
            text=True,
            timeout=60,
            cwd=Path(__file__).parents[3],
        )
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert ran.returncode == 0, ran.stderr
    count, error = ran.stdout.splitlines()
    assert count == "1"
    assert "citeswatch.db may not be written to" in error
