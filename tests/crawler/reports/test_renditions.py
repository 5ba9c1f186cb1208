"""The report as PDF, workbook and JSON: whole, safe, the same each time."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pypdf import PdfReader

from crawler.cli.report import report
from crawler.reports.columns import meanings
from crawler.reports.figures import ENGLISH
from crawler.reports.make import make_report
from crawler.reports.period import parse_period
from crawler.store import Store
from crawler.workspace import Workspace, make_workspace

FORMATS = ("pdf", "xlsx", "json")


@pytest.fixture(scope="module")
def folder(season: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _make(season, tmp_path_factory.mktemp("all") / "report")


def _make(season: Workspace, folder: Path) -> Path:
    made = make_report(season, parse_period("all"), date(2026, 12, 1), folder, FORMATS)
    return made.page.parent


def test_the_same_figures_give_the_same_bytes(
    folder: Path, season: Workspace, tmp_path: Path
) -> None:
    again = _make(season, tmp_path / "again")
    for name in ("report.pdf", "report.xlsx", "report.json"):
        assert (again / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_pdf_holds_the_chapters_the_figures_and_the_notice(folder: Path) -> None:
    reader = PdfReader(folder / "report.pdf")
    text = "\n".join(page.extract_text() for page in reader.pages)
    for words in (
        "In short",
        "The trend",
        "The extent",
        "Bazaar Classifieds",
        "リンク市場",
        "=HYPERLINK",
    ):
        assert words in text, words
    assert text.count("A name match is not a finding of illegality.") == len(
        reader.pages
    )


def test_the_workbook_has_a_sheet_for_each_table_and_nothing_in_it_runs(
    folder: Path,
) -> None:
    book = load_workbook(io.BytesIO((folder / "report.xlsx").read_bytes()))
    tables = {path.stem for path in (folder / "tables").glob("*.csv")}
    assert book.sheetnames[0] == "in_short"
    assert set(book.sheetnames) == {*tables, "in_short", "columns"}
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    titles = [row[3].value for row in book["appendix_i_offers"].iter_rows(min_row=2)]
    assert any(str(title).startswith("=HYPERLINK") for title in titles)


def test_the_json_explains_each_of_its_columns(folder: Path) -> None:
    told = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert told["period"]["first"] == "2026-10-05"
    meaning = meanings(ENGLISH)
    for table in told["tables"].values():
        assert table["columns"] == {name: meaning[name] for name in table["columns"]}
        for row in table["rows"]:
            assert set(row) == set(table["columns"])


def test_an_empty_workspace_makes_a_report_that_says_so(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    Store.open(workspace.database).close()
    made = make_report(
        workspace, parse_period("2026"), date(2026, 12, 1), None, FORMATS
    )
    text = PdfReader(made.page.parent / "report.pdf").pages[0].extract_text()
    assert "nobody" in text


def test_a_format_that_is_none_is_told_with_those_that_are(season: Workspace) -> None:
    done = CliRunner().invoke(
        report, ["--workspace", str(season.folder), "--format", "docx"]
    )
    assert done.exit_code == 2
    assert "docx is none of html, csv, pdf, xlsx, json" in done.output
