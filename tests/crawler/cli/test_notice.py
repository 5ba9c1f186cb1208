"""`citeswatch notice` and `marketplace policy`: the register of conduct, by hand."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_httpserver import HTTPServer

from crawler.cli import main
from crawler.store.write_audit import audit_faults
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.running import citeswatch
from tests.crawler.sample_store import MONDAY, crawl, listing, open_store


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two looks at one marketplace: `tusk` went in between, `tiger` stays."""
    made = make_workspace(tmp_path / "unit")
    chairs = range(9)
    with open_store(made.database) as store:
        for number, wild in enumerate((["tusk", "tiger"], ["tiger"])):
            at = MONDAY + timedelta(weeks=number)
            seen = [listing("bazaar", f"n{n}", at) for n in chairs]
            seen += [
                listing("bazaar", name, at, taxon="Panthera tigris") for name in wild
            ]
            crawl(store, "bazaar", at, seen)
        crawl(store, "tienda", MONDAY, [listing("tienda", "x", MONDAY)])
    return made


@pytest.fixture
def database(workspace: Workspace) -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(workspace.database)
    yield conn
    conn.close()


def run(workspace: Workspace, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--workspace", str(workspace.folder)])


def test_a_notice_is_kept_answered_and_told_with_what_crawls_saw(
    workspace: Workspace, database: sqlite3.Connection
) -> None:
    given = ["bazaar/tusk", "bazaar/tiger", "--channel", "form", "--on", "2026-10-07"]
    done = run(workspace, "notice", "add", *given, "--note", "=cmd()", "--as", "ana")
    assert done.exit_code == 0, done.output
    assert "Notice 1 to bazaar: 2 listings." in done.output
    assert (
        "sent 2026-10-07 (form): not answered"
        in run(workspace, "notice", "list").output
    )
    answer = ["1", "--answer", "partly", "--on", "2026-10-09"]
    assert run(workspace, "notice", "answer", *answer).exit_code == 0
    told = run(workspace, "notice", "list").output
    assert "1  bazaar, sent 2026-10-07 (form): partly, 2026-10-09" in told
    assert "Antique peau de tigre no. tusk: gone since 2026-10-12" in told
    assert "Antique peau de tigre no. tiger: still there on 2026-10-12" in told
    rows = run(workspace, "notice", "list", "--json").output.splitlines()
    assert [json.loads(row)["state"] for row in rows] == ["gone", "active"]
    (first, _) = csv.DictReader(
        io.StringIO(run(workspace, "notice", "list", "--csv").output)
    )
    assert first["note"] == "'=cmd()"
    assert list(audit_faults(database)) == []
    actions = database.execute("SELECT actor, action FROM audit ORDER BY id").fetchall()
    assert actions[0] == ("ana", "notice noted")
    assert actions[1][1] == "notice answered"


WRONG = [
    (["add", "bazaar/none", "--channel", "form"], "no listing 'bazaar/none' is stored"),
    (["add", "bazaar/tusk", "tienda/x", "--channel", "form"], "is of tienda, not of bazaar"),
    (["add", "bazaar/tusk", "--channel", "form", "--on", "2026-10-01"], "was first seen on 2026-10-05"),
    (["add", "bazaar/tusk", "--channel", "form", "--on", "2999-01-01"], "is yet to come"),
    (["add", "bazaar/tusk", "--channel", "pigeon"], "'pigeon' is not one of"),
    (["answer", "7", "--answer", "removed"], "there is no notice 7"),
    (["answer", "1", "--answer", "removed", "--on", "2026-10-06"], "was sent on 2026-10-07"),
    (["list", "--marketplace", "bazar"], "crawled were: bazaar, tienda"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_what_cannot_be_kept_is_told_and_changes_nothing(
    workspace: Workspace, database: sqlite3.Connection, words: list[str], says: str
) -> None:
    run(
        workspace,
        "notice",
        "add",
        "bazaar/tusk",
        "--channel",
        "form",
        "--on",
        "2026-10-07",
    )
    before = database.execute("SELECT * FROM notices").fetchall()
    done = run(workspace, "notice", *words)
    assert done.exit_code in (1, 2)
    assert says in " ".join(done.output.split())
    assert database.execute("SELECT * FROM notices").fetchall() == before


MARKET = """\
title = "Bazaar"
home = "{home}"
languages = ["en"]
family = "schema_org"
start_urls = ["{home}"]
[policy]
wildlife_policy_url = "{home}rules"
"""
RULES = "<p>Offers of ivory, of live great apes and of tigers are removed at once.</p>"


def facts(workspace: Workspace, home: str) -> None:
    path = workspace.marketplaces / "bazaar.toml"
    path.write_text(MARKET.format(home=home), encoding="utf-8")


def test_rules_are_kept_from_a_file_once_for_each_text(
    workspace: Workspace, database: sqlite3.Connection, tmp_path: Path
) -> None:
    facts(workspace, "http://127.0.0.1:9/")
    page = tmp_path / "rules.html"
    page.write_text(f"<html><nav>Home</nav><main>{RULES}</main><p>ad 17</p></html>")
    given = ["marketplace", "policy", "bazaar", "--file", str(page)]
    done = run(workspace, *given, "--in-force-on", "2026-10-10")
    assert done.exit_code == 0, done.output
    assert "in force on 2026-10-10" in done.output
    page.write_text(f"<html><nav>Start</nav><main>{RULES}</main><p>ad 18</p></html>")
    assert "are as they were" in run(workspace, *given).output
    page.write_text(f"<html><main>{RULES}<p>So is rosewood.</p></main></html>")
    assert "Kept" in run(workspace, *given).output
    kept = database.execute(
        "SELECT in_force_on, source, text FROM wildlife_policies ORDER BY in_force_on"
    ).fetchall()
    assert kept[0] == (
        "2026-10-10",
        "rules.html",
        "Offers of ivory, of live great apes and of tigers are removed at once.",
    )
    assert (kept[1][0], len(kept)) == (f"{datetime.now(UTC):%Y-%m-%d}", 2)


def test_rules_are_asked_of_the_site_once_when_robots_txt_lets_us(
    workspace: Workspace, database: sqlite3.Connection, httpserver: HTTPServer
) -> None:
    facts(workspace, httpserver.url_for("/"))
    httpserver.expect_request("/robots.txt").respond_with_data(
        "User-agent: *\nAllow: /"
    )
    page = f"<html><body><main>{RULES}</main></body></html>"
    httpserver.expect_request("/rules").respond_with_data(
        page, content_type="text/html"
    )
    where = ["--workspace", str(workspace.folder)]
    done = citeswatch("marketplace", "policy", "bazaar", "--fetch", *where)
    assert done.returncode == 0, done.stderr
    assert [one.path for one, _ in httpserver.log] == ["/robots.txt", "/rules"]
    (source,) = database.execute("SELECT source FROM wildlife_policies").fetchone()
    assert source == httpserver.url_for("/rules")


def test_rules_that_robots_txt_forbids_are_not_asked_for(
    workspace: Workspace, database: sqlite3.Connection, httpserver: HTTPServer
) -> None:
    facts(workspace, httpserver.url_for("/"))
    forbids = "User-agent: *\nDisallow: /rules"
    httpserver.expect_request("/robots.txt").respond_with_data(forbids)
    where = ["--workspace", str(workspace.folder)]
    done = citeswatch("marketplace", "policy", "bazaar", "--fetch", *where)
    assert done.returncode == 1
    assert "robots.txt" in done.stderr
    assert [one.path for one, _ in httpserver.log] == ["/robots.txt"]
    assert database.execute("SELECT * FROM wildlife_policies").fetchall() == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "is no text in UTF-8"),
        (b"<html><main></main></html>", "holds next to no text"),
    ],
)
def test_a_file_that_holds_no_rules_is_told(
    workspace: Workspace, tmp_path: Path, content: bytes, says: str
) -> None:
    facts(workspace, "http://127.0.0.1:9/")
    (tmp_path / "rules").write_bytes(content)
    given = ["marketplace", "policy", "bazaar", "--file", str(tmp_path / "rules")]
    done = run(workspace, *given)
    assert done.exit_code == 1
    assert says in " ".join(done.output.split())


def test_either_a_file_or_the_site(workspace: Workspace) -> None:
    done = run(workspace, "marketplace", "policy", "bazaar")
    assert done.exit_code == 2
    assert "give either --file or --fetch" in done.output
