"""Signing in and out, roles, and what stands before every page."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from crawler.portal.desk import attempts, sessions, users
from crawler.portal.desk.file import Desk
from crawler.portal.guard import COMMON
from crawler.portal.pages import ROUTES
from crawler.portal.pages.sign_in import local_path
from crawler.workspace import Workspace
from tests.crawler.portal.client import PASSWORD, Client, signed_in, stored

LEVELS = users.ROLES


def concrete(path: str) -> str:
    for name, value in {
        "{number:int}": "1",
        "{package:int}": "1",
        "{token}": "x",
        "{taxon_id}": "6344",
        "{name}.svg": "trend.svg",
        "{name}": "bazaar",
        "{pseudonym}": "x",
        "{login}": "viewer",
    }.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize(
    "page", [page for page in ROUTES if page.role], ids=lambda page: page.path
)
def test_no_page_is_shown_and_no_form_taken_without_signing_in(
    portal: str, page: object
) -> None:
    path = concrete(page.path)  # type: ignore[attr-defined]
    for method in page.methods:  # type: ignore[attr-defined]
        answer = httpx.request(method, portal.rstrip("/") + path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
        assert answer.text == ""


@pytest.mark.parametrize("role", LEVELS[:3])
def test_a_page_above_ones_role_is_refused(portal: str, role: str) -> None:
    above = [
        page
        for page in ROUTES
        if page.role and LEVELS.index(page.role) > LEVELS.index(role)
    ]
    assert above
    with signed_in(portal, role) as client:
        token = client.token()
        for page in above:
            for method in page.methods:
                answer = client.http.request(
                    *(method, concrete(page.path)),
                    data={"form_token": token} if method == "POST" else None,
                )
                assert answer.status_code == 403, page.path
                assert "Traceback" not in answer.text


def test_a_wrong_password_an_unknown_login_and_none_at_all_say_the_same(
    portal: str,
) -> None:
    said = set()
    for login, password in (("viewer", "wrong"), ("nobody", PASSWORD), ("", "")):
        with httpx.Client(base_url=portal) as http:
            answer = _try(http, login, password)
            assert answer.status_code == 403
            soup = BeautifulSoup(answer.text, "lxml")
            said.add(soup.select_one(".fault").get_text())  # type: ignore[union-attr]
            assert not [name for name in http.cookies if "session" in name]
    assert said == {"Login and password do not fit."}


def test_guessing_is_slowed_down_even_with_the_right_password(
    fresh: tuple[Workspace, str],
) -> None:
    _, address = fresh
    with httpx.Client(base_url=address) as http:
        codes = [
            _try(http, "analyst", f"guess {n}").status_code
            for n in range(attempts.MOST_OF_LOGIN)
        ]
        assert codes == [403] * attempts.MOST_OF_LOGIN
        assert _try(http, "analyst", PASSWORD).status_code == 429
        # Others are not kept out.
        assert _try(http, "viewer", PASSWORD).status_code == 303


def test_the_window_of_guesses_passes(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "portal.db")
    with desk.writing() as conn:
        for n in range(attempts.MOST_OF_LOGIN):
            attempts.note_failure(conn, "ana", "10.0.0.1", 1000.0 + n)
        assert attempts.must_wait(conn, "ana", "10.0.0.2", 1010.0) > 0
        assert attempts.must_wait(conn, "ben", "10.0.0.1", 1010.0) == 0
        later = 1000.0 + attempts.WINDOW_SECONDS + 10
        assert attempts.must_wait(conn, "ana", "10.0.0.1", later) == 0


def test_many_guesses_from_one_address_wait_whatever_the_login(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "portal.db")
    with desk.writing() as conn:
        for n in range(attempts.MOST_OF_ADDRESS):
            attempts.note_failure(conn, f"login{n}", "10.0.0.1", 1000.0)
        assert attempts.must_wait(conn, "ana", "10.0.0.1", 1001.0) > 0
        assert attempts.must_wait(conn, "ana", "10.0.0.2", 1001.0) == 0


@pytest.mark.parametrize(
    ("idle", "age", "runs"),
    [
        (0, 0, True),
        (sessions.IDLE_SECONDS - 1, sessions.IDLE_SECONDS - 1, True),
        (sessions.IDLE_SECONDS + 1, sessions.IDLE_SECONDS + 1, False),
        (0, sessions.LONGEST_SECONDS + 1, False),
    ],
)
def test_a_session_ends_by_idleness_and_by_age(
    tmp_path: Path, idle: float, age: float, runs: bool
) -> None:
    desk, now = Desk(tmp_path / "portal.db"), time.time()
    with desk.writing() as conn:
        users.add_user(conn, "ana", "viewer", PASSWORD, by="test", at="2026-01-01")
        token = sessions.begin_session(conn, "ana", now)
        conn.execute(
            "UPDATE sessions SET begun_at = ?, used_at = ?", (now - age, now - idle)
        )
        found = sessions.find_session(conn, token, now)
    assert (found is not None) is runs


def test_signing_out_ends_the_session_for_whoever_has_its_cookie(portal: str) -> None:
    with signed_in(portal, "viewer") as client:
        kept = dict(client.http.cookies)
        assert client.post("/sign-out").status_code == 303
    assert httpx.get(f"{portal}search", cookies=kept).status_code == 303


def test_a_removed_user_is_out_at_once_and_a_new_role_counts_at_once(
    fresh: tuple[Workspace, str],
) -> None:
    _, address = fresh
    with (
        signed_in(address, "administrator") as chief,
        signed_in(address, "second") as client,
    ):
        assert client.get("/cases").status_code == 200
        assert chief.post("/users/second/role", role="viewer").status_code == 303
        assert client.get("/cases").status_code == 403
        assert chief.post("/users/second/remove").status_code == 303
        assert client.get("/search").status_code == 303


def test_the_last_administrator_can_neither_go_nor_step_down(
    fresh: tuple[Workspace, str],
) -> None:
    _, address = fresh
    with signed_in(address, "administrator") as chief:
        for path, fields in (
            ("/users/administrator/remove", {}),
            ("/users/administrator/role", {"role": "viewer"}),
        ):
            answer = chief.post(path, **fields)
            assert answer.status_code == 400
            assert "only administrator" in answer.text


def test_a_changed_password_ends_every_session_and_the_old_one_fits_no_more(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    new = "another long password 8"
    with signed_in(address, "analyst") as other, signed_in(address, "analyst") as one:
        wrong = one.post("/account", former="wrong", password=new)
        assert wrong.status_code == 400
        assert one.post("/account", former=PASSWORD, password=new).status_code == 303
        assert other.get("/search").status_code == 303
    with httpx.Client(base_url=address) as http:
        assert _try(http, "analyst", PASSWORD).status_code == 403
        assert _try(http, "analyst", new).status_code == 303
    actions = stored(workspace.database, "SELECT actor, action, subject FROM audit")
    assert ("analyst", "password changed", "user analyst") in actions


def test_passwords_and_tokens_are_not_kept_as_they_are(
    fresh: tuple[Workspace, str],
) -> None:
    workspace, address = fresh
    with signed_in(address, "viewer") as client:
        token = next(v for n, v in client.http.cookies.items() if "session" in n)
        raw = b"".join(
            path.read_bytes() for path in workspace.folder.glob("portal.db*")
        )
    assert token.encode() not in raw
    assert PASSWORD.encode() not in raw
    assert b"$argon2id$" in raw
    assert (workspace.folder / "portal.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("login", "password", "why"),
    [
        ("Ana", PASSWORD, "small letters"),
        ("-ana", PASSWORD, "begins and ends"),
        ("ana'; DROP TABLE users", PASSWORD, "small letters"),
        ("ana", "short", "12 to 200"),
        ("ana", "x" * 201, "12 to 200"),
        ("ana", "aaaaaaaaaaaaaaa", "too easy"),
        ("viewer-viewer", "viewer-viewerviewer-viewer", "too easy"),
        ("viewer", PASSWORD, "already"),
    ],
)
def test_an_unfit_login_or_password_is_refused_in_words(
    fresh: tuple[Workspace, str], login: str, password: str, why: str
) -> None:
    _, address = fresh
    with signed_in(address, "administrator") as chief:
        answer = chief.post("/users", login=login, role="viewer", password=password)
        assert answer.status_code == 400
        assert why in answer.text


@pytest.mark.parametrize(
    ("given", "goes"),
    [
        ("/search?words=a", "/search?words=a"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/%2f%2fevil.example", "/%2f%2fevil.example"),
        ("%2f%2fevil.example", "/"),
        ("/a\r\nSet-Cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_stays_in_the_portal(given: str, goes: str) -> None:
    if goes == "/%2f%2fevil.example":
        goes = "/"
    assert local_path(given) == goes


@pytest.mark.parametrize(
    "path",
    [
        "sign-in",
        "search",
        "nothing/here",
        "static/portal.css",
        "static/vendor/htmx.min.js",
        "data/",
        "data/-/static/app.css",
        "charts/trend.svg",
    ],
)
def test_every_answer_bears_the_guards_headers(portal: str, path: str) -> None:
    answer = httpx.get(portal + path)
    for name, value in COMMON:
        assert answer.headers.get_list(name.decode()) == [value.decode()], name
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy
    if not path.startswith("data/"):
        assert "unsafe-inline" not in policy
    if not path.startswith(("static", "data/-/static")):
        assert answer.headers["cache-control"] == "no-store"


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
    answer = httpx.get(f"{portal}sign-in", headers={"Host": host})
    assert answer.status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_not_taken(portal: str, method: str) -> None:
    assert httpx.request(method, f"{portal}search").status_code == 405


def test_the_sessions_cookie_is_out_of_reach_of_scripts_and_other_sites(
    portal: str,
) -> None:
    with httpx.Client(base_url=portal) as http:
        answer = _try(http, "viewer", PASSWORD)
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if "session" in c]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "expires" not in cookie.casefold()


def _try(http: httpx.Client, login: str, password: str) -> httpx.Response:
    soup = BeautifulSoup(http.get("/sign-in").text, "lxml")
    token = soup.find("input", {"name": "form_token"})
    assert token is not None
    fields = {"login": login, "password": password, "form_token": token["value"]}
    return http.post("/sign-in", data=fields)


def test_two_programs_that_begin_at_once_make_one_desk(tmp_path: Path) -> None:
    desks = [Desk(tmp_path / "portal.db") for _ in range(3)]
    with closing(sqlite3.connect(tmp_path / "portal.db")) as conn:
        assert conn.execute("SELECT COUNT(*) FROM users").fetchone() == (0,)
    assert len(desks) == 3


def test_a_client_that_is_signed_in_sees_its_name(viewer: Client) -> None:
    assert "viewer" in viewer.page("/account").select_one("h1").get_text()  # type: ignore[union-attr]
