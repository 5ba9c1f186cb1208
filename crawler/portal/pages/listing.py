"""The page of one listing, and what the review page shows of it."""

from __future__ import annotations

import sqlite3
from typing import Any

from starlette.responses import Response

from crawler.portal.asking.cases import cases_of
from crawler.portal.asking.listing import one_listing
from crawler.portal.asking.rows import Row
from crawler.portal.desk.users import User
from crawler.portal.marking import mark
from crawler.portal.notices import REASONS
from crawler.portal.pages.addresses import is_web_address
from crawler.portal.visit import NotFoundError, Visit


def show(visit: Visit) -> Response:
    """Show one listing."""
    with visit.portal.databases.reading() as conn:
        values = listing_values(conn, visit.number(), visit.user)
    return visit.page("listing.html", reasons=REASONS, **values)


def listing_values(conn: sqlite3.Connection, number: int, user: User) -> dict[str, Any]:
    """Gather what the templates show of a listing.

    Raises:
        NotFoundError: there is none.
    """
    listing = one_listing(conn, number)
    if listing is None:
        raise NotFoundError
    return {
        "listing": listing,
        "title_parts": _parts(listing, "title"),
        "description_parts": _parts(listing, "description"),
        "web_address": is_web_address(listing["url"]),
        "cases": cases_of(conn, user, listing=number) if user.may("analyst") else [],
        "open_cases": [
            case
            for case in (cases_of(conn, user) if user.may("analyst") else [])
            if case["state"] == "open"
        ],
    }


def _parts(listing: Row, field: str) -> list[tuple[str, bool]]:
    """Cut a text where matches of the text that it has now begin and end."""
    spans = [
        (match["start"], match["end"])
        for match in listing["matches"]
        if match["is_current"] and match["field"] == field
    ]
    return mark(listing[field], spans)
