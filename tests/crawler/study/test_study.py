"""The study pack: what it holds, what it leaves out, what it refuses to conclude."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from crawler.cli.study import study
from crawler.study.seizures import SeizureFileError, seizures_by_month
from crawler.workspace import Workspace, make_workspace
from tests.crawler.sample_store import crawl, listing, make_season, open_store

START = datetime(2024, 1, 14, 8, tzinfo=UTC)


def run(workspace: Workspace, output: Path, *words: str) -> Result:
    folder = str(workspace.folder)
    return CliRunner().invoke(study, [str(output), "--workspace", folder, *words])


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_workspace(tmp_path_factory.mktemp("season"))
    make_season(workspace.database)
    return workspace


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Thirty months of one marketplace, whose offers go up and down."""
    workspace = make_workspace(tmp_path_factory.mktemp("years"))
    chance = np.random.default_rng(4)
    chairs = [f"n{n}" for n in range(30)]
    with open_store(workspace.database) as store:
        for month in range(30):
            at = START + timedelta(days=30.44 * month)
            count = int(chance.integers(1, 12))
            offers = [
                listing("bazaar", f"t{month}-{n}", at, taxon="Panthera tigris")
                for n in range(count)
            ]
            crawl(
                store, "bazaar", at, [listing("bazaar", n, at) for n in chairs] + offers
            )
    return workspace


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_the_pack_describes_each_of_its_files(
    season: Workspace, tmp_path: Path
) -> None:
    done = run(season, tmp_path / "pack")
    assert done.exit_code == 0, done.output
    assert "offers alone" in done.output
    told = json.loads(
        (tmp_path / "pack" / "datapackage.json").read_text(encoding="utf-8")
    )
    assert [one["name"] for one in told["resources"]] == ["series", "lags", "offers"]
    for resource in told["resources"]:
        content = (tmp_path / "pack" / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        head = content.decode("utf-8-sig").splitlines()[0]
        assert head == ",".join(field["name"] for field in resource["schema"]["fields"])
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_no_title_address_or_seller_is_in_the_pack(
    season: Workspace, tmp_path: Path
) -> None:
    run(season, tmp_path / "pack")
    told = "".join(
        path.read_text("utf-8-sig") for path in (tmp_path / "pack").iterdir()
    )
    for secret in ("http", "HYPERLINK", "gotcha", "Antique", "€"):
        assert secret not in told, secret
    offers = rows(tmp_path / "pack" / "offers.csv")
    taxa = [row["taxon"] for row in offers]
    assert all(taxa.count(taxon) >= 3 for taxon in set(taxa) - {"other"})


def test_seizures_that_follow_offers_are_set_beside_them_with_what_it_does_not_show(
    years: Workspace, tmp_path: Path
) -> None:
    run(years, tmp_path / "offers")
    series = rows(tmp_path / "offers" / "series.csv")
    path = tmp_path / "seizures.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Date of seizure,Species\n")
        for row, later in zip(series, series[2:], strict=False):
            for _ in range(int(float(row["offers"] or 0)) + 1):
                file.write(f"{later['month']}-15,Panthera tigris\n")
    done = run(years, tmp_path / "pack", "--seizures", str(path))
    assert done.exit_code == 0, done.output
    assert "Seizures 2 months later go with offers" in done.output
    assert "does not show that one causes the other" in done.output


def test_a_short_period_is_not_compared_and_says_so(
    season: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "seizures.csv"
    path.write_text("date,species\n2026-10-07,Ara macao\n01/12/2026,Ara macao\n")
    done = run(season, tmp_path / "pack", "--seizures", str(path))
    assert done.exit_code == 0
    assert "not compared" in done.output
    series = {
        row["month"]: row["seizures"] for row in rows(tmp_path / "pack" / "series.csv")
    }
    assert series["2026-10"] == "1"
    assert series["2026-11"] == "0"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("species\nAra macao\n", "line 1: no column for the date"),
        ("date\n2026-10-07\n", "line 1: no column for the species"),
        (
            "date,species\n2026-10-07,Ara\n31/02/2026,Ara\n",
            "line 3: '31/02/2026' is no date",
        ),
        ("date,species\n,Ara\n", "line 2: '' is no date"),
        ("", "line 1: no column"),
    ],
)
def test_a_wrong_file_is_told_with_line_and_mend(
    tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "seizures.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SeizureFileError, match=why):
        seizures_by_month(path)


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "seizures.csv"
    path.write_bytes("date,species\n2026-10-07,Höckerschwan\n".encode("latin-1"))
    with pytest.raises(SeizureFileError, match="UTF-8"):
        seizures_by_month(path)


def test_a_folder_that_holds_something_is_left_alone(
    season: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = run(season, tmp_path)
    assert done.exit_code == 1
    assert "holds something" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
