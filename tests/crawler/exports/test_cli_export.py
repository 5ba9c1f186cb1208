from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.exports.formats import CSV_COLUMNS
from crawler.workspace import Workspace

DOCS = Path(__file__).parents[3] / "docs"


def test_export_names_each_file_with_its_checksum(
    season: Workspace, tmp_path: Path
) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "crawler", "export"),
            *("--workspace", str(season.folder), "--output", str(tmp_path / "out")),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "A name match is not a finding of illegality." in done.stdout
    names = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert names == {".csv", ".json"}
    assert done.stdout.count("SHA-256") == 2


def test_one_format_may_be_asked_for(season: Workspace, tmp_path: Path) -> None:
    arguments = ["export", "--workspace", str(season.folder), "--format", "JSON"]
    done = CliRunner().invoke(main, [*arguments, "--output", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".json"]


WRONG_USE = [
    (
        ["--format", "docx"],
        2,
        "'docx' is no format; choose from csv, json, xlsx, bag, misp",
    ),
    (["--appendix", "IV"], 2, "'IV' is not one of"),
    (["--since", "yesterday"], 2, "does not match the format"),
    (["--since", "2026-11-02", "--until", "2026-11-01"], 2, "lies before --since"),
    (["--taxon", "elephnt"], 2, "Did you mean: elephant"),
    (["--marketplace", "nowhere"], 1, "there are: auktionshaus, bazaar"),
]


@pytest.mark.parametrize(("arguments", "code", "says"), WRONG_USE)
def test_wrong_use_is_told(
    season: Workspace, arguments: list[str], code: int, says: str
) -> None:
    done = CliRunner().invoke(
        main, ["export", "--workspace", str(season.folder), *arguments]
    )
    assert done.exit_code == code
    assert says in " ".join(done.output.split())


def test_every_column_is_documented() -> None:
    described = (DOCS / "exports.md").read_text(encoding="utf-8")
    for column, meaning in CSV_COLUMNS.items():
        assert f"| `{column}` | {meaning} |" in described
