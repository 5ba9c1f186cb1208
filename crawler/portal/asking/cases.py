"""Cases, as their members see them."""

from __future__ import annotations

import sqlite3

from crawler.portal.asking.rows import LANGUAGE, Row, row, rows
from crawler.portal.desk.users import User
from crawler.store.write_cases import case_subject

_MINE = """(:all OR EXISTS (SELECT 1 FROM case_members b
    WHERE b.case_id = c.id AND b.login = :login))"""

_PACKAGES = """SELECT id, made_at, path, rows, sha256 FROM exports
    WHERE format = 'bag' AND json(filters) = json_object('case', :case)"""
"""Bags of one case for nobody in particular; those for a contact are encrypted."""


def cases_of(
    conn: sqlite3.Connection, user: User, *, listing: int | None = None
) -> list[Row]:
    """List the cases that *user* may see, open ones first; those with *listing*."""
    return rows(
        conn,
        f"""SELECT c.*, (SELECT COUNT(*) FROM case_listings x WHERE x.case_id = c.id)
                AS listings
            FROM cases c WHERE {_MINE} AND (:listing IS NULL OR EXISTS (
                SELECT 1 FROM case_listings x
                WHERE x.case_id = c.id AND x.listing = :listing))
            ORDER BY c.state = 'closed', c.id DESC LIMIT 500""",  # noqa: S608
        {**_values(user), "listing": listing},
    )


def find_case(conn: sqlite3.Connection, user: User, number: int) -> Row | None:
    """Give a case; None if there is none or *user* may not see it."""
    return row(
        conn,
        f"SELECT c.* FROM cases c WHERE c.id = :number AND {_MINE}",  # noqa: S608
        {**_values(user), "number": number},
    )


def case_content(conn: sqlite3.Connection, number: int) -> Row:
    """Give what a case holds: members, listings, notes and its history."""
    return {
        "members": rows(
            conn,
            "SELECT * FROM case_members WHERE case_id = ? ORDER BY added_at, login",
            (number,),
        ),
        "listings": rows(
            conn,
            f"""SELECT x.added_at, x.added_by, x.note, l.id, l.title, l.taxon, l.appendix,
                   l.offer, l.state, l.price_text, l.currency, {LANGUAGE},
                   l.first_seen_at, l.last_seen_at, s.pseudonym,
                   COALESCE(NULLIF(m.title, ''), m.name) AS shop
               FROM case_listings x JOIN listings l ON l.id = x.listing
               JOIN marketplaces m ON m.name = l.marketplace
               LEFT JOIN sellers s ON s.id = l.seller_id
               WHERE x.case_id = ? ORDER BY x.added_at, l.id""",  # noqa: S608
            (number,),
        ),
        "notes": rows(
            conn, "SELECT * FROM case_notes WHERE case_id = ? ORDER BY id", (number,)
        ),
        "history": rows(
            conn,
            """SELECT id, at, actor, action, detail FROM audit WHERE subject = ?
               ORDER BY id DESC LIMIT 200""",
            (case_subject(number),),
        ),
    }


def case_ids(conn: sqlite3.Connection, number: int) -> list[int]:
    """Give the numbers of the listings of a case."""
    found = conn.execute(
        "SELECT listing FROM case_listings WHERE case_id = ? ORDER BY listing",
        (number,),
    )
    return [listing for (listing,) in found]


def packages_of(conn: sqlite3.Connection, reference: str) -> list[Row]:
    """List the signed packages that were made of a case, the newest first."""
    return rows(conn, f"{_PACKAGES} ORDER BY id DESC LIMIT 20", {"case": reference})


def find_package(conn: sqlite3.Connection, reference: str, number: int) -> Row | None:
    """Give a package of a case; None if it is of another, or none."""
    return row(
        conn, f"{_PACKAGES} AND id = :number", {"case": reference, "number": number}
    )


def _values(user: User) -> dict[str, object]:
    return {"login": user.login, "all": user.may("administrator")}
