from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from crawler.cli import main
from crawler.portal.serve import is_loopback
from crawler.workspace import Workspace, make_workspace
from tests.crawler.portal.client import PASSWORD, signed_in, stored
from tests.crawler.sample_store import make_season

Serve = Callable[..., AbstractContextManager[str]]


def run(folder: Path, *options: str, given: str = "") -> tuple[int, str]:
    command, *rest = options
    done = CliRunner().invoke(
        main, [command, *rest, "--workspace", str(folder)], input=given
    )
    return done.exit_code, " ".join(done.output.split())


def test_a_new_user_makes_the_first_administrator_by_the_link_once(
    tmp_path: Path,
) -> None:
    workspace = make_workspace(tmp_path / "unit")
    make_season(workspace.database, weeks=1)
    process = subprocess.Popen(
        [
            *(sys.executable, "-u", "-W", "ignore", "-m", "crawler", "portal"),
            *("--port", "0", "--workspace", str(workspace.folder)),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = "".join(process.stdout.readline() for _ in range(3))
        link = re.findall(r"http://\S+", said)[1]
        with httpx.Client() as http:
            token = BeautifulSoup(http.get(link).text, "lxml").find(
                "input", {"name": "form_token"}
            )
            assert token is not None
            fields = {"form_token": token["value"], "login": "ana"}
            short = http.post(link, data={**fields, "password": "short"})
            assert short.status_code == 400
            made = http.post(link, data={**fields, "password": PASSWORD})
            assert (made.status_code, made.headers["location"]) == (303, "/")
            root = link.partition("/welcome")[0]
            assert "ana" in http.get(f"{root}/users").text
        assert httpx.get(link).status_code == 404
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()
    rows = stored(workspace.database, "SELECT actor, action, subject FROM audit")
    assert rows == [("welcome link", "user added", "user ana")]


def test_others_are_not_let_in_before_somebody_may_sign_in(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    make_season(workspace.database, weeks=1)
    code, said = run(workspace.folder, "portal", "--host", "0.0.0.0")
    assert code == 2
    assert "citeswatch user add" in said


def test_behind_a_proxy_cookies_and_browsers_stay_with_tls(
    season: Workspace, serve: Serve
) -> None:
    public = "https://portal.unit.example"
    with serve(season.folder, "--public-url", public) as address:
        headers = {"Host": "portal.unit.example"}
        answer = httpx.get(f"{address}sign-in", headers=headers)
        assert answer.status_code == 200
        assert "max-age" in answer.headers["strict-transport-security"]
        cookies = answer.headers.get_list("set-cookie")
        assert cookies
        for cookie in cookies:
            assert cookie.startswith("__Host-")
            assert "Secure" in cookie
        other = httpx.get(f"{address}sign-in", headers={"Host": "evil.example"})
        assert other.status_code == 421


def test_an_open_port_without_tls_is_warned_of(season: Workspace) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = str(other.getsockname()[1])
        code, said = run(season.folder, "portal", "--host", "0.0.0.0", "--port", port)
    assert code == 1
    assert "WARNING" in said
    assert "--public-url" in said


@pytest.mark.parametrize("public", ["http://portal.example", "portal.example", "x:"])
def test_a_public_address_is_https(season: Workspace, public: str) -> None:
    code, said = run(season.folder, "portal", "--public-url", public)
    assert code == 1
    assert "https" in said


def test_a_port_that_is_taken_is_told(season: Workspace) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = run(season.folder, "portal", "--port", str(port))
    assert code == 1
    assert f"port {port} is taken" in said
    assert "--port" in said


def test_an_address_of_another_machine_is_told(season: Workspace) -> None:
    code, said = run(season.folder, "portal", "--host", "192.0.2.1")
    assert code == 1
    assert "cannot listen on 192.0.2.1" in said


def test_without_a_database_the_portal_says_how_to_get_one(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    code, said = run(workspace.folder, "portal")
    assert code == 1
    assert "citeswatch crawl" in said
    assert not workspace.database.exists()


def test_a_database_of_another_program_is_not_served(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    workspace.database.write_bytes(b"a diary, not a database" * 100)
    code, said = run(workspace.folder, "portal")
    assert code == 1
    assert "not an SQLite database" in said


def test_users_are_made_changed_and_removed_by_command(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    make_season(workspace.database, weeks=1)
    folder = workspace.folder
    assert "Nobody may sign in" in run(folder, "user", "list")[1]
    for login, role in (("ana", "administrator"), ("ben", "viewer")):
        options = ("user", "add", login, "--role", role, "--password-stdin")
        assert run(folder, *options, given=f"{PASSWORD}\n")[0] == 0
    assert run(folder, "user", "add", "ben", "--password-stdin", given=PASSWORD) == (
        1,
        "Error: there is a user ben already",
    )
    assert run(folder, "user", "role", "ben", "analyst")[0] == 0
    assert "ben analyst" in run(folder, "user", "list")[1]
    assert '"login": "ben"' in run(folder, "user", "list", "--json")[1]
    code, said = run(folder, "user", "remove", "ana")
    assert (code, "only administrator" in said) == (1, True)
    assert run(folder, "user", "remove", "ben")[0] == 0
    code, said = run(folder, "user", "password", "ben", "--password-stdin", given="x")
    assert (code, "no user ben" in said) == (1, True)
    actions = [row[0] for row in stored(workspace.database, "SELECT action FROM audit")]
    assert actions == [
        *("user added", "user added", "user role changed", "user removed"),
    ]


def test_a_password_that_a_command_changed_signs_in(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    new = "quite another password 9"
    options = ("user", "password", "viewer", "--password-stdin")
    assert run(workspace.folder, *options, given=f"{new}\n")[0] == 0
    with signed_in(address, "viewer", new) as client:
        assert client.get("/account").status_code == 200


def test_the_audit_record_is_verified_and_a_change_past_it_is_told(
    tmp_path: Path,
) -> None:
    workspace = make_workspace(tmp_path / "unit")
    make_season(workspace.database, weeks=1)
    folder = workspace.folder
    assert run(folder, "audit", "verify") == (0, "The audit record is empty.")
    for login in ("ana", "ben"):
        run(folder, "user", "add", login, "--password-stdin", given=f"{PASSWORD}\n")
    code, said = run(folder, "audit", "verify")
    assert (code, "The chain holds: 2 rows" in said) == (0, True)
    assert "user ben" in run(folder, "audit", "show")[1]
    stored_change(workspace.database)
    code, said = run(folder, "audit", "verify")
    assert code == 1
    assert "audit row 1 was changed" in said


def stored_change(database: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("DROP TRIGGER audit_is_not_changed")
        conn.execute("UPDATE audit SET actor = 'eve' WHERE id = 1")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("portal.example", False),
        ("localhost.evil.example", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback
