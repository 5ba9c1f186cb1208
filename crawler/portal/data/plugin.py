"""Our hooks into Datasette."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup, escape

from crawler.portal.data import answers
from crawler.portal.data.behind import LANGUAGE, SESSION
from crawler.portal.data.database import NAME
from crawler.portal.data.functions import add_functions
from crawler.portal.visit import environment

_Hook = TypeVar("_Hook", bound=Callable[..., Any])


def _hook(function: _Hook) -> _Hook:
    """Mark *function* as a hook (Datasette's own marker has no types)."""
    marked: _Hook = hookimpl(function)
    return marked


@_hook
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Give queries our functions."""
    if database == NAME:
        add_functions(conn)


@_hook
def extra_template_vars(
    template: str, request: Request | None, datasette: Datasette
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Give every page the portal's header, and the front page its questions."""

    async def values() -> dict[str, Any]:
        header = {"portal_header": _header(request)}
        if template != "index.html":
            return header
        questions = await datasette.get_canned_queries(NAME, None)
        return {
            **header,
            "questions": list(questions.values()),
            "database_name": NAME,
        }

    return values


@_hook
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]]:
    """Answer a question that cannot be answered in plain words."""

    async def answer() -> Response:
        return await answers.error_page(datasette, request, exception)

    return answer


@_hook
def render_cell(
    value: object, column: str, table: str | None, database: str
) -> Markup | None:
    """Link a listing to its page; show an address as text, never as a link."""
    if database != NAME:
        return None
    if isinstance(value, int) and _names_listing(column, table):
        return Markup('<a href="/listing/{0}">{0}</a>').format(value)
    if isinstance(value, str) and "://" in value[:20]:
        return escape(value if len(value) <= answers.URL_SHOWN else value[:200] + "…")
    return None


def _header(request: Request | None) -> Markup:
    session = request.scope.get(SESSION) if request else None
    language = request.scope.get(LANGUAGE, "en") if request else "en"
    template = environment(language).get_template("_header.html")
    return Markup(  # noqa: S704 - the template escapes what it shows.
        template.render(
            user=session.user if session else None,
            form_token=session.csrf if session else "",
            path="/data/",
            language=language,
        )
    )


def _names_listing(column: str, table: str | None) -> bool:
    return column in ("listing", "relisted_from", "same_as") or (
        table == "listings" and column == "id"
    )
