"""The store as Parquet: whole, read by others, the same report, no names of staff."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.parquet.tables import schema_of
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.whole_tables import LEFT_OUT, PARTED, SMALL, columns_of
from crawler.store.write_notices import Notice, write_answer, write_notice, write_policy
from crawler.store.write_reviews import Judgement, write_review
from crawler.workspace import Workspace, make_workspace
from tests.crawler.sample_store import make_season

AT = "2026-11-20T08:00:00Z"
DOCS = Path(__file__).parents[3] / "docs"
STAFF = "maria.keller"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def judge(store: Store) -> None:
    """Add what people of the unit write: reviews, a notice, a site's rules."""
    conn = store.conn
    tigers = conn.execute(
        """SELECT id, version FROM listings WHERE marketplace = 'bazaar'
           AND priority = 'high' ORDER BY id LIMIT 3"""
    ).fetchall()
    verdicts = (("accepted", ""), ("rejected", "other"), ("unsure", ""))
    with transaction(conn):
        for (listing, version), (verdict, reason) in zip(tigers, verdicts, strict=True):
            judged = Judgement(listing, version, verdict, reason=reason, note="my note")
            write_review(conn, STAFF, judged, at=AT)
        sent = Notice("bazaar", (tigers[0][0],), date(2026, 11, 20), "email", "told")
        number = write_notice(conn, sent, STAFF, AT)
        write_answer(conn, number, "partly", date(2026, 11, 22), login=STAFF, at=AT)
        write_policy(
            conn,
            "bazaar",
            "No ivory.",
            in_force_on=date(2026, 10, 1),
            read_on=date(2026, 11, 1),
            source="https://bazaar.example/rules",
            login=STAFF,
            at=AT,
        )


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_workspace(tmp_path_factory.mktemp("parquet") / "unit")
    make_season(workspace.database)
    with Store.open(workspace.database) as store:
        judge(store)
    return workspace


@pytest.fixture(scope="module")
def written(unit: Workspace) -> Path:
    folder = unit.folder.parent / "store"
    done = run("parquet", "write", "--workspace", unit.folder, "--output", folder)
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "copy"))


