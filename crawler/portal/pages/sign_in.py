"""Signing in and out, the first administrator, the language."""

from __future__ import annotations

import time
from urllib.parse import unquote

from starlette.responses import Response

from crawler.portal.desk.attempts import forget_failures, must_wait, note_failure
from crawler.portal.desk.sessions import begin_session, end_session
from crawler.portal.desk.users import add_user, password_fits
from crawler.portal.desk.welcome import end_welcome, is_welcome
from crawler.portal.visit import NotFoundError, Visit
from crawler.portal.words import LANGUAGES, marked
from crawler.store.write_audit import write_audit

YEAR = 365 * 24 * 3600
_WRONG = marked("Login and password do not fit.")
_WAIT = marked("Too many wrong passwords. Wait some minutes, then try again.")


def show(visit: Visit) -> Response:
    """Ask for login and password."""
    return _form(visit)


def enter(visit: Visit) -> Response:
    """Sign in, unless there were too many wrong passwords."""
    login, password = visit.text("login", 60).casefold(), _password(visit)
    address = visit.request.client.host if visit.request.client else ""
    with visit.portal.desk.reading() as conn:
        if must_wait(conn, login, address, time.time()):
            return _form(visit, 429, _WAIT, login)
        fits = password_fits(conn, login, password)
    with visit.portal.desk.writing() as conn:
        if not fits:
            note_failure(conn, login, address, time.time())
            return _form(visit, 403, _WRONG, login)
        forget_failures(conn, login)
        return _enter(visit, begin_session(conn, login, time.time()))


def leave(visit: Visit) -> Response:
    """End the session."""
    name = visit.portal.cookie("session")
    with visit.portal.desk.writing() as conn:
        end_session(conn, visit.request.cookies.get(name, ""))
    response = visit.go("/sign-in", "signed-out")
    response.delete_cookie(name, path="/", secure=visit.portal.door.tls)
    return response


def show_welcome(visit: Visit) -> Response:
    """Ask the first administrator for a login and a password."""
    with visit.portal.desk.reading() as conn:
        _check_welcome(visit, is_welcome(conn, _token(visit), time.time()))
    return visit.page("welcome.html")


def welcome(visit: Visit) -> Response:
    """Make the first administrator, who is signed in at once."""
    login = visit.text("login", 60)
    with visit.portal.desk.writing() as conn:
        _check_welcome(visit, is_welcome(conn, _token(visit), time.time()))
        add_user(
            *(conn, login, "administrator", _password(visit)),
            by="welcome link",
            at=visit.now,
        )
        end_welcome(conn)
        token = begin_session(conn, login, time.time())
    with visit.portal.databases.writing() as conn:
        detail = {"role": "administrator"}
        write_audit(
            conn, "welcome link", "user added", f"user {login}", detail, at=visit.now
        )
    return _enter(visit, token)


def language(visit: Visit) -> Response:
    """Show the portal in another language, and go back to the page."""
    chosen = visit.text("language", 5)
    response = visit.go(local_path(visit.text("next", 2000)))
    if chosen in LANGUAGES:
        visit.set_cookie(response, "language", chosen, YEAR)
    return response


def local_path(given: str) -> str:
    """Give the path if it is one of the portal's own, else that of the front page."""
    path = unquote(given)
    safe = path.startswith("/") and not path.startswith(("//", "/\\"))
    return given if safe and path.isprintable() and "\\" not in path else "/"


def _enter(visit: Visit, token: str) -> Response:
    response = visit.go(local_path(visit.text("next", 2000)))
    visit.set_cookie(response, "session", token)
    return response


def _form(
    visit: Visit, status: int = 200, fault: str = "", login: str = ""
) -> Response:
    wanted = visit.text("next", 2000) or visit.request.query_params.get("next", "")
    return visit.page(
        "sign_in.html", status, fault=fault, login=login, next=local_path(wanted)
    )


def _password(visit: Visit) -> str:
    return visit.form.get("password", [""])[-1][:1000]


def _token(visit: Visit) -> str:
    return str(visit.request.path_params["token"])[:200]


def _check_welcome(visit: Visit, welcomed: bool) -> None:
    # The link is printed on this machine's terminal and works on it alone.
    host = visit.request.client.host if visit.request.client else ""
    if not welcomed or host not in ("127.0.0.1", "::1"):
        raise NotFoundError
