"""The portal's hooks into Datasette."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from jinja2 import Environment
from markupsafe import Markup, escape

from crawler.portal import pages
from crawler.portal.database import NAME
from crawler.portal.functions import add_functions
from crawler.portal.guard import App, guarded
from crawler.reports.layout import price

_Hook = TypeVar("_Hook", bound=Callable[..., Any])


def _hook(function: _Hook) -> _Hook:
    """Mark *function* as a hook (Datasette's own marker has no types)."""
    marked: _Hook = hookimpl(function)
    return marked


@_hook
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Put the guard before everything."""
    return lambda app: guarded(app, getattr(datasette, "hosts", frozenset()))


@_hook
def prepare_jinja2_environment(env: Environment) -> None:
    """Let templates write a price."""
    env.filters["price"] = price


@_hook
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Give queries our functions."""
    if database == NAME:
        add_functions(conn)


@_hook
def register_routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Serve the page of one listing."""
    return [(r"^/listing/(?P<number>\d{1,18})$", pages.listing_page)]


@_hook
def extra_template_vars(
    template: str, datasette: Datasette
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Give the front page its figures."""

    async def values() -> dict[str, Any]:
        return await pages.front_page(datasette) if template == "index.html" else {}

    return values


@_hook
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]]:
    """Answer a question that cannot be answered in plain words."""

    async def answer() -> Response:
        return await pages.error_page(datasette, request, exception)

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
        return escape(value if len(value) <= pages.URL_SHOWN else value[:200] + "…")
    return None


def _names_listing(column: str, table: str | None) -> bool:
    return column in ("listing", "relisted_from", "same_as") or (
        table == "listings" and column == "id"
    )
