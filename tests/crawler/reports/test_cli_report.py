from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.workspace import make_workspace
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    workspace = make_workspace(tmp_path / "unit")
    with open_store(workspace.database) as store:
        tusk = listing("bazaar", "tusk", MONDAY, taxon="Loxodonta africana")
        chairs = [listing("bazaar", f"n{n}", MONDAY) for n in range(9)]
        crawl(store, "bazaar", MONDAY, [tusk, *chairs])
    return workspace.folder


def test_report_says_what_it_found_and_where_the_page_is(folder: Path) -> None:
    done = CliRunner().invoke(main, ["report", "--workspace", str(folder)])
    assert done.exit_code == 0, done.output
    assert "1 flagged Appendix I offer (1 listing) among 10 listings" in done.output
    page = re.search(r"Report: (.+)", done.output)
    assert page is not None
    assert Path(page[1]) == folder / "reports" / "all" / "index.html"
    assert "bazaar" in Path(page[1]).read_text(encoding="utf-8").casefold()


def test_each_file_that_was_asked_for_is_named(folder: Path) -> None:
    arguments = ["report", "--workspace", str(folder), "--format", "xlsx,json"]
    done = CliRunner().invoke(main, arguments)
    lines = done.output.partition("Report:")[2].splitlines()
    told = [Path(line.strip()) for line in lines]
    assert [path.name for path in told] == [
        *("index.html", "report.xlsx", "report.json", "tables")
    ]
    assert all(path.exists() for path in told)


def test_report_takes_a_period_a_folder_and_a_day(folder: Path, tmp_path: Path) -> None:
    arguments = ["report", "--workspace", str(folder), "--period", "2026-W41"]
    arguments += ["--output", str(tmp_path / "to here"), "--made-on", "2026-10-12"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    page = (tmp_path / "to here" / "index.html").read_text(encoding="utf-8")
    assert "5 October 2026 to 11 October 2026, week 2026-W41" in page
    assert "Made on 12 October 2026" in page


WRONG_USE = [
    (["--period", "soon"], "'soon' is not a period; write for example 2026"),
    (["--period", "2026-W48..2026-W45"], "ends before it begins"),
    (["--made-on", "yesterday"], "does not match the format"),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG_USE)
def test_wrong_use_is_told_with_exit_code_2(
    folder: Path, arguments: list[str], says: str
) -> None:
    done = CliRunner().invoke(main, ["report", "--workspace", str(folder), *arguments])
    assert done.exit_code == 2
    assert says in " ".join(done.output.split())


def test_no_workspace_is_wrong_use(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["report", "--workspace", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "citeswatch init" in done.output


def test_no_database_yet_is_told_with_its_mend(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    done = CliRunner().invoke(main, ["report", "--workspace", str(workspace.folder)])
    assert done.exit_code == 1
    assert "citeswatch crawl" in done.output
    assert not workspace.reports.exists()


def test_a_database_of_another_program_is_told_and_left_alone(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    workspace.database.write_bytes(b"this is no database, it is a diary" * 100)
    before = workspace.database.read_bytes()
    done = CliRunner().invoke(main, ["report", "--workspace", str(workspace.folder)])
    assert done.exit_code == 1
    assert "not an SQLite database" in done.output
    assert workspace.database.read_bytes() == before


def test_an_output_that_is_a_file_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    arguments = [
        "report",
        "--workspace",
        str(folder),
        "--output",
        str(tmp_path / "file"),
    ]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1
    assert "is a file" in done.output
    assert (tmp_path / "file").read_text() == "mine"
