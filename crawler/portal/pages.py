"""The portal's own pages: the front page and one listing."""

from __future__ import annotations

import logging
import sqlite3
from typing import Any
from urllib.parse import urlsplit

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from crawler.portal.database import NAME
from crawler.portal.marking import mark
from crawler.store import portal_queries as store
from crawler.store.status_queries import last_crawls

log = logging.getLogger(__name__)
URL_SHOWN = 300
TOO_LONG = (
    "The question took too long and was stopped. Narrow it: fewer tables, a WHERE, "
    "a LIMIT."
)
NEWEST_SHOWN = 8


async def front_page(datasette: Datasette) -> dict[str, Any]:
    """Gather what the front page shows."""
    database = datasette.get_database(NAME)
    queries = await datasette.get_canned_queries(NAME, None)
    return {
        "counts": await database.execute_fn(store.front_counts),
        "newest": await database.execute_fn(
            lambda conn: store.newest_flagged(conn, NEWEST_SHOWN)
        ),
        "ailing": await database.execute_fn(_ailing),
        "questions": list(queries.values()),
        "database_name": NAME,
    }


async def listing_page(request: Request, datasette: Datasette) -> Response:
    """Show one listing with its matches, texts, sightings and kin."""
    number = int(request.url_vars["number"])
    listing = await datasette.get_database(NAME).execute_fn(
        lambda conn: store.one_listing(conn, number)
    )
    if listing is None:
        raise NotFound(f"There is no listing {number}.")
    page = await datasette.render_template(
        "listing.html",
        {
            "listing": listing,
            "title_parts": _parts(listing, "title"),
            "description_parts": _parts(listing, "description"),
            "web_address": is_web_address(listing["url"]),
            "database": NAME,
        },
        request=request,
        view_name="listing",
    )
    return Response.html(page)


async def error_page(
    datasette: Datasette, request: Request, exception: Exception
) -> Response:
    """Say what was wrong with a question; what is our own fault goes to the log."""
    status = getattr(exception, "status", 500)
    text = str(getattr(exception, "message", "") or exception)
    if getattr(exception, "message_is_html", False):
        # Datasette sends HTML only for a query that ran out of time.
        text = TOO_LONG
    if status == 500:
        log.error("%s: %r", request.path, exception, exc_info=exception)
    if request.path.endswith(".json"):
        return Response.json({"ok": False, "error": text, "status": status}, status)
    page = await datasette.render_template(
        "error.html",
        {"status": status, "title": getattr(exception, "title", None), "error": text},
        request=request,
        view_name="error",
    )
    return Response.html(page, status=status)


def is_web_address(url: str) -> bool:
    """Whether *url* may be a link: http or https with a host, nothing odd in it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and url.isprintable()
        and not any(character.isspace() for character in url)
    )


def _ailing(conn: sqlite3.Connection) -> list[str]:
    """Name the marketplaces whose last crawl is not known to be complete."""
    return [
        crawl.title or crawl.marketplace
        for crawl in last_crawls(conn)
        if not crawl.complete
    ]


def _parts(listing: store.Row, field: str) -> list[tuple[str, bool]]:
    """Cut a text where matches of the text that it has now begin and end."""
    spans = [
        (match["start"], match["end"])
        for match in listing["matches"]
        if match["is_current"] and match["field"] == field
    ]
    return mark(listing[field], spans)
