"""Putting the portal together: our pages, Datasette under /data, the guard before all."""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Awaitable, Callable
from importlib.resources import files
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crawler.portal.asking.wanted import WantedError
from crawler.portal.data.app import make_tables
from crawler.portal.data.behind import behind_session
from crawler.portal.desk.searches import SearchError
from crawler.portal.desk.sessions import Session, find_session
from crawler.portal.desk.users import UserError
from crawler.portal.faults import FAULTS
from crawler.portal.guard import App, guarded
from crawler.portal.pages import ROUTES, Page
from crawler.portal.visit import (
    Form,
    NotFoundError,
    Portal,
    RefusedError,
    Visit,
    WrongInputError,
)
from crawler.portal.words import chosen_language, marked
from crawler.store import StoreError
from crawler.store.write_cases import CaseError
from crawler.store.write_reviews import ReviewError
from crawler.translation.words import Words

log = logging.getLogger(__name__)
LARGEST_FORM = 200_000
MOST_FIELDS = 200
_WRONG = (
    WrongInputError,
    UserError,
    CaseError,
    ReviewError,
    SearchError,
    WantedError,
)


def make_app(portal: Portal) -> App:
    """Make the whole portal."""
    tables = make_tables(portal.workspace.database, unit=portal.workspace.settings.unit)

    def session_of(request: Request) -> Session | None:
        return _session(portal, request)

    def language_of(request: Request) -> str:
        return _language(portal, request)

    static = StaticFiles(directory=str(files("crawler.portal").joinpath("static")))
    pages = Starlette(
        routes=[
            *(_route(portal, page) for page in ROUTES),
            Mount("/static", static),
            Mount("/data", behind_session(tables.app(), session_of, language_of)),
            Route("/{rest:path}", _endpoint(portal, Page("", _nothing, role=None))),
        ],
    )
    return guarded(pages, portal.door)


def _route(portal: Portal, page: Page) -> Route:
    return Route(page.path, _endpoint(portal, page), methods=list(page.methods))


def _endpoint(portal: Portal, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        form: Form = {}
        if request.method == "POST":
            read = await _read_form(request)
            if read is None:
                return PlainTextResponse("The form is too large.", 413)
            form = read
        return await run_in_threadpool(_answer, portal, page, request, form)

    return endpoint


async def _read_form(request: Request) -> Form | None:
    """Read the fields of a form; None if there is too much of it."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return None
    try:
        return parse_qs(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        return None


def _answer(portal: Portal, page: Page, request: Request, form: Form) -> Response:
    visit = Visit(
        portal,
        request,
        _session(portal, request),
        _language(portal, request),
        form,
    )
    if page.role is not None and visit.session is None:
        return _ask_to_sign_in(request)
    try:
        _check(visit, page)
        return page.function(visit)
    except NotFoundError:
        return _fault(visit, 404, marked("There is no such page, or it is not yours."))
    except RefusedError:
        return _fault(visit, 403, marked("Your role does not allow this."))
    except _WRONG as error:
        return _fault(visit, 400, marked("This cannot be done."), str(error))
    except StoreError as error:
        log.error("%s: %s", request.url.path, error)
        return _fault(visit, 503, marked("The database cannot be used."), str(error))


def _check(visit: Visit, page: Page) -> None:
    if page.role is not None and not visit.user.may(page.role):
        raise RefusedError
    if visit.request.method == "POST":
        given = visit.request.headers.get("x-form-token") or visit.text("form_token")
        known = visit.form_token()
        if visit.session is None:
            known = visit.request.cookies.get(visit.portal.cookie("form"), "")
        if not known or not hmac.compare_digest(given.encode(), known.encode()):
            raise RefusedError


def _language(portal: Portal, request: Request) -> str:
    return chosen_language(
        request.cookies.get(portal.cookie("language"), ""),
        request.headers.get("accept-language", ""),
    )


def _session(portal: Portal, request: Request) -> Session | None:
    token = request.cookies.get(portal.cookie("session"), "")
    if not token:
        return None
    with portal.desk.reading() as conn:
        return find_session(conn, token, time.time())


def _ask_to_sign_in(request: Request) -> Response:
    target = "/sign-in"
    if request.method in ("GET", "HEAD") and request.url.path != "/":
        wanted = request.url.path + (
            f"?{request.url.query}" if request.url.query else ""
        )
        target += f"?next={quote(wanted, safe='')}"
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    return RedirectResponse(target, status_code=303)


def _fault(visit: Visit, status: int, text: str, detail: str = "") -> Response:
    words = Words("portal", visit.language)
    said = FAULTS.say(detail, words)
    # What is not known, such as what SQLite says, stays in English.
    spoken = "en" if said == detail else visit.language
    return visit.page("error.html", status, fault=text, detail=said, spoken=spoken)


def _nothing(_visit: Visit) -> Response:
    raise NotFoundError
