"""A published text is text in a spreadsheet, whatever it begins with."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from crawler.exports.make import make_export
from crawler.exports.spreadsheet import restore
from crawler.store.export_queries import ExportFilters
from crawler.workspace import Workspace
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store

HOSTILE = {
    "a": "=cmd|' /C calc'!A0",
    "b": "+1",
    "c": "@SUM(1+1)*cmd|' /C calc'!A0",
    "d": "\t=1+1",
    "e": "\n=1+1",
    "f": "-2+3+cmd|' /C calc'!A0",
    "g": "12345678901234567890",
    "h": "2026-11-03",
    "i": "1E5",
    "j": "007",
    "k": "象牙 ЪЫ سنور ü €",
    "l": 'a "quoted", text; with\nlines',
    "m": "＝1+1",
    "n": "http://evil.example/",
    "o": "TRUE",
}


@pytest.fixture
def files(workspace: Workspace) -> dict[str, Path]:
    with open_store(workspace.database) as store:
        offers = [
            listing("alpha", number, MONDAY, taxon="Panthera tigris", title=title)
            for number, title in HOSTILE.items()
        ]
        crawl(store, "alpha", MONDAY, offers)
    made = make_export(workspace, ExportFilters(), formats=["csv", "xlsx"])
    return {file.format: Path(file.path) for file in made.files}


def titles(head: Any, rows: Any) -> dict[str, Any]:
    number, title = head.index("listing_id"), head.index("title")
    return {str(row[number]): row[title] for row in rows}


def test_a_workbook_holds_texts_as_texts(files: dict[str, Path]) -> None:
    sheet = load_workbook(files["xlsx"])["Offers"]
    head = [cell.value for cell in sheet[1]]
    at = head.index("title")
    for row in sheet.iter_rows(min_row=2):
        cell = row[at]
        assert cell.data_type == "s", cell.value
        assert cell.number_format == "@"
        assert cell.hyperlink is None
    found = titles(head, sheet.iter_rows(min_row=2, values_only=True))
    assert {name: text.strip() for name, text in found.items()} == {
        name: text.strip() for name, text in HOSTILE.items()
    }


def converted(path: Path, to: str, folder: Path) -> Path:
    """Open and save *path* with LibreOffice, as a person would."""
    done = subprocess.run(
        [
            *(
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{folder}/profile",
            ),
            # Without a window there is no dialog that tells the encoding by its mark.
            "--infilter=CSV:44,34,76,1" if path.suffix == ".csv" else "--norestore",
            *("--convert-to", to, "--outdir", str(folder), str(path)),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    result = folder / f"{path.stem}.{to.partition(':')[0]}"
    assert result.is_file(), done.stdout + done.stderr
    return result


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_libreoffice_runs_nothing_and_changes_nothing(
    files: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    book = converted(files[kind], "ods" if kind == "xlsx" else "xlsx", tmp_path)
    if kind == "xlsx":
        book = converted(book, "xlsx", tmp_path)
    sheet = load_workbook(book).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert head[0] == "appendix", "the byte order mark was read as a letter"
    for row in sheet.iter_rows(min_row=2):
        assert [cell.data_type for cell in row if cell.data_type == "f"] == []
    found = titles(head, sheet.iter_rows(min_row=2, values_only=True))
    shown = {name: text.replace("\t", "") for name, text in HOSTILE.items()}
    for name, text in found.items():
        read = restore(str(text)) if kind == "csv" else str(text)
        assert read.strip() == shown[name].strip() or name in "o", name


def test_the_csv_is_what_rfc_4180_says(files: dict[str, Path]) -> None:
    text = files["csv"].read_bytes().decode("utf-8-sig")
    head, *rows = csv.reader(text.splitlines(keepends=True), strict=True)
    assert {name: restore(text) for name, text in titles(head, rows).items()} == HOSTILE
