"""Writing cases: every change of one is in the audit record, in the same transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from crawler.store.write_audit import write_audit

LONGEST_REFERENCE = 60


class CaseError(ValueError):
    """The case cannot be changed so; the text says why."""


def open_case(
    conn: sqlite3.Connection,
    login: str,
    reference: str,
    *,
    title: str = "",
    country: str = "",
    at: str,
) -> int:
    """Open a case, of which *login* is the first member, and give its id.

    Raises:
        CaseError: the reference is empty, too long or taken, or *country* is no
            code of ISO 3166-1 alpha-2.
    """
    reference = " ".join(reference.split())
    if not reference or len(reference) > LONGEST_REFERENCE:
        raise CaseError(f"a reference has 1 to {LONGEST_REFERENCE} characters")
    taken = conn.execute("SELECT 1 FROM cases WHERE reference = ?", (reference,))
    if taken.fetchone():
        raise CaseError(f"the reference {reference} is taken")
    country = _country(country)
    cursor = conn.execute(
        """INSERT INTO cases (reference, title, country, opened_at, opened_by)
           VALUES (?, ?, ?, ?, ?)""",
        (reference, title, country, at, login),
    )
    number = int(cursor.lastrowid or 0)
    _add_member(conn, number, login, login, at)
    write_audit(
        conn,
        login,
        "case opened",
        case_subject(number),
        {"reference": reference, "title": title},
        at=at,
    )
    return number


def add_listings(
    conn: sqlite3.Connection,
    login: str,
    number: int,
    listings: Mapping[int, str],
    *,
    at: str,
) -> int:
    """Put listings, each with a note on why, into a case; give how many were new."""
    added = 0
    for listing, note in listings.items():
        cursor = conn.execute(
            """INSERT OR IGNORE INTO case_listings (case_id, listing, added_at,
                   added_by, note) VALUES (?, ?, ?, ?, ?)""",
            (number, listing, at, login, note),
        )
        if cursor.rowcount:
            added += 1
            _note_change(
                conn, login, "listing added to case", number, at, listing=listing
            )
    return added


def remove_listing(
    conn: sqlite3.Connection, login: str, number: int, listing: int, *, at: str
) -> None:
    """Take a listing out of a case; the audit record keeps that it was in."""
    cursor = conn.execute(
        "DELETE FROM case_listings WHERE case_id = ? AND listing = ?",
        (number, listing),
    )
    if cursor.rowcount:
        _note_change(
            conn, login, "listing removed from case", number, at, listing=listing
        )


def add_note(
    conn: sqlite3.Connection, login: str, number: int, text: str, *, at: str
) -> None:
    """Write a note into a case.

    Raises:
        CaseError: the note is empty.
    """
    if not text.strip():
        raise CaseError("the note is empty")
    cursor = conn.execute(
        """INSERT INTO case_notes (case_id, written_at, written_by, text)
           VALUES (?, ?, ?, ?)""",
        (number, at, login, text.strip()),
    )
    detail = {"note": cursor.lastrowid}
    write_audit(conn, login, "case note written", case_subject(number), detail, at=at)


def add_member(
    conn: sqlite3.Connection, login: str, number: int, member: str, *, at: str
) -> None:
    """Let another user see and work on a case."""
    if _add_member(conn, number, member, login, at):
        detail = {"member": member}
        action = "member added to case"
        write_audit(conn, login, action, case_subject(number), detail, at=at)


def set_state(
    conn: sqlite3.Connection, login: str, number: int, state: str, *, at: str
) -> None:
    """Close a case, or open it again."""
    closed_at = at if state == "closed" else None
    cursor = conn.execute(
        "UPDATE cases SET state = ?, closed_at = ? WHERE id = ? AND state <> ?",
        (state, closed_at, number, state),
    )
    if cursor.rowcount:
        action = "case closed" if state == "closed" else "case opened again"
        write_audit(conn, login, action, case_subject(number), at=at)


def case_subject(number: int) -> str:
    """Name a case as the audit record does."""
    return f"case {number}"


def _country(code: str) -> str:
    import pycountry

    code = code.strip().upper()
    if code and (len(code) != 2 or pycountry.countries.get(alpha_2=code) is None):
        raise CaseError(
            f"{code} is no country code of ISO 3166-1; write two letters, such as KE"
        )
    return code


def _add_member(
    conn: sqlite3.Connection, number: int, member: str, login: str, at: str
) -> bool:
    cursor = conn.execute(
        """INSERT OR IGNORE INTO case_members (case_id, login, added_at, added_by)
           VALUES (?, ?, ?, ?)""",
        (number, member, at, login),
    )
    return bool(cursor.rowcount)


def _note_change(
    conn: sqlite3.Connection,
    login: str,
    action: str,
    number: int,
    at: str,
    *,
    listing: int,
) -> None:
    detail: dict[str, Any] = {"listing": listing}
    write_audit(conn, login, action, case_subject(number), detail, at=at)
