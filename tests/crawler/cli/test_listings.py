"""`citeswatch listings` on a real database."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from crawler.cli import main
from crawler.store import Store
from crawler.workspace import Workspace, make_workspace
from tests.crawler.store.samples import BIRDS, day, make_listing, tiger

HOSTILE = "=HYPERLINK(1)\x1b[2J\x9b31m\u202egpj.exe [bold]red[/bold]\nsecond line"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = make_workspace(tmp_path / "unit")
    with Store.open(made.database) as store:
        for number, batch in enumerate(
            (
                [tiger("1", price_text="1200", currency="EUR"), make_listing("2")],
                [
                    tiger("3", title=HOSTILE, url="http://birds.test/3"),
                    make_listing("2"),
                ],
            )
        ):
            crawl_id = store.begin_crawl(BIRDS, started_at=day(number))
            for listing in batch:
                listing.seen_at = day(number)
            store.write_batch(crawl_id, batch)
            store.finish_crawl(crawl_id, "finished", finished_at=day(number))
    return made


def run(workspace: Workspace, *args: str, columns: str | None = None) -> Result:
    command = ["listings", "--workspace", str(workspace.folder), *args]
    return CliRunner().invoke(main, command, env={"COLUMNS": columns})


@pytest.mark.parametrize("columns", [None, "80"])
def test_without_a_wide_window_the_table_fits_80_columns(
    workspace: Workspace, columns: str | None
) -> None:
    ran = run(workspace, "--all", columns=columns)
    lines = ran.stdout.splitlines()
    assert max(map(cell_len, lines)) <= 80
    line = next(line for line in lines if "Tiger 1" in line)
    for cell in ("2026-11-01", "birds", "1200 EUR", "Panthera tigris", " I ", "likely"):
        assert cell in line


def test_the_table_says_what_when_where_and_why(workspace: Workspace) -> None:
    ran = run(workspace, columns="160")
    assert ran.exit_code == 0, ran.output
    line = next(line for line in ran.stdout.splitlines() if "Tiger 1" in line)
    for cell in (
        "2026-11-01",
        "gone",
        "birds",
        "1200 EUR",
        "Panthera tigris",
        " I ",
        "likely",
    ):
        assert cell in line
    assert "common name" in line
    assert "Offer 2" not in ran.stdout
    assert "2 listings" in ran.stdout


def test_a_hostile_title_is_shown_and_not_obeyed(workspace: Workspace) -> None:
    ran = run(workspace, "--new", columns="160")
    assert ran.stdout.count("Panthera tigris") == 1
    assert "[bold]red" in ran.stdout
    for steering in "\x1b\x9b\u202e":
        assert steering not in ran.stdout
    title_lines = [line for line in ran.stdout.splitlines() if "HYPERLINK" in line]
    assert len(title_lines) == 1


def test_json_is_one_object_a_line_with_its_matches(workspace: Workspace) -> None:
    ran = run(workspace, "--json", "--all")
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [one["listing_id"] for one in told] == ["3", "1", "2"]
    assert told[0]["title"] == HOSTILE
    assert told[0]["matches"][0]["taxon"] == "Panthera tigris"
    assert told[2]["matches"] == []
    for steering in "\x1b\x9b\u202e":
        assert steering not in ran.stdout


def test_csv_defuses_formulas_and_opens_as_utf_8(workspace: Workspace) -> None:
    ran = run(workspace, "--csv")
    assert ran.stdout_bytes.startswith(b"\xef\xbb\xbf")
    text = ran.stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[0]["title"] == "'" + HOSTILE
    assert rows[0]["first_seen_at"] == "2026-11-02T06:00:00Z"
    assert rows[1]["price_text"] == "1200"


def test_the_table_stops_at_the_limit_and_says_so(workspace: Workspace) -> None:
    assert "1 of 2 listings" in run(workspace, "--limit", "1").stdout


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--taxon", "Ursidae"], 0, ""),
        (["--taxon", "elephnt"], 2, "Did you mean: elephant"),
        (["--marketplace", "brids"], 2, "crawled were: birds"),
        (["--since", "yesterday"], 2, "yesterday"),
        (["--appendix", "IV"], 2, "'IV' is not one of"),
    ],
)
def test_what_cannot_be_found_is_said(
    workspace: Workspace, args: list[str], code: int, said: str
) -> None:
    ran = run(workspace, *args)
    assert ran.exit_code == code
    assert said in ran.stderr


def test_without_a_crawl_the_way_to_one_is_told(tmp_path: Path) -> None:
    ran = run(make_workspace(tmp_path / "empty"))
    assert ran.exit_code == 1
    assert "citeswatch crawl" in ran.stderr


def test_no_listing_at_all_is_no_error(workspace: Workspace) -> None:
    ran: Any = run(workspace, "--state", "ended")
    assert (ran.exit_code, "0 listings" in ran.stdout) == (0, True)
