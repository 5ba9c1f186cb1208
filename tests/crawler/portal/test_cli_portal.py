from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.portal.serve import is_loopback
from crawler.workspace import Workspace, make_workspace

Serve = Callable[..., AbstractContextManager[str]]


def run(folder: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["portal", "--workspace", str(folder), *options])
    return done.exit_code, " ".join(done.output.split())


def test_others_are_let_in_only_when_that_is_said(season: Workspace) -> None:
    code, said = run(season.folder, "--host", "0.0.0.0")
    assert code == 2
    assert "has no login yet" in said
    assert "ssh -L 8001:127.0.0.1:8001" in said


def test_when_it_is_said_any_name_is_answered(season: Workspace, serve: Serve) -> None:
    with serve(season.folder, "--host", "0.0.0.0", "--without-login") as address:
        local = address.replace("0.0.0.0", "127.0.0.1")
        answer = httpx.get(local, headers={"Host": "portal.unit.example"})
        assert answer.status_code == 200


def test_a_port_that_is_taken_is_told(season: Workspace) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, said = run(season.folder, "--port", str(port))
    assert code == 1
    assert f"port {port} is taken" in said
    assert "--port" in said


def test_an_address_of_another_machine_is_told(season: Workspace) -> None:
    code, said = run(season.folder, "--host", "192.0.2.1", "--without-login")
    assert code == 1
    assert "cannot listen on 192.0.2.1" in said


def test_without_a_database_the_portal_says_how_to_get_one(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    code, said = run(workspace.folder)
    assert code == 1
    assert "citeswatch crawl" in said
    assert not workspace.database.exists()


def test_a_database_of_another_program_is_not_served(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    workspace.database.write_bytes(b"a diary, not a database" * 100)
    code, said = run(workspace.folder)
    assert code == 1
    assert "not an SQLite database" in said


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
