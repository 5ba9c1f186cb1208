"""Searching, keeping searches, and taking away exactly what is shown."""

from __future__ import annotations

import sqlite3
import time

from starlette.responses import Response

from crawler.portal import downloads
from crawler.portal.asking.search import (
    ALL_LOOKED_AT,
    FACET_VALUES,
    NEWEST_LOOKED_AT,
    PAGE,
    Counts,
    count_facets,
    find,
)
from crawler.portal.asking.subjects import marketplaces
from crawler.portal.asking.wanted import CHOICES, Wanted, read_wanted
from crawler.portal.desk.searches import (
    find_search,
    note_look,
    remove_search,
    save_search,
    searches_of,
)
from crawler.portal.notices import FACETS, OFFERS, STATES
from crawler.portal.pages.addresses import pairs_of
from crawler.portal.visit import NotFoundError, Portal, Visit, WrongInputError
from crawler.store.taxon_names import UnknownTaxonError, check_taxon

COUNTS_SECONDS = 30


def show(visit: Visit) -> Response:
    """Show a page of what is wanted, with counts by facet."""
    wanted = read_wanted(visit.request.query_params.multi_items())
    with visit.portal.databases.reading() as conn:
        listings = find(conn, wanted, PAGE + 1)
        shops = {row["name"]: row["shop"] for row in marketplaces(conn)}
        unknown = _unknown_taxon(conn, wanted)
    counts = _counts(visit.portal, wanted.query(before=None))
    with visit.portal.desk.reading() as conn:
        saved = searches_of(conn, visit.user.login)
    more = len(listings) > PAGE
    return visit.page(
        "search.html",
        wanted=wanted,
        listings=listings[:PAGE],
        next=wanted.query(before=listings[PAGE - 1]["id"]) if more else "",
        counts=counts,
        looked_at=_looked_at(wanted),
        facets=counts.facets,
        facet_names=FACETS,
        facet_values=FACET_VALUES,
        names={"offer": OFFERS, "state": STATES, "marketplace": shops},
        choices=CHOICES,
        query=wanted.query(before=None),
        saved=saved,
        unknown=unknown,
        most_exported=downloads.MOST,
    )


def save(visit: Visit) -> Response:
    """Keep a search under a name."""
    query = _query(visit)
    with visit.portal.desk.writing() as conn:
        save_search(
            conn, visit.user.login, visit.text("name", 200), query, at=visit.now
        )
    return visit.go(f"/search?{query}" if query else "/search", "search-saved")


def look(visit: Visit) -> Response:
    """Go to a kept search; what is in it now is no longer new."""
    with visit.portal.desk.writing() as conn:
        found = find_search(conn, visit.user.login, visit.number())
        if found is None:
            raise NotFoundError
        note_look(conn, found.id, at=visit.now)
    return visit.go(f"/search?{found.query}" if found.query else "/search")


def remove(visit: Visit) -> Response:
    """Forget a kept search."""
    with visit.portal.desk.writing() as conn:
        remove_search(conn, visit.user.login, visit.number())
    return visit.go("/search", "search-removed")


def export(visit: Visit) -> Response:
    """Give what the search finds as a file, and note that it was given."""
    form = visit.text("format", 10)
    if form not in downloads.FORMATS:
        raise WrongInputError(f"format: {form}")
    wanted = read_wanted(pairs_of(_query(visit)))
    with visit.portal.databases.reading() as conn:
        listings = downloads.of_search(conn, wanted)
    return downloads.answer(visit, "listings", listings, form, wanted.query())


def _query(visit: Visit) -> str:
    """Give the query of the form, as we would write it."""
    return read_wanted(pairs_of(visit.text("query", 8000))).query(before=None)


def _unknown_taxon(
    conn: sqlite3.Connection, wanted: Wanted
) -> UnknownTaxonError | None:
    """Tell a name that nobody has from one of a taxon that is not offered."""
    try:
        check_taxon(conn, wanted.taxon)
    except UnknownTaxonError as error:
        return error
    return None


def _looked_at(wanted: Wanted) -> int:
    """Tell through how many listings the page was sought; 0 if through all."""
    if wanted.scope != "all" or wanted.seller:
        return 0
    if not wanted.words:
        return NEWEST_LOOKED_AT
    bare = Wanted(words=wanted.words, scope="all", before=wanted.before)
    return 0 if wanted == bare else ALL_LOOKED_AT


def _counts(portal: Portal, query: str) -> Counts:
    """Count by facet, anew every half minute: it costs more than a page of rows."""

    def count() -> Counts:
        with portal.databases.reading() as conn:
            return count_facets(conn, read_wanted(pairs_of(query)))

    half_minute = int(time.time() / COUNTS_SECONDS)
    return portal.shared.get(("facets", query, half_minute), count)
