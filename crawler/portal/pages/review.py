"""The review queue: one listing a page, a key for each verdict."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from starlette.responses import Response

from crawler.portal.desk import locks
from crawler.portal.desk.picker import pick
from crawler.portal.notices import REASONS, URGENCIES
from crawler.portal.pages.listing import listing_values
from crawler.portal.visit import NotFoundError, Visit, WrongInputError
from crawler.store.queue_queries import (
    last_review,
    queue_lengths,
    reviewed_since,
    sample_unmatched,
    waiting,
)
from crawler.store.species_catalogue import catalogue_of
from crawler.store.times import utc_text
from crawler.store.write_reviews import (
    Judgement,
    ReviewError,
    undo_last_review,
    write_review,
)

UNDO_HOURS = 12
SAMPLE = "sample_unmatched"
_SAMPLED_AT_ONCE = 10


def show(visit: Visit) -> Response:
    """Show the listing that waits first and that nobody else has."""
    asked = visit.request.query_params
    origin = SAMPLE if asked.get("origin") == SAMPLE else "queue"
    with visit.portal.databases.reading() as conn:
        number = _take(visit, conn, origin, asked.get("listing", ""))
        lengths = queue_lengths(conn)
        values = listing_values(conn, number, visit.user) if number else {}
        return visit.page(
            "review.html",
            origin=origin,
            lengths=[(URGENCIES[n], lengths.get(n, 0)) for n in range(4)],
            waiting=sum(lengths.values()),
            done_today=reviewed_since(conn, visit.user.login, visit.now[:10]),
            last=last_review(conn, visit.user.login, _undo_since()),
            reasons=REASONS,
            **(values or {"listing": None}),
        )


def judge(visit: Visit) -> Response:
    """Keep a verdict, then show the next listing."""
    origin = _judge(visit)
    with visit.portal.desk.writing() as conn:
        locks.release(conn, visit.user.login)
    return visit.go("/review" if origin == "queue" else f"/review?origin={SAMPLE}")


def judge_shown(visit: Visit) -> Response:
    """Keep a verdict on the listing of a page, and show that page again."""
    _judge(visit)
    return visit.go(f"/listing/{visit.number()}", "reviewed")


def undo(visit: Visit) -> Response:
    """Take back the last review, and show its listing again."""
    with visit.portal.databases.writing() as conn:
        number = undo_last_review(
            conn, visit.user.login, at=visit.now, since=_undo_since()
        )
    if number is None:
        return visit.go("/review", "nothing-to-undo")
    return visit.go(f"/review?listing={number}", "undone")


def pick_taxon(visit: Visit) -> Response:
    """List the taxa whose names begin with what was typed."""
    with visit.portal.desk.reading() as conn:
        found = pick(conn, visit.request.query_params.get("q", "")[:100])
    catalogue = catalogue_of(visit.portal.species_folder)
    taxa = []
    for taxon_id, name in found:
        taxon = catalogue.taxon(taxon_id)
        if taxon is not None and taxon.accepted_id:
            taxon = catalogue.taxon(taxon.accepted_id)
        if taxon is not None:
            taxa.append((taxon, name))
    return visit.page(
        "_picker.html", taxa=taxa, asked=visit.request.query_params.get("q", "")
    )


def _take(
    visit: Visit, conn: sqlite3.Connection, origin: str, asked: str
) -> int | None:
    """Choose a listing and lock it: the one asked for if it is free, else the first."""
    now, login = time.time(), visit.user.login
    with visit.portal.desk.writing() as desk:
        wanted = int(asked) if _is_number(asked) else None
        if wanted is not None and locks.holder(desk, wanted, now) in (None, login):
            locks.lock(desk, login, wanted, now)
            return wanted
        held = locks.held_by(desk, login, now)
        source: Iterable[int] = waiting(conn)
        if origin == SAMPLE:
            source = sample_unmatched(conn, _SAMPLED_AT_ONCE, _draws())
        elif held is not None and _still_waits(conn, held):
            locks.lock(desk, login, held, now)
            return held
        return locks.take_first(desk, login, source, now)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def _still_waits(conn: sqlite3.Connection, listing: int) -> bool:
    found = conn.execute("SELECT 1 FROM review_queue WHERE listing = ?", (listing,))
    return found.fetchone() is not None


def _draws() -> Iterator[float]:
    chance = random.SystemRandom()
    while True:
        yield chance.random()


def _judge(visit: Visit) -> str:
    number = visit.number()
    with visit.portal.desk.reading() as conn:
        holder = locks.holder(conn, number, time.time())
    if holder not in (None, visit.user.login):
        raise WrongInputError(visit.translate("another reviewer has this listing now"))
    judgement = Judgement(
        number,
        visit.integer("version"),
        visit.text("verdict", 20),
        visit.text("reason", 40),
        *_taxon(visit),
        note=visit.text("note", 2000),
        origin=visit.text("origin", 20) or "queue",
    )
    with visit.portal.databases.writing() as conn:
        if conn.execute("SELECT 1 FROM listings WHERE id = ?", (number,)).fetchone():
            write_review(conn, visit.user.login, judgement, at=visit.now)
        else:
            raise NotFoundError
    return judgement.origin


def _taxon(visit: Visit) -> tuple[str, str]:
    """Give the taxon that was picked; its name is that of the species list."""
    taxon_id = visit.text("taxon_id", 100)
    if not taxon_id or visit.text("verdict", 20) != "wrong_taxon":
        return "", ""
    taxon = catalogue_of(visit.portal.species_folder).taxon(taxon_id)
    if taxon is None:
        raise ReviewError(f"the species list has no taxon {taxon_id}")
    return taxon.taxon_id, taxon.scientific_name


def _undo_since() -> str:
    return utc_text(datetime.now(UTC) - timedelta(hours=UNDO_HOURS))
