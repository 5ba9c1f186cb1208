"""The store's benchmark: files made once, and two ways of writing that do the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import prepared_stores
from benchmarks.bench_store import measure
from benchmarks.growing_store import BATCH
from benchmarks.prepared_stores import copied, prepare, prepared, sizes_to
from benchmarks.store_rounds import KINDS, Rounds
from crawler.store import Store
from crawler.store.consistency import find_faults

LARGEST = 2000
TABLES = (
    *("listings", "listing_versions", "sightings", "sellers", "matches"),
    *("past_matches", "review_queue"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Prepared files of 200 and 2,000 listings."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prepared_stores, "SMALLEST", 200)
        patch.setattr(prepared_stores, "AT_ONCE", 7)
        folder = tmp_path_factory.mktemp("prepared")
        prepare(folder, LARGEST)
        yield folder


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Give the rows of every table that holds listings, but for the times of day."""
    found = {
        table: store.conn.execute(f"SELECT * FROM {table}").fetchall()
        for table in TABLES
    }
    found["words"] = store.conn.execute(
        "SELECT rowid FROM listing_words WHERE listing_words MATCH 'ka* OR lo* OR mi*'"
    ).fetchall()
    return found


def test_a_prepared_file_holds_the_listings_that_it_is_named_for(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == ["200.db", "2000.db"]
    for size in sizes_to(LARGEST):
        with copied(prepared(folder, size)) as copy, Store.open(copy) as store:
            counts = "SELECT COUNT(*), MAX(id), COUNT(DISTINCT version) FROM listings"
            assert store.conn.execute(counts).fetchone() == (size, size, size)
            assert find_faults(store.conn) == []


def test_files_that_are_there_are_kept_and_the_next_size_grows_from_them(
    folder: Path, tmp_path: Path
) -> None:
    small = prepared(tmp_path, 200)
    small.write_bytes(prepared(folder, 200).read_bytes())
    prepare(tmp_path, LARGEST)
    assert small.read_bytes() == prepared(folder, 200).read_bytes()
    made = []
    for place in (folder, tmp_path):
        with copied(prepared(place, LARGEST)) as copy, Store.open(copy) as store:
            made.append(contents(store)["listings"])
    first, second = ([row[:3] for row in rows] for rows in made)
    assert first == second


def test_what_a_batch_was_last_seen_as_is_read_from_the_file(folder: Path) -> None:
    with copied(prepared(folder, LARGEST)) as copy, Store.open(copy) as store:
        before = Rounds(store)
        before.round(plainly=False, batches=3)
        before.round(plainly=True, batches=3)
        after = Rounds(store)
        assert after.batches == before.batches == LARGEST // BATCH + 6
        changed = {number: week for number, week in before.editions.items() if week}
        assert dict(after.editions) == changed
        assert sum(changed.values()) == 6
        after.round(plainly=False, batches=3)
        changes = "SELECT COUNT(*) FROM sightings WHERE event = 'changed'"
        assert store.conn.execute(changes).fetchone() == (9 * BATCH,)
        assert find_faults(store.conn) == []


def test_executemany_alone_leaves_what_the_writer_leaves(folder: Path) -> None:
    found = []
    for plainly in (False, True):
        with copied(prepared(folder, LARGEST)) as copy, Store.open(copy) as store:
            rounds = Rounds(store)
            for _ in range(2):
                rounds.round(plainly=plainly, batches=3)
            found.append(contents(store))
    assert found[0] == found[1]
    assert all(found[0].values())


def test_every_size_is_measured_in_both_ways_and_its_file_stays_as_it_was(
    folder: Path,
) -> None:
    before = prepared(folder, 200).read_bytes()
    found = measure(folder, sizes_to(LARGEST), rounds=1, batches=2)
    assert prepared(folder, 200).read_bytes() == before
    assert [size["stored"] for size in found["sizes"]] == [200, 2000]
    for kind in KINDS:
        assert found[f"{kind}: last size / first"] > 0
        assert found[f"{kind}: least of executemany"] > 0
    assert "seen again: least of looked up and executemany" in found
