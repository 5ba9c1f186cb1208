"""`citeswatch status` on a real database."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.store import Effort, Store
from crawler.workspace import Workspace, make_workspace
from tests.crawler.store.samples import BIRDS, FRUIT, make_listing, tiger

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = make_workspace(tmp_path / "unit")
    facts = 'title = "Zoo"\nhome = "https://zoo.example"\nfamily = "storefront_json"\n'
    (made.marketplaces / "zoo.toml").write_text(facts)
    with Store.open(made.database) as store:
        for facts, listing, effort in (
            (BIRDS, tiger("1"), Effort(pages_fetched=7)),
            (FRUIT, make_listing("2", marketplace="fruit"), Effort(refusals=1)),
        ):
            crawl_id = store.begin_crawl(facts, started_at=YESTERDAY)
            store.write_batch(crawl_id, [listing])
            store.finish_crawl(
                crawl_id, "finished", effort=effort, finished_at=YESTERDAY
            )
    return made


def run(workspace: Workspace, *args: str) -> Result:
    command = ["status", "--workspace", str(workspace.folder), *args]
    return CliRunner().invoke(main, command)


def line_of(ran: Result, name: str) -> str:
    return next(line for line in ran.stdout.splitlines() if line.startswith(name))


def test_each_marketplace_has_a_line(workspace: Workspace) -> None:
    ran = run(workspace)
    assert ran.exit_code == 0, ran.output
    assert f"{YESTERDAY:%Y-%m-%d} (1 day ago)  well" in line_of(ran, "birds")
    assert "incomplete" in line_of(ran, "fruit")
    assert "not every page was read" in line_of(ran, "fruit")
    assert "citeswatch crawl zoo" in line_of(ran, "zoo")
    assert "Active offers of high priority: 1" in ran.stdout
    assert "the user agent bears no contact of your unit" in ran.stdout
    assert "2 listings, 2 sightings, 2 crawls" in ran.stdout


def test_a_file_that_cannot_be_used_needs_a_person(workspace: Workspace) -> None:
    (workspace.marketplaces / "zoo.toml").write_text("title = 1")
    ran = run(workspace)
    assert ran.exit_code == 1
    assert "zoo.toml:1: family: missing" in ran.stdout


def test_json_holds_the_same(workspace: Workspace) -> None:
    told = json.loads(run(workspace, "--json").stdout)
    assert told["rows"] == {"listings": 2, "sightings": 2, "crawls": 2}
    verdicts = {one["marketplace"]: one["verdict"] for one in told["marketplaces"]}
    assert verdicts == {"birds": "well", "fruit": "incomplete", "zoo": "never crawled"}
    assert told["marketplaces"][0]["pages_fetched"] == 7
    assert told["bytes"] > 10_000


def test_a_check_says_that_the_database_is_sound(workspace: Workspace) -> None:
    ran = run(workspace, "--check")
    assert (ran.exit_code, "the database is sound" in ran.stdout) == (0, True)


def test_a_check_finds_damage_and_fails(workspace: Workspace) -> None:
    with Store.open(workspace.database) as store:
        store.conn.execute("UPDATE listings SET title = 'changed behind our back'")
    ran = run(workspace, "--check")
    assert ran.exit_code == 1
    assert "listings that differ from their last version: 2" in ran.stdout


def test_a_file_that_is_no_database_is_named(workspace: Workspace) -> None:
    for file in workspace.folder.glob("citeswatch.db*"):
        if file.is_file():
            file.write_bytes(b"no database" * 100)
    ran = run(workspace)
    assert ran.exit_code == 1
    assert "citeswatch.db is not an SQLite database" in ran.stderr
