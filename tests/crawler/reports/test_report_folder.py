"""The report as files: complete, safe to open, the same each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from crawler.exports.spreadsheet import FORMULA_STARTS
from crawler.reports.columns import COLUMNS, meanings
from crawler.reports.figures import ENGLISH
from crawler.reports.make import MadeReport, ReportError, make_report
from crawler.reports.period import parse_period
from crawler.workspace import Workspace, make_workspace
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store

MADE_ON = date(2026, 12, 1)
CHARTS = {
    "changes",
    "effort",
    "rates_by_appendix",
    "rates_by_marketplace",
    "rates_by_taxon_group",
    "totals_by_taxon_group",
}


@pytest.fixture
def workspace(season: Workspace) -> Workspace:
    return season


@pytest.fixture
def made(season_report: MadeReport) -> MadeReport:
    return season_report


@pytest.fixture
def page(made: MadeReport) -> BeautifulSoup:
    return BeautifulSoup(made.page.read_text(encoding="utf-8"), "lxml")


def test_the_folder_holds_what_its_list_says(made: MadeReport) -> None:
    folder = made.page.parent
    sums = json.loads((folder / "files.json").read_text(encoding="utf-8"))["sha256"]
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "files.json"
    }
    assert found == sums
    assert {Path(name).stem for name in sums if name.endswith(".png")} == CHARTS


def test_the_same_database_and_period_give_the_same_bytes_but_for_the_day_of_making(
    workspace: Workspace, made: MadeReport, tmp_path: Path
) -> None:
    later = make_report(
        workspace, parse_period("all"), date(2027, 2, 3), tmp_path / "later"
    )
    assert later.page.read_text(encoding="utf-8").replace(
        "3 February 2027", "1 December 2026"
    ) == (made.page.read_text(encoding="utf-8"))
    for path in made.page.parent.rglob("*.*"):
        if path.name not in ("index.html", "files.json"):
            twin = later.page.parent / path.relative_to(made.page.parent)
            assert twin.read_bytes() == path.read_bytes(), path.name


def test_the_page_asks_for_nothing_outside_its_folder(
    page: BeautifulSoup, made: MadeReport
) -> None:
    for tag in page.find_all(True):
        for attribute in ("src", "srcset", "href"):
            if target := tag.get(attribute):
                assert (made.page.parent / str(target)).is_file(), target
    assert not page.find_all(["script", "iframe", "link", "object"])
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert "default-src 'none'" in str(policy["content"])


def test_every_chart_has_words_and_a_table_behind_it(page: BeautifulSoup) -> None:
    figures = page.find_all("figure")
    assert len(figures) == len(CHARTS)
    for figure in figures:
        image = figure.find("img")
        assert image is not None
        assert len(str(image["alt"])) > 40
        details = figure.find_next_sibling("details")
        assert details is not None
        assert details.find("td") is not None


def test_titles_are_text_and_never_markup(page: BeautifulSoup) -> None:
    assert '<script>document.title="gotcha"</script> peau de tigre' in page.get_text()
    assert not [
        tag for tag in page.find_all(href=True) if "javascript" in str(tag["href"])
    ]


def test_an_offer_says_its_taxon_price_marketplace_dates_and_reason(
    page: BeautifulSoup,
) -> None:
    offers = page.select("ol.offers > li")
    (twin,) = [offer for offer in offers if "1.2 kg, pair" in offer.get_text()]
    text = " ".join(twin.get_text().split())
    assert "Loxodonta africana · mammals" in text
    assert "Appendix I" in text
    assert "Bazaar Classifieds" in text
    assert "リンク市場" in text
    assert "first seen 5 Oct 2026" in text
    assert "is a name of Loxodonta africana" in text


def test_the_page_says_what_the_figures_rest_on(page: BeautifulSoup) -> None:
    text = " ".join(page.get_text().split())
    assert "A name match is not a finding of illegality" in text
    assert "Species list 2026-03-05.ab12cd34" in text
    assert "no crawl began: a gap, not a zero" in text
    assert "dated by the demo’s own calendar" in text


def test_every_csv_column_is_documented_and_no_cell_is_a_formula(
    made: MadeReport,
) -> None:
    tables = sorted((made.page.parent / "tables").glob("*.csv"))
    assert len(tables) == 19
    docs = Path(__file__).parents[3] / "docs" / "reports.md"
    described = docs.read_text(encoding="utf-8")
    for path in tables:
        text = path.read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
        assert set(rows[0]) <= set(COLUMNS), path.name
        assert f"`{path.name}`" in described
        for cell in (cell for row in rows[1:] for cell in row if cell):
            assert cell[0] not in FORMULA_STARTS, (path.name, cell)
    for column, meaning in meanings(ENGLISH).items():
        assert f"| `{column}` | {meaning} |" in described


def test_pictures_are_pictures(made: MadeReport) -> None:
    for path in (made.page.parent / "charts").iterdir():
        if path.suffix == ".png":
            assert path.read_bytes().startswith(b"\x89PNG\r\n")
        else:
            root = ElementTree.parse(path).getroot()
            assert root.tag.endswith("svg")


def test_a_report_made_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    open_store(workspace.database).close()
    first = make_report(workspace, parse_period("all"), MADE_ON)
    listed = (first.page.parent / "files.json").read_bytes()
    stray = first.page.parent / "tables" / "stray.csv"
    stray.write_bytes(b"left over")
    again = make_report(workspace, parse_period("all"), MADE_ON)
    assert again.page == first.page
    assert (first.page.parent / "files.json").read_bytes() == listed
    assert not stray.exists()
    assert [path.name for path in workspace.reports.iterdir()] == ["all"]


def test_a_folder_with_something_else_in_it_is_left_alone(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("ten years of work")
    with pytest.raises(ReportError, match="something else than a report"):
        make_report(workspace, parse_period("all"), MADE_ON, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "ten years of work"


THIN = [
    ("nothing was crawled", None, "No crawl began in this period"),
    (
        "every crawl was refused",
        "refused",
        "only crawl of this period was not completed",
    ),
    ("one crawl, nothing flagged", "finished", "No offer named a taxon"),
]


@pytest.mark.parametrize(
    ("case", "outcome", "says"), THIN, ids=[case[0] for case in THIN]
)
def test_little_or_no_data_is_said_plainly(
    tmp_path: Path, case: str, outcome: str | None, says: str
) -> None:
    workspace = make_workspace(tmp_path / "unit")
    with open_store(workspace.database) as store:
        if outcome:
            chairs = [listing("alpha", f"n{n}", MONDAY) for n in range(5)]
            seen = chairs if outcome == "finished" else []
            crawl(store, "alpha", MONDAY, seen, outcome=outcome)  # type: ignore[arg-type]
    made = make_report(workspace, parse_period("all"), MADE_ON)
    text = BeautifulSoup(made.page.read_text(encoding="utf-8"), "lxml").get_text()
    assert says in " ".join(text.split())
    assert "no trend is claimed" not in text
    assert len(list((made.page.parent / "tables").glob("*.csv"))) == 19


def test_a_period_without_crawls_in_a_full_database_is_empty(
    workspace: Workspace, tmp_path: Path
) -> None:
    made = make_report(
        workspace, parse_period("2031-W02"), date(2031, 2, 1), tmp_path / "later"
    )
    assert "No crawl began" in made.in_short