def test_duckdb_counts_what_the_database_counts(unit: Workspace, written: Path) -> None:
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    counted = con.execute(
        f"""SELECT marketplace, CAST(month AS VARCHAR), COUNT(*)
            FROM read_parquet('{written}/sightings/*/*/*.parquet',
                              hive_partitioning = true, hive_types_autocast = false)
            WHERE event <> 'gone' GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    with Store.open(unit.database, read_only=True) as store:
        kept = store.conn.execute(
            """SELECT c.marketplace, substr(s.seen_at, 1, 7), COUNT(*) FROM sightings s
               JOIN crawls c ON c.id = s.crawl WHERE s.event <> 'gone'
               GROUP BY 1, 2 ORDER BY 1, 2"""
        ).fetchall()
    assert len(kept) > 4
    assert counted == kept


def test_polars_finds_the_offers_of_a_taxon_with_their_times(
    unit: Workspace, written: Path
) -> None:
    found = (
        pl.scan_parquet(written / "listings", hive_partitioning=True)
        .filter(pl.col("taxon") == "Panthera tigris")
        .select("marketplace", "listing_id", "first_seen_at", "price_amount")
        .sort("marketplace", "listing_id")
        .collect()
    )
    assert found.schema["first_seen_at"] == pl.Datetime("ms", "UTC")
    spelt = [
        (name, own, seen.strftime("%Y-%m-%dT%H:%M:%SZ"), price)
        for name, own, seen, price in found.rows()
    ]
    with Store.open(unit.database, read_only=True) as store:
        kept = store.conn.execute(
            """SELECT marketplace, listing_id, first_seen_at, price_amount FROM listings
               WHERE taxon = 'Panthera tigris' ORDER BY marketplace, listing_id"""
        ).fetchall()
    assert len(kept) > 2
    assert spelt == kept


@pytest.mark.slow
def test_the_report_of_the_folder_is_the_report_of_the_database(
    unit: Workspace, written: Path, tmp_path: Path
) -> None:
    made = {}
    for name, source in (("database", ()), ("folder", ("--from", written))):
        out = tmp_path / name
        options = ("--made-on", "2026-12-01", "--format", "json", "--output", out)
        done = run("report", "--workspace", unit.folder, *source, *options)
        assert done.exit_code == 0, done.output
        made[name] = {
            str(path.relative_to(out)): path.read_bytes()
            for path in sorted(out.rglob("*"))
            if path.is_file()
        }
    assert len(made["database"]) > 20
    assert made["folder"] == made["database"]


def test_neither_sellers_nor_staff_are_named(written: Path) -> None:
    for path in sorted(written.rglob("*.parquet")):
        columns = pq.ParquetFile(path).schema_arrow.names
        assert not set(columns) & {"reviewer", "noted_by", "host", "pid", "sealed"}
        cells = pq.ParquetFile(path).read().to_pylist()
        assert STAFF not in json.dumps(cells, default=str)
        assert "my note" not in json.dumps(cells, default=str)
    assert not list(written.glob("*identit*"))


def test_what_was_written_is_noted(unit: Workspace, written: Path) -> None:
    with Store.open(unit.database, read_only=True) as store:
        [(path, form, rows)] = store.conn.execute(
            "SELECT path, format, rows FROM exports"
        ).fetchall()
        actions = store.conn.execute("SELECT action FROM audit").fetchall()
    assert (path, form) == (str(written), "parquet")
    assert rows > 1000
    assert ("store written as Parquet",) in actions


def test_the_page_tells_every_column_and_its_type(unit: Workspace) -> None:
    text = (DOCS / "parquet.md").read_text(encoding="utf-8")
    with Store.open(unit.database, read_only=True) as store:
        for table in (*SMALL, *PARTED):
            section = text.partition(f"\n### {table}\n")[2].partition("\n### ")[0]
            told = [
                line.split(" | ")[:2]
                for line in section.splitlines()
                if line.startswith("| `")
            ]
            real = [
                [f"| `{field.name}`", _spelt(field)]
                for field in schema_of(columns_of(store.conn, table))
            ]
            assert told == real, table


def _spelt(field: object) -> str:
    kind = {"timestamp[ms, tz=UTC]": "timestamp"}.get(
        str(field.type),
        str(field.type),  # type: ignore[attr-defined]
    )
    return kind + (", may be empty" if field.nullable else "")  # type: ignore[attr-defined]


def test_every_table_is_in_the_folder_or_its_absence_is_told(unit: Workspace) -> None:
    text = (DOCS / "parquet.md").read_text(encoding="utf-8")
    left = text.partition("## What is left out")[2].partition("\n## ")[0]
    with Store.open(unit.database, read_only=True) as store:
        tables = store.conn.execute(
            """SELECT name FROM sqlite_master WHERE type = 'table'
               AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'
               AND name NOT LIKE 'listing_words_%'"""
        ).fetchall()
    untold = {
        name
        for (name,) in tables
        if f"`{name}`" not in left and name not in {*SMALL, *PARTED}
    }
    assert untold == set()
    for table, columns in LEFT_OUT.items():
        assert all(f"`{table}.{column}`" in left for column in columns)


def _cut(folder: Path) -> None:
    path = folder / "sightings/marketplace=bazaar/month=2026-10/rows.parquet"
    path.write_bytes(path.read_bytes()[:-200])


def _foreign(folder: Path) -> None:
    """A file of another program, listed as if it were ours."""
    path, told = folder / "crawls.parquet", folder / "citeswatch-parquet.json"
    pl.DataFrame({"a": [1]}).write_parquet(path)
    manifest = json.loads(told.read_text())
    from crawler.parquet.manifest import sum_of

    for file in manifest["files"]:
        if file["table"] == "crawls":
            file["sha256"] = sum_of(path)
    told.write_text(json.dumps(manifest))


def _change(folder: Path, **values: object) -> None:
    told = folder / "citeswatch-parquet.json"
    told.write_text(json.dumps(json.loads(told.read_text()) | values))


FAULTS = {
    "a file cut short": (_cut, "rows.parquet is not as it was written (cut short"),
    "a file of another program": (_foreign, "has not the columns of crawls"),
    "a missing file": (
        lambda f: (f / "taxa.parquet").unlink(),
        "taxa.parquet is missing",
    ),
    "no manifest": (
        lambda f: (f / "citeswatch-parquet.json").unlink(),
        "holds no Parquet of citeswatch",
    ),
    "another version": (
        lambda f: _change(f, software_version="9.0", step="of the future"),
        "was written by citeswatch 9.0",
    ),
    "a manifest that is none": (lambda f: _change(f, files="all"), "cannot be read"),
    "a table that is none": (
        lambda f: _change(f, files=[{"table": "users", "rows": 1, "sha256": "0" * 64}]),
        "there is no table 'users'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_whole_or_not_ours_is_refused(
    fault: str, copy: Path, unit: Workspace
) -> None:
    spoil, says = FAULTS[fault]
    spoil(copy)
    done = run("report", "--workspace", unit.folder, "--from", copy)
    assert done.exit_code == 1
    assert says in " ".join(done.output.split())
    assert "Traceback" not in done.output


def test_a_folder_of_another_place_cannot_be_named_in_the_manifest(copy: Path) -> None:
    entry = {"table": "listings", "marketplace": "../../..", "month": "2026-10"}
    _change(copy, files=[{**entry, "rows": 1, "sha256": "0" * 64}])
    done = run("parquet", "check", copy)
    assert "listings/marketplace=%2E%2E%2F%2E%2E%2F%2E%2E/month=2026-10" in done.output


def test_a_whole_folder_is_told_to_be_whole(copy: Path) -> None:
    done = run("parquet", "check", copy)
    assert done.exit_code == 0
    assert "is whole" in done.output


def test_a_folder_that_is_there_is_left_alone(unit: Workspace, copy: Path) -> None:
    done = run("parquet", "write", "--workspace", unit.folder, "--output", copy)
    assert done.exit_code == 1
    assert "is there already" in done.output


def test_a_time_changed_by_hand_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    make_season(workspace.database, weeks=1)
    with Store.open(workspace.database) as store:
        store.conn.execute(
            "UPDATE listings SET last_seen_at = 'yesterday' WHERE id = 3"
        )
    done = run("parquet", "write", "--workspace", workspace.folder)
    assert done.exit_code == 1
    assert "listings.last_seen_at holds a time that is not spelt" in done.output
    assert list(workspace.exports.iterdir()) == []


def test_a_folder_goes_when_the_time_of_exports_is_up(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    settings = workspace.folder / "citeswatch.toml"
    text = settings.read_text().replace("[privacy]", "[privacy]\nexport_days = 30", 1)
    settings.write_text(text)
    make_season(workspace.database, weeks=1)
    assert run("parquet", "write", "--workspace", workspace.folder).exit_code == 0
    with Store.open(workspace.database) as store:
        store.conn.execute("UPDATE exports SET made_at = '2020-01-01T00:00:00Z'")
    done = run("privacy", "run", "--workspace", workspace.folder)
    assert done.exit_code == 0, done.output
    assert list(workspace.exports.iterdir()) == []
