"""Bad input at the command: what cannot be concluded is said, and no slope printed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.items import Listing
from crawler.store import Store
from crawler.workspace import SETTINGS_FILE, make_workspace
from tests.crawler.reports.test_trade_file import TABULATION
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "unit").folder


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder / "citeswatch.db") as opened:
        yield opened


def seen(name: str, week: int, wild: int = 3) -> list[Listing]:
    at = MONDAY + timedelta(weeks=week)
    chairs = [listing(name, f"n{n}", at) for n in range(20)]
    return chairs + [
        listing(name, f"w{n}", at, taxon="Panthera tigris") for n in range(wild)
    ]


def look(store: Store, name: str, week: int) -> None:
    crawl(store, name, MONDAY + timedelta(weeks=week), seen(name, week))


def run(folder: Path, *words: str) -> Result:
    given = ["report", "--workspace", str(folder), "--format", "pdf", *words]
    return CliRunner().invoke(main, given)


def page(folder: Path, name: str = "all") -> str:
    text = (folder / "reports" / name / "index.html").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def table(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / "reports" / "all" / "tables" / f"{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def no_slope(folder: Path) -> None:
    for row in table(folder, "trend"):
        assert row["change_a_year"] == ""
        assert row["why_not"]


def test_an_empty_period_says_that_nobody_looked(folder: Path, store: Store) -> None:
    look(store, "bazaar", 0)
    done = run(folder, "--period", "2020")
    assert done.exit_code == 0, done.output
    assert "No crawl began in the period 2020" in done.output
    assert "nobody looked" in page(folder, "2020")


@pytest.mark.slow
def test_one_crawl_only_gives_no_trend(folder: Path, store: Store) -> None:
    look(store, "bazaar", 0)
    assert run(folder).exit_code == 0
    no_slope(folder)
    assert "Only one week of the period has crawls that were completed" in page(folder)


@pytest.mark.slow
def test_one_marketplace_of_few_weeks_gives_no_trend(
    folder: Path, store: Store
) -> None:
    for week in range(4):
        look(store, "bazaar", week)
    assert run(folder).exit_code == 0
    no_slope(folder)


@pytest.mark.slow
def test_all_rejected_is_counted_as_rejected(folder: Path, store: Store) -> None:
    look(store, "bazaar", 0)
    store.conn.execute(
        """INSERT INTO reviews (listing, version, reviewed_at, reviewer, verdict, reason)
           SELECT id, version, '2026-10-06T00:00:00Z', 'ana', 'rejected', 'toy_or_model'
           FROM listings WHERE match_count > 0"""
    )
    assert run(folder).exit_code == 0
    (row,) = [row for row in table(folder, "extent") if row["dimension"] == "all"]
    assert (row["offers"], row["rejected"], row["confirmed"]) == ("3", "3", "0")


def test_no_crawl_completed_gives_no_rate(folder: Path, store: Store) -> None:
    crawl(store, "bazaar", MONDAY, seen("bazaar", 0), outcome="failed", reason="x")
    assert run(folder).exit_code == 0
    no_slope(folder)
    assert "nothing here is a rate" in page(folder)


@pytest.mark.slow
def test_unknown_currencies_are_counted_and_not_added(
    folder: Path, store: Store
) -> None:
    units = ["EUR", "", "XTS"]
    wild = seen("bazaar", 0)[20:]
    crawl(
        store,
        "bazaar",
        MONDAY,
        [replace(one, currency=unit) for one, unit in zip(wild, units, strict=True)],
    )
    (folder / "rates.csv").write_text("date,currency,per_unit\n2026-10-05,USD,0.9\n")
    settings(folder, 'rates = "rates.csv"')
    assert run(folder).exit_code == 0
    (row, _) = table(folder, "worth")
    assert (row["converted"], row["without_rate"], row["without_currency"]) == (
        "1",
        "1",
        "1",
    )
    assert "Prices in one currency" in page(folder)


def settings(folder: Path, *lines: str) -> None:
    path = folder / SETTINGS_FILE
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[report]\n", "[report]\n" + "\n".join(lines) + "\n"))


TRADE = TABULATION + "2024,I,Panthera tigris,,,,,US,TH,,1,,skins,,T,W\n"
WRONG: list[tuple[list[str], dict[str, str], list[str], str]] = [
    (["--period", "2026-02-30"], {}, [], "'2026-02-30' is not on the calendar"),
    (["--period", "2026", "--compare-with", "2026-13"], {}, [], "'2026-13' is not on the calendar"),
    (["--period", "2026", "--compare-with", "2026-W40"], {}, [], "2026-W40 must end before 2026 begins"),
    (["--compare-with", "2025"], {}, [], "give both periods with a beginning and an end"),
    (["--legal-trade", "{}/trade.csv"], {"trade.csv": TRADE.replace("Importer,", "")}, [], "trade.csv, line 1: no column Importer"),
    (["--legal-trade", "{}/none.csv"], {}, [], "does not exist"),
    ([], {"rates.csv": "Date,USD\n2026-02-30,1\n"}, ['rates = "rates.csv"'], "rates.csv, line 2: '2026-02-30' is no date"),
    ([], {"rates.csv": "date,per_unit\n"}, ['rates = "rates.csv"'], "rates.csv, line 1: the first line is either"),
    ([], {}, ['rates = "rates.csv"'], "mend rates under [report] in citeswatch.toml"),
    ([], {}, ['currency = "euro"'], "'euro' is no ISO 4217 code; write it as EUR or USD"),
]  # fmt: skip


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case[-1])
def test_what_cannot_be_used_is_told_with_its_mend_and_no_report_is_made(
    folder: Path, store: Store, case: tuple[list[str], dict[str, str], list[str], str]
) -> None:
    words, files, lines, says = case
    look(store, "bazaar", 0)
    for name, text in files.items():
        (folder / name).write_text(text)
    settings(folder, *lines)
    done = run(folder, *(word.format(folder) for word in words))
    assert done.exit_code in (1, 2)
    assert says in " ".join(re.sub(r"[│╭╰─╮╯]", " ", done.output).split())
    assert not (folder / "reports").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Species,Place\nPanthera tigris,Nairobi\n", "line 1: no column for the date"),
        ("Date\n2026-11-24\n", "line 1: no column for the species"),
        ("Date,Species\n2026-11-31,Panthera tigris\n", "line 2: '2026-11-31' is no date"),
    ],
)  # fmt: skip
def test_a_file_of_seizures_that_lacks_something_is_told(
    folder: Path, store: Store, tmp_path: Path, text: str, says: str
) -> None:
    look(store, "bazaar", 0)
    path = tmp_path / "seizures.csv"
    path.write_text(text)
    given = ["study", str(tmp_path / "pack"), "--workspace", str(folder)]
    done = CliRunner().invoke(main, [*given, "--seizures", str(path)])
    assert done.exit_code == 1
    assert says in " ".join(done.output.split())
    assert not (tmp_path / "pack").exists()


def test_everything_given_at_once_is_in_page_pdf_and_tables(
    folder: Path, store: Store
) -> None:
    look(store, "bazaar", 0)
    look(store, "bazaar", 1)
    (folder / "rates.csv").write_text("date,currency,per_unit\n2026-10-05,USD,0.9\n")
    (folder / "trade.csv").write_text(TRADE)
    settings(folder, 'rates = "rates.csv"')
    for language, said in (
        ("fr", "À côté du commerce légal"),
        ("es", "Junto al comercio legal"),
    ):
        done = run(
            folder,
            *("--period", "2026-W42", "--compare-with", "2026-W41"),
            *("--legal-trade", str(folder / "trade.csv"), "--language", language),
        )
        assert done.exit_code == 0, done.output
        name = f"2026-W42-{language}"
        assert said in page(folder, name)
        given = page(folder, name)
        assert "rates.csv" in given
        assert "SHA-256" in given
        made = {path.stem for path in (folder / "reports" / name / "tables").iterdir()}
        assert made >= {"worth", "change", "trade_by_taxon"}
        assert (folder / "reports" / name / "report.pdf").stat().st_size > 10_000
