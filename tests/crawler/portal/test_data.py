"""The tables, ready-made questions and SQL behind the session, over real HTTP."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from crawler.exports.spreadsheet import FORMULA_STARTS
from crawler.portal.data.app import metadata
from crawler.reports.figures import gather
from crawler.reports.period import parse_period
from crawler.reports.tables import rates_by_marketplace
from crawler.store import Store
from crawler.workspace import Workspace
from tests.crawler.portal.client import Client, signed_in

QUERIES = sorted(metadata("")["databases"]["citeswatch"]["queries"])


@pytest.mark.parametrize("query", QUERIES)
def test_every_ready_made_question_is_answered_and_linked(
    viewer: Client, query: str
) -> None:
    title = metadata("")["databases"]["citeswatch"]["queries"][query]["title"]
    assert title in viewer.page(f"/data/citeswatch/{query}").get_text()
    assert viewer.page("/data/").find("a", href=f"/data/citeswatch/{query}")


def test_flagged_offers_are_appendix_i_and_can_be_narrowed(viewer: Client) -> None:
    everything = viewer.rows("/flagged_appendix_i")
    assert {row["offer"] for row in everything} == {"likely", "possible"}
    assert all(row["reason"] for row in everything)
    tigers = viewer.rows("/flagged_appendix_i", taxon="PANTHERA", state="active")
    assert {row["taxon"] for row in tigers} == {"Panthera tigris"}
    assert 0 < len(tigers) < len(everything)


def test_the_trend_is_that_of_the_report(viewer: Client, season: Workspace) -> None:
    with Store.open(season.database, read_only=True) as store:
        figures = gather(store, parse_period("all"), date(2026, 12, 1))
    report = rates_by_marketplace(figures)
    report = report[
        (report["appendix"] == "I") & (report["status"] != "not yet watched")
    ]
    rates = {
        (row["week"], row["marketplace"]): row
        for row in viewer.rows("/trend_per_effort")
    }
    assert len(rates) == len(report)
    for row in report.to_dict("records"):
        found = rates[row["week"], row["marketplace"]]
        assert found["status"] == row["status"]
        if row["status"] != "complete":
            assert found["per_1000"] is None
            continue
        assert found["flagged_appendix_i"] == row["flagged_listings"]
        assert found["pages_fetched"] == row["pages_fetched"]
        for ours, theirs in (
            ("per_1000", "per_1000_listings"),
            ("per_1000_low", "per_1000_low"),
            ("per_1000_high", "per_1000_high"),
        ):
            assert found[ours] == pytest.approx(row[theirs], abs=0.06)


def test_changes_of_the_last_crawl_show_prices_before_and_after(viewer: Client) -> None:
    changed = viewer.rows("/last_changes", event="changed", flagged_only="yes")
    assert changed
    assert all(row["price"] != row["price_before"] for row in changed)
    events = {row["event"] for row in viewer.rows("/last_changes")}
    assert events == {"new", "changed", "gone"}


def test_tables_show_addresses_as_text_and_titles_as_text(viewer: Client) -> None:
    soup = viewer.page("/data/citeswatch/listings?marketplace=bazaar&_size=max")
    outside = [
        tag["href"]
        for tag in soup.find_all("a", href=True)
        if urlsplit(str(tag["href"])).hostname not in (None, "127.0.0.1")
    ]
    assert outside == []
    assert "https://bazaar.example/item/b-twin" in soup.get_text()
    assert not [tag for tag in soup.find_all("script") if "gotcha" in tag.get_text()]


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        "/data/",
        "/data/citeswatch",
        "/data/citeswatch/listings?_facet=taxon&state=active&_size=5",
        "/data/citeswatch/flagged_appendix_i",
        "/data/citeswatch/crawls/1",
        "/data/citeswatch?sql=select+1+as+a",
    ],
)
def test_every_link_of_the_tables_leads_somewhere(viewer: Client, path: str) -> None:
    links = {
        urljoin(f"http://127.0.0.1{path}", str(tag["href"]))
        for tag in viewer.page(path).find_all("a", href=True)
    }
    wanted = {link.removeprefix("http://127.0.0.1").partition("#")[0] for link in links}
    assert len(wanted) > 5
    chosen = sorted(wanted, key=lambda link: ("/listings" not in link, link))[:25]
    for link in chosen:
        assert viewer.http.get(link).status_code in (200, 302, 303), link


HIDDEN = ["audit", "cases", "case_listings", "case_members", "case_notes"]


@pytest.mark.parametrize("table", [*HIDDEN, "users", "sessions"])
def test_what_is_not_for_everybody_is_in_no_table_and_no_answer(
    viewer: Client, table: str
) -> None:
    assert viewer.get(f"/data/citeswatch/{table}").status_code == 404
    assert viewer.get(f"/data/citeswatch/{table}.json").status_code == 404
    for sql in (
        f"select * from {table}",
        f"select count(*) from {table}",
        f"with x as (select * from {table}) select 1 from x",
        f"select 1 where exists (select 1 from {table})",
        f"select id from listings union select rowid from {table}",
    ):
        answer = viewer.get("/data/citeswatch.json", sql=sql)
        assert answer.status_code == 400, sql
        assert "rows" not in answer.json() or answer.json()["rows"] == []
    assert table not in viewer.page("/data/citeswatch").get_text().split()


FORBIDDEN_SQL = [
    "delete from listings",
    "drop table listings",
    "insert into exports (made_at) values (1)",
    "update listings set title = 'x'",
    "attach database '/tmp/evil.db' as evil",
    "pragma journal_mode = delete",
    "vacuum into '/tmp/copy.db'",
    "select load_extension('evil')",
    "with x as (select 1) delete from listings",
    "select 1; drop table listings",
]


@pytest.mark.parametrize("sql", FORBIDDEN_SQL)
def test_sql_that_would_write_is_refused_and_changes_nothing(
    viewer: Client, season: Workspace, sql: str
) -> None:
    before = hashlib.sha256(season.database.read_bytes()).hexdigest()
    assert viewer.get("/data/citeswatch", sql=sql).status_code == 400
    assert hashlib.sha256(season.database.read_bytes()).hexdigest() == before
    assert not Path("/tmp/copy.db").exists()


def test_a_question_without_end_is_stopped(viewer: Client) -> None:
    sql = (
        "with recursive n(i) as (select 1 union all select i + 1 from n) "
        "select count(*) from n"
    )
    answer = viewer.get("/data/citeswatch", sql=sql)
    assert answer.status_code == 400
    assert "took too long" in answer.text


def test_the_database_file_cannot_be_taken_away(viewer: Client) -> None:
    assert viewer.get("/data/citeswatch.db").status_code == 403


@pytest.mark.parametrize(
    "path", ["-/settings", "-/plugins", "-/actor", "-/permissions", "-/logout"]
)
def test_datasettes_own_pages_are_closed(viewer: Client, path: str) -> None:
    assert viewer.get(f"/data/{path}").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_questions_are_answered(viewer: Client, method: str) -> None:
    assert viewer.http.request(method, "/data/citeswatch").status_code == 405


def test_csv_from_the_tables_runs_in_no_spreadsheet(viewer: Client) -> None:
    for path in ("flagged_appendix_i.csv", "listings.csv?_size=max&_dl=on"):
        answer = viewer.http.get(f"/data/citeswatch/{path}")
        assert answer.status_code == 200
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 20
        cells = [cell for row in rows for cell in row if cell]
        assert all(cell[0] not in FORMULA_STARTS for cell in cells)
        assert any(cell.startswith("'=HYPERLINK") for cell in cells)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/listing/999999", 404, "There is no such page"),
        ("/listing/abc", 404, "There is no such page"),
        ("/nothing", 404, "There is no such page"),
        ("/data/nothing", 404, "not found"),
        ("/data/citeswatch?sql=select+nonsense", 400, "no such column: nonsense"),
        ("/search?price_from=cheap", 400, "price_from: cheap"),
        ("/search?appendix=IV", 400, "appendix: IV"),
    ],
)
def test_a_wrong_question_is_answered_in_words(
    viewer: Client, path: str, status: int, says: str
) -> None:
    answer = viewer.http.get(path)
    assert answer.status_code == status
    assert says in answer.text
    assert "Traceback" not in answer.text


def test_nobody_reads_the_tables_without_signing_in(portal: str) -> None:
    for path in ("data/", "data/citeswatch", "data/citeswatch/listings"):
        answer = httpx.get(portal + path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=%2Fdata%2F")
    for path in ("citeswatch.json?sql=select+1", "citeswatch/listings.csv"):
        assert httpx.get(f"{portal}data/{path}").status_code == 401


@pytest.mark.parametrize("login", ["viewer", "administrator"])
@pytest.mark.parametrize(
    "path", ["/data/", "/data/citeswatch/crawls/1", "/data/citeswatch/nothing"]
)
def test_the_tables_have_the_same_header_as_the_other_pages(
    portal: str, login: str, path: str
) -> None:
    def header(path: str) -> list[str]:
        soup = BeautifulSoup(client.get(path).text, "lxml")
        found = soup.select("header.top a, header.top button, header.top input")
        return [
            f"{one.get('href')} {one.get('value')} {one.get_text()}" for one in found
        ]

    with signed_in(portal, login) as client:
        assert header(path) == header("/search")
        assert f"/account None {login}" in header(path)
