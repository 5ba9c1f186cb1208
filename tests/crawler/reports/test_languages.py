"""The report in the Convention's languages: its words, figures and files."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from openpyxl import load_workbook
from pypdf import PdfReader

from crawler.cli import main
from crawler.extensions.outcomes import outcome_of
from crawler.reports.crawl_reasons import stored_reason
from crawler.reports.effort import STATUSES
from crawler.reports.extent import DIMENSIONS
from crawler.reports.figures import ENGLISH
from crawler.reports.make import make_report
from crawler.reports.period import parse_period
from crawler.reports.specimens import NOT_A_SPECIMEN
from crawler.reports.terms import TERMS
from crawler.shipping.reading import METHODS, REACHES
from crawler.species.groups import GROUPS
from crawler.store import Effort
from crawler.store.store import DIED
from crawler.translation.extract import texts_used
from crawler.translation.words import Words
from crawler.workspace import SETTINGS_FILE, Workspace, make_workspace
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store

SPECIMENS = Path(__file__).parents[3] / "species_lists" / "specimens.csv"
SAID = {
    "fr": (
        "Offres en ligne d’espèces sauvages inscrites à la CITES",
        "Un nom reconnu n’est pas un constat d’illégalité.",
        "Annexe I",
        "mammifères",
        "Fait le 1er décembre 2026",
        "Liste des espèces",
    ),
    "es": (
        "Ofertas en línea de especies silvestres incluidas en la CITES",
        "Una coincidencia de nombre no es una constatación de ilegalidad.",
        "Apéndice I",
        "mamíferos",
        "Hecho el 1 de diciembre de 2026",
        "Lista de especies",
    ),
}


@pytest.fixture(scope="module", params=list(SAID))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def folder(language: str, season: Workspace) -> Path:
    return _made(season, language)


def _made(season: Workspace, language: str, output: Path | None = None) -> Path:
    made = make_report(
        season,
        parse_period("all"),
        date(2026, 12, 1),
        output,
        ("pdf", "xlsx"),
        words=Words("reports", language),
    )
    return made.page.parent


def test_the_page_and_the_pdf_speak_the_language(folder: Path, language: str) -> None:
    page = BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "lxml")
    assert page.find("html")["lang"] == language  # type: ignore[index]
    reader = PdfReader(folder / "report.pdf")
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    pdf = " ".join(each.extract_text() for each in reader.pages)
    for text in (page.get_text(), pdf):
        for said in SAID[language]:
            assert said in " ".join(text.split()), said


def test_no_english_sentence_is_left_on_the_page(folder: Path, language: str) -> None:
    page = (folder / "index.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(page, "lxml")
    for own in soup.select("[lang=en], [dir=auto], bdi, dt:has(code) + dd"):
        own.decompose()
    shown = " ".join(soup.get_text().split())
    shown += " ".join(str(image["alt"]) for image in soup.find_all("img"))
    words = Words("reports", language)
    for text in texts_used("reports"):
        one = text if isinstance(text, str) else text[-1]
        pieces = [piece.strip() for piece in re.split(r"%\(\w+\)s|%%", one)]
        for piece in pieces:
            if len(piece) > 12 and piece not in words.term(one):
                assert piece not in shown, one


def test_charts_speak_the_language_too(folder: Path, language: str) -> None:
    calendar = (folder / "charts" / "effort.svg").read_text(encoding="utf-8")
    assert {"fr": "complet", "es": "completo"}[language] in calendar
    rates = (folder / "charts" / "rates_by_marketplace.svg").read_text(encoding="utf-8")
    assert {"fr": "pour 1", "es": "por 1000"}[language] in rates


@pytest.mark.slow
def test_tables_have_the_same_columns_rows_and_codes_in_every_language(
    folder: Path, season: Workspace, tmp_path: Path
) -> None:
    english = _made(season, "en", tmp_path / "en")
    prose = {"reason", "why_not", "what", "rests_on", "breaks"}
    for path in sorted((folder / "tables").glob("*.csv")):
        own, other = (_rows(one / "tables" / path.name) for one in (folder, english))
        assert [_without(prose, row) for row in own] == [
            _without(prose, row) for row in other
        ], path.name


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _without(names: set[str], row: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in names}


def test_the_workbook_explains_itself_in_the_language(
    folder: Path, language: str
) -> None:
    book = load_workbook(folder / "report.xlsx")
    assert book["in_short"]["A1"].value == {"fr": "en bref", "es": "en breve"}[language]
    told = [row[1].value for row in book["columns"].iter_rows(min_row=2)]
    assert str(told[0]).startswith(SAID[language][1])


@pytest.mark.slow
def test_the_same_figures_give_the_same_bytes_in_every_language(
    folder: Path, language: str, season: Workspace, tmp_path: Path
) -> None:
    again = _made(season, language, tmp_path / "again")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(files) > 30
    for path in files:
        twin = again / path.relative_to(folder)
        assert twin.read_bytes() == path.read_bytes(), path.name


def test_every_word_that_tables_spell_in_english_is_translated() -> None:
    with SPECIMENS.open(encoding="utf-8", newline="") as file:
        kinds = {row["kind"] for row in csv.DictReader(file)}
    codes = {
        *STATUSES,
        *GROUPS,
        *METHODS,
        *REACHES,
        *(name.replace("_", " ") for name in DIMENSIONS),
        *(kinds - NOT_A_SPECIMEN),
    }
    assert codes <= set(TERMS)


@pytest.mark.parametrize(
    ("reason", "effort", "stored"),
    [
        ("finished", Effort(refusals=3), 0),
        ("finished", Effort(robots_forbidden=2), 0),
        ("finished", Effort(), 0),
        ("finished", Effort(pages_fetched=4, errors=2), 0),
        ("budget_spent", Effort(pages_fetched=4), 4),
    ],
)
def test_reasons_that_the_store_keeps_are_translated(
    reason: str, effort: Effort, stored: int
) -> None:
    _, kept = outcome_of(reason, effort, stored)
    french = stored_reason(kept, Words("reports", "fr"))
    assert french != kept
    assert re.findall(r"\d+", french) == re.findall(r"\d+", kept)
    assert stored_reason(kept, ENGLISH) == kept


def test_a_reason_that_nobody_knows_is_shown_as_it_is() -> None:
    french = Words("reports", "fr")
    assert stored_reason(DIED, french) != DIED
    assert stored_reason("closespider_errorcount", french) == "closespider_errorcount"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    workspace = make_workspace(tmp_path / "unit")
    with open_store(workspace.database) as store:
        crawl(store, "bazaar", MONDAY, [listing("bazaar", "n1", MONDAY)])
    return workspace.folder


def test_the_units_language_is_that_of_its_reports(unit: Path) -> None:
    settings = unit / SETTINGS_FILE
    text = settings.read_text(encoding="utf-8")
    assert '# language = "en"' in text
    settings.write_text(text.replace('# language = "en"', 'language = "fr"'))
    for more, said in (([], "En bref"), (["--language", "es"], "En breve")):
        done = CliRunner().invoke(main, ["report", "--workspace", str(unit), *more])
        assert done.exit_code == 0, done.output
        made = re.search(r"Report: (.+)", done.output)
        assert made is not None
        assert said in Path(made[1]).read_text(encoding="utf-8")
    assert sorted(path.name for path in (unit / "reports").iterdir()) == [
        *("all-es", "all-fr")
    ]


def test_a_language_that_no_report_speaks_is_named_with_those_that_one_does(
    unit: Path,
) -> None:
    settings = unit / SETTINGS_FILE
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('# language = "en"', 'language = "de"'))
    done = CliRunner().invoke(main, ["report", "--workspace", str(unit)])
    assert done.exit_code != 0
    assert "language: Input should be 'en', 'fr' or 'es'" in done.output
