"""What is due is deleted, the trend stays, a hold is honoured, and both are noted."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.evidence.erasing import erase, finish_rewrites
from crawler.privacy.identities import seal
from crawler.privacy.retention import delete_due
from crawler.store import Store
from crawler.store.consistency import find_faults
from crawler.store.search_words import MATCHED_WORDS, WORDS
from crawler.workspace import Workspace, make_workspace, open_workspace
from tests.crawler.evidence.conftest import Captured, crawled
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store

__all__ = ["crawled"]
LATER = MONDAY + timedelta(days=400)
KEY = bytes(32)
ALL = "text_days = 30\nflagged_text_days = 30\nseller_days = 30\n"


def unit(tmp_path: Path, periods: str = ALL) -> Workspace:
    """Two offers last seen long ago, one flagged; and one seen lately."""
    workspace = make_workspace(tmp_path / "unit")
    (workspace.folder / "citeswatch.toml").write_text(f"[privacy]\n{periods}", "utf-8")
    sealed = seal(KEY, "Jan", "alpha", "s1")
    old = [
        listing("alpha", "tusk", MONDAY, taxon="Loxodonta africana", seller="s1"),
        listing(
            "alpha", "chair", MONDAY, title="Oak chair, call 555 0100", seller="s2"
        ),
    ]
    old[0].seller_sealed = sealed
    with open_store(workspace.database) as store:
        crawl(store, "alpha", MONDAY, old)
        fresh = [listing("beta", "skin", LATER, taxon="Panthera tigris", seller="s3")]
        crawl(store, "beta", LATER, fresh)
    return open_workspace(workspace.folder)


def delete(workspace: Workspace, at: datetime = LATER) -> None:
    with Store.open(workspace.database) as store:
        delete_due(workspace, store, "dpo", at)
        assert list(find_faults(store.conn)) == []


def rows(workspace: Workspace, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(workspace.database) as conn:
        found = conn.execute(query).fetchall()
    conn.close()
    return found


def test_texts_and_names_go_and_the_trend_stays(tmp_path: Path) -> None:
    workspace = unit(tmp_path)
    trend = """SELECT s.seen_at, s.event, v.appendix, v.taxon, v.price_amount, m.taxon
               FROM sightings s JOIN listing_versions v ON v.id = s.version
               LEFT JOIN matches m ON m.listing = s.listing ORDER BY 1, 2, 3"""
    before = rows(workspace, trend)
    delete(workspace)
    assert rows(workspace, trend) == before
    assert rows(workspace, "SELECT title FROM listings ORDER BY id") == [
        ("",),
        ("",),
        ("Antique peau de tigre no. skin",),
    ]
    assert rows(workspace, "SELECT COUNT(*) FROM seller_identities") == [(0,)]
    assert rows(workspace, "SELECT COUNT(*) FROM sellers") == [(3,)]
    stored = workspace.database.read_bytes()
    assert b"555 0100" not in stored, "deleted, and still in the file"


def test_what_was_made_of_a_text_goes_with_it(tmp_path: Path) -> None:
    workspace = unit(tmp_path)
    with Store.open(workspace.database) as store:
        for number in (1, 2, 3):
            store.conn.execute(
                "INSERT INTO listing_contacts VALUES (?, 'ab', 'phone')", (number,)
            )
            store.conn.execute(
                """INSERT INTO page_validators (listing, url, read_with, fetched_at)
                   VALUES (?, 'http://a.example/', 'x', '2026-11-01T00:00:00Z')""",
                (number,),
            )
    delete(workspace)
    for table in ("listing_contacts", "page_validators"):
        assert rows(workspace, f"SELECT listing FROM {table}") == [(3,)]


def test_words_of_deleted_texts_are_found_no_more(tmp_path: Path) -> None:
    workspace = unit(tmp_path)
    words = "SELECT COUNT(*) FROM listing_words WHERE listing_words MATCH 'oak'"
    assert rows(workspace, words) == [(1,)]
    delete(workspace)
    assert rows(workspace, words) == [(0,)]
    with open_store(workspace.database) as store:
        assert list(find_faults(store.conn)) == []
        for index in (WORDS, MATCHED_WORDS):
            store.conn.execute(
                f"INSERT INTO {index} ({index}) VALUES ('integrity-check')"
            )


def test_a_listing_that_comes_back_has_its_text_again(tmp_path: Path) -> None:
    workspace = unit(tmp_path)
    delete(workspace)
    at = LATER + timedelta(days=1)
    with open_store(workspace.database) as store:
        again = listing("alpha", "chair", at, title="Oak chair, call 555 0100")
        crawl(store, "alpha", at, [again])
        assert list(find_faults(store.conn)) == []
    query = "SELECT title FROM listings WHERE listing_id = 'chair'"
    assert rows(workspace, query) == [("Oak chair, call 555 0100",)]


@pytest.mark.parametrize(
    ("periods", "titles", "names"),
    [
        ("", 3, 1),
        ("text_days = 30\n", 2, 1),
        ("flagged_text_days = 30\n", 2, 1),
        ("seller_days = 30\n", 3, 0),
        ("text_days = 401\nseller_days = 401\n", 3, 1),
        (ALL, 1, 0),
    ],
)
def test_only_what_a_period_names_is_deleted(
    tmp_path: Path, periods: str, titles: int, names: int
) -> None:
    workspace = unit(tmp_path, periods)
    delete(workspace)
    assert rows(workspace, "SELECT COUNT(*) FROM listings WHERE title <> ''") == [
        (titles,)
    ]
    assert rows(workspace, "SELECT COUNT(*) FROM seller_identities") == [(names,)]


def run(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(
        main, ["privacy", *words, "--workspace", str(workspace.folder)]
    )


def open_case(workspace: Workspace, state: str) -> None:
    with Store.open(workspace.database) as store:
        store.conn.execute(
            """INSERT INTO cases (reference, state, opened_at, opened_by)
               VALUES ('2026-1', ?, '2026-11-01T00:00:00Z', 'ana')""",
            (state,),
        )
        store.conn.execute(
            """INSERT INTO case_listings (case_id, listing, added_at, added_by)
               VALUES (1, 1, '2026-11-01T00:00:00Z', 'ana')"""
        )


@pytest.mark.parametrize("how", ["by hand", "open case"])
def test_a_hold_is_honoured_and_noted(tmp_path: Path, how: str) -> None:
    workspace = unit(tmp_path)
    if how == "by hand":
        assert run(workspace, "hold", "alpha/tusk", "--reason", "court").exit_code == 0
    else:
        open_case(workspace, "open")
    delete(workspace)
    assert rows(workspace, "SELECT title <> '' FROM listings ORDER BY id") == [
        (1,),
        (0,),
        (1,),
    ]
    assert rows(workspace, "SELECT COUNT(*) FROM seller_identities") == [(1,)]
    [(detail,)] = rows(
        workspace, "SELECT detail FROM audit WHERE action = 'data kept by hold'"
    )
    assert json.loads(detail) == {"listings' texts": 1, "names of sellers": 1}


def test_a_released_hold_and_a_closed_case_hold_no_more(tmp_path: Path) -> None:
    workspace = unit(tmp_path)
    open_case(workspace, "closed")
    run(workspace, "hold", "alpha/tusk", "--reason", "court")
    assert run(workspace, "release", "alpha/tusk").exit_code == 0
    assert run(workspace, "release", "alpha/tusk").exit_code == 1
    delete(workspace)
    assert rows(workspace, "SELECT title FROM listings WHERE id = 1") == [("",)]


def test_each_deletion_is_in_the_audit_record(tmp_path: Path) -> None:
    workspace = unit(tmp_path)
    delete(workspace)
    told = rows(workspace, "SELECT actor, detail FROM audit ORDER BY id")
    assert [json.loads(detail) for _, detail in told] == [
        {"kind": "names of sellers", "ids": [1]},
        {"kind": "listings' texts", "ids": [2, 1]},
    ]
    delete(workspace)
    assert len(rows(workspace, "SELECT id FROM audit")) == len(told)


def test_files_of_exports_and_logs_go_with_their_time(tmp_path: Path) -> None:
    workspace = unit(tmp_path, "export_days = 30\nlog_days = 30\n")
    made = CliRunner().invoke(main, ["export", "--workspace", str(workspace.folder)])
    assert made.exit_code == 0
    logs = workspace.folder / "logs"
    logs.mkdir()
    (logs / "crawl-1.log").write_text("x")
    (logs / "crawl-1.pages.txt").write_text("x")
    outside = tmp_path / "outside.csv"
    outside.write_text("not ours")
    with Store.open(workspace.database) as store:
        store.conn.execute(
            """INSERT INTO exports (made_at, path, format, sha256)
               VALUES ('2020-01-01T00:00:00Z', ?, 'csv', 'ab')""",
            (str(outside),),
        )
    delete(workspace, datetime.now(UTC) + timedelta(days=31))
    assert list(workspace.exports.iterdir()) == list(logs.iterdir()) == []
    assert outside.exists()
    assert rows(workspace, "SELECT COUNT(*) FROM exports") == [(3,)]


def test_a_dry_run_deletes_nothing_and_the_report_tells_all(tmp_path: Path) -> None:
    workspace = unit(tmp_path)
    run(workspace, "hold", "alpha/tusk", "--reason", "court order 12/26")
    done = run(workspace, "run", "--dry-run")
    assert "listings' texts: 1 due, 1 kept by a hold" in done.output
    told = json.loads(run(workspace, "report", "--json").output)
    assert told["kept"]["names of sellers, encrypted"]["count"] == 1
    assert told["due"]["listings' texts"] == 1
    assert told["holds"][0]["why"] == "court order 12/26"
    text = run(workspace, "report").output
    assert "evidence_days: NOT SET: nothing is deleted" in text
    assert "text_days: 30" in text
    assert run(workspace, "run").exit_code == 0
    assert "Latest deletions: 1" in run(workspace, "report").output


# Evidence


@pytest.fixture
def kept(crawled: Captured, tmp_path: Path) -> Workspace:
    folder = tmp_path / "copy"
    shutil.copytree(crawled.workspace.folder, folder)
    (folder / "citeswatch.toml").write_text("[privacy]\nevidence_days = 30\n", "utf-8")
    return open_workspace(folder)


def verify(workspace: Workspace) -> Result:
    words = ["evidence", "verify", "--workspace", str(workspace.folder)]
    return CliRunner().invoke(main, words)


def test_evidence_goes_and_the_chain_still_proves_the_rest(kept: Workspace) -> None:
    run(kept, "hold", "shelf//1", "--reason", "court")
    later = datetime.now(UTC) + timedelta(days=31)
    with Store.open(kept.database) as store:
        delete_due(kept, store, "dpo", later)
    left = rows(
        kept,
        """SELECT DISTINCT listing_id FROM evidence
           WHERE deleted_at IS NULL AND kind = 'page'""",
    )
    assert left == [("/1",)]
    done = verify(kept)
    assert done.exit_code == 0, done.output
    assert "deleted in time" in done.output
    files = b"".join(path.read_bytes() for path in kept.evidence.glob("*.gz"))
    assert files
    [(detail,)] = rows(
        kept, "SELECT detail FROM audit WHERE action = 'data deleted in time'"
    )
    assert json.loads(detail)["listings"] == ["shelf//2", "shelf//4"]


def test_a_record_that_another_repeats_stays(kept: Workspace) -> None:
    [(first, again)] = rows(
        kept,
        """SELECT f.listing_id, r.listing_id FROM evidence r
           JOIN evidence f ON f.record_id = r.repeats""",
    )
    assert first != again
    with Store.open(kept.database) as store:
        erase(kept.evidence, store, [("shelf", first)], "2026-12-01T00:00:00Z")
    assert rows(
        kept,
        f"""SELECT COUNT(*) FROM evidence WHERE listing_id = '{first}'
            AND deleted_at IS NULL AND kind = 'picture'""",
    ) == [(1,)]
    assert verify(kept).exit_code == 0


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_deletion_that_was_cut_off_is_made_good(
    kept: Workspace, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    if moment == "before":
        monkeypatch.setattr("crawler.evidence.erasing.move_record", die)
    else:
        monkeypatch.setattr(Path, "replace", die)
    with Store.open(kept.database) as store:
        with pytest.raises(KeyboardInterrupt):
            erase(kept.evidence, store, [("shelf", "/4")], "2026-12-01T00:00:00Z")
        monkeypatch.undo()
        assert list(kept.evidence.glob("*.new"))
        finish_rewrites(kept.evidence, store)
    assert not list(kept.evidence.glob("*.new"))
    assert verify(kept).exit_code == 0
