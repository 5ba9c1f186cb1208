"""The portal over real HTTP, as its own process."""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from crawler.exports.spreadsheet import FORMULA_STARTS
from crawler.portal.app import metadata
from crawler.portal.guard import HEADERS
from crawler.reports.figures import gather
from crawler.reports.period import parse_period
from crawler.reports.tables import rates_by_marketplace
from crawler.store import Store
from crawler.workspace import Workspace, make_workspace
from tests.crawler.sample_store import MONDAY, crawl, listing, make_season, open_store

QUERIES = sorted(metadata("")["databases"]["citeswatch"]["queries"])
Serve = Callable[..., AbstractContextManager[str]]


def ask(portal: str, path: str, **parameters: str) -> list[dict[str, Any]]:
    """Ask a ready-made question, or SQL, and give its rows."""
    answer = httpx.get(
        f"{portal}citeswatch{path}.json", params={**parameters, "_shape": "array"}
    )
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()
    return rows


def number_of(portal: str, listing_id: str) -> int:
    sql = "select id from listings where listing_id = :name"
    (row,) = ask(portal, "", sql=sql, name=listing_id)
    number: int = row["id"]
    return number


def page(portal: str, path: str) -> BeautifulSoup:
    answer = httpx.get(portal + path)
    assert answer.status_code == 200, answer.text
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize("query", QUERIES)
def test_every_ready_made_question_is_answered_and_linked(
    portal: str, query: str
) -> None:
    text = page(portal, f"citeswatch/{query}").get_text()
    assert metadata("")["databases"]["citeswatch"]["queries"][query]["title"] in text
    assert page(portal, "").find("a", href=f"/citeswatch/{query}") is not None


def test_the_front_page_says_what_is_there_in_plain_words(
    portal: str, season: Workspace
) -> None:
    text = " ".join(page(portal, "").get_text(" ").split())
    with sqlite3.connect(season.database) as conn:
        (listings,) = conn.execute("SELECT COUNT(*) FROM listings").fetchone()
        (flagged,) = conn.execute(
            """SELECT COUNT(*) FROM listings WHERE appendix = 'I' AND state = 'active'
               AND offer IN ('likely', 'possible')"""
        ).fetchone()
    assert f"{listings} listings of 4 marketplaces are stored, from 29 crawls" in text
    assert f"{flagged} flagged Appendix I offers on sale" in text
    assert "A name match is not a finding of illegality" in text


def test_flagged_offers_are_appendix_i_and_can_be_narrowed(portal: str) -> None:
    everything = ask(portal, "/flagged_appendix_i")
    assert {row["offer"] for row in everything} == {"likely", "possible"}
    assert all(row["reason"] for row in everything)
    tigers = ask(portal, "/flagged_appendix_i", taxon="PANTHERA", state="active")
    assert {row["taxon"] for row in tigers} == {"Panthera tigris"}
    assert 0 < len(tigers) < len(everything)


def test_the_trend_is_that_of_the_report(portal: str, season: Workspace) -> None:
    with Store.open(season.database, read_only=True) as store:
        figures = gather(store, parse_period("all"), date(2026, 12, 1))
    report = rates_by_marketplace(figures)
    report = report[
        (report["appendix"] == "I") & (report["status"] != "not yet watched")
    ]
    rates = {
        (row["week"], row["marketplace"]): row
        for row in ask(portal, "/trend_per_effort")
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


def test_search_takes_words_as_they_are(portal: str) -> None:
    assert ask(portal, "/search") == []
    assert ask(portal, "/search", words="   ") == []
    assert ask(portal, "/search", words="100% ' OR 1=1 --") == []
    found = ask(portal, "/search", words="PEAU DE TIGRE")
    assert found
    assert all("peau de tigre" in row["title"] for row in found)
    assert ask(portal, "/search", words="べっ甲")
    (row,) = ask(portal, "/search", words="12345678901234567890")
    assert row["taxon"] == "Ara macao"


def test_changes_of_the_last_crawl_show_prices_before_and_after(portal: str) -> None:
    changed = ask(portal, "/last_changes", event="changed", flagged_only="yes")
    assert changed
    assert all(row["price"] != row["price_before"] for row in changed)
    events = {row["event"] for row in ask(portal, "/last_changes")}
    assert events == {"new", "changed", "gone"}


def test_a_listing_shows_matches_history_and_marks_the_words(portal: str) -> None:
    number = number_of(portal, "b-twin")
    soup = page(portal, f"listing/{number}")
    assert [mark.get_text() for mark in soup.select("h1 mark")] == ["ivory tusk"]
    text = " ".join(soup.get_text(" ").split())
    assert (
        "Likely offer of Loxodonta africana ; the taxon is listed in Appendix I" in text
    )
    assert "is a name of Loxodonta africana" in text
    assert "same text on another marketplace" in text
    link = soup.find("a", string="Open it")
    assert link is not None
    assert set(link["rel"]) >= {"noreferrer", "noopener", "nofollow"}
    assert link["href"] == "https://bazaar.example/item/b-twin"


def test_an_address_that_is_no_web_address_is_never_a_link(portal: str) -> None:
    number = number_of(portal, "b-script")
    for path in (f"listing/{number}", f"citeswatch/listings/{number}", ""):
        soup = page(portal, path)
        assert not [
            tag for tag in soup.find_all(href=True) if "javascript" in str(tag["href"])
        ]
    assert "This is no web address" in page(portal, f"listing/{number}").get_text()


def test_tables_show_addresses_as_text_and_titles_as_text(portal: str) -> None:
    soup = page(portal, "citeswatch/listings?marketplace=bazaar&_size=max")
    outside = [
        tag["href"]
        for tag in soup.find_all("a", href=True)
        if urlsplit(str(tag["href"])).hostname not in (None, "127.0.0.1")
    ]
    assert outside == []
    assert "https://bazaar.example/item/b-twin" in soup.get_text()
    assert not [tag for tag in soup.find_all("script") if "gotcha" in tag.get_text()]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "listing/1",
        "listing/999999",
        "citeswatch/listings",
        "citeswatch.json?sql=select+1",
        "citeswatch/flagged_appendix_i.csv",
        "citeswatch?sql=drop+table+listings",
        "assets/portal.css",
        "-/static/app.css",
        "nothing/here",
    ],
)
def test_every_answer_bears_the_guards_headers(portal: str, path: str) -> None:
    answer = httpx.get(portal + path)
    for name, value in HEADERS:
        assert answer.headers.get_list(name.decode()) == [value.decode()], name
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert "script-src 'self';" in answer.headers["content-security-policy"]


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
    portal: str, season: Workspace, sql: str
) -> None:
    before = hashlib.sha256(season.database.read_bytes()).hexdigest()
    answer = httpx.get(f"{portal}citeswatch", params={"sql": sql})
    assert answer.status_code == 400
    assert hashlib.sha256(season.database.read_bytes()).hexdigest() == before
    assert not Path("/tmp/copy.db").exists()


def test_a_question_without_end_is_stopped(portal: str) -> None:
    sql = (
        "with recursive n(i) as (select 1 union all select i + 1 from n) "
        "select count(*) from n"
    )
    answer = httpx.get(f"{portal}citeswatch", params={"sql": sql}, timeout=30)
    assert answer.status_code == 400
    assert "took too long" in answer.text


def test_the_database_file_cannot_be_taken_away(portal: str) -> None:
    assert httpx.get(f"{portal}citeswatch.db").status_code == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_questions_are_answered(portal: str, method: str) -> None:
    assert httpx.request(method, f"{portal}citeswatch").status_code == 405


HOSTS = [
    ("127.0.0.1", 200),
    ("127.0.0.1:8001", 200),
    ("localhost:9", 200),
    ("LOCALHOST", 200),
    ("[::1]:8001", 200),
    ("evil.example", 421),
    ("evil.example:8001", 421),
    ("127.0.0.1.evil.example", 421),
    ("localhost@evil.example", 421),
    ("", 421),
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_a_name_that_is_not_this_machine_is_refused(
    portal: str, host: str, status: int
) -> None:
    assert httpx.get(portal, headers={"Host": host}).status_code == status


def test_csv_from_the_portal_runs_in_no_spreadsheet(portal: str) -> None:
    for path in ("flagged_appendix_i.csv", "listings.csv?_size=max&_dl=on"):
        answer = httpx.get(f"{portal}citeswatch/{path}")
        assert answer.status_code == 200
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 20
        cells = [cell for row in rows for cell in row if cell]
        assert all(cell[0] not in FORMULA_STARTS for cell in cells)
        assert any(cell.startswith("'=HYPERLINK") for cell in cells)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("listing/999999", 404, "There is no listing 999999."),
        ("listing/abc", 404, "not found"),
        ("nothing", 404, "not found"),
        ("citeswatch?sql=select+nonsense", 400, "no such column: nonsense"),
    ],
)
def test_a_wrong_question_is_answered_in_words(
    portal: str, path: str, status: int, says: str
) -> None:
    answer = httpx.get(portal + path)
    assert answer.status_code == status
    assert says in answer.text
    assert "Traceback" not in answer.text


def test_what_a_crawl_writes_is_seen_at_once(tmp_path: Path, serve: Serve) -> None:
    workspace = make_workspace(tmp_path / "unit")
    open_store(workspace.database).close()
    with serve(workspace.folder) as address:
        assert "Nothing has been crawled yet" in page(address, "").get_text()
        with open_store(workspace.database) as store:
            for week in range(2):
                at = MONDAY + timedelta(weeks=week)
                tusk = listing("bazaar", "tusk", at, taxon="Loxodonta africana")
                crawl(store, "bazaar", at, [tusk])
                assert len(ask(address, "/effort_ledger")) == week + 1
        assert "Antique ivory tusk no. tusk" in page(address, "").get_text()


def test_a_folder_with_an_odd_name_is_no_trouble(tmp_path: Path, serve: Serve) -> None:
    workspace = make_workspace(tmp_path / "unit #1? 100% ünïcode")
    make_season(workspace.database, weeks=1)
    with serve(workspace.folder) as address:
        assert ask(address, "/flagged_appendix_i")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux")
def test_the_portal_listens_on_loopback_only(portal: str) -> None:
    port = urlsplit(portal).port
    lines = Path("/proc/net/tcp").read_text().splitlines()
    lines += Path("/proc/net/tcp6").read_text().splitlines()
    listening = [
        line.split()[1] for line in lines if line.split()[3] == "0A" and ":" in line
    ]
    mine = [one for one in listening if int(one.rpartition(":")[2], 16) == port]
    assert [one.partition(":")[0] for one in mine] == ["0100007F"]
