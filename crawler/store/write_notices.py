"""Writing the register of conduct: notices to marketplaces, answers, rules on wildlife."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crawler.store.write_audit import write_audit

CHANNELS = ("form", "email", "letter", "telephone", "api", "other")
ANSWERS = ("removed", "partly", "refused", "asked", "acknowledged")
"""All of it removed, some of it, none; more was asked; merely acknowledged."""


class NoticeError(ValueError):
    """The register cannot be changed so; the text says why, and the mend."""


@dataclass(frozen=True)
class Notice:
    """That a marketplace was told of *listings* (their numbers in the store)."""

    marketplace: str
    listings: Sequence[int]
    sent_on: date
    channel: str
    note: str = ""


def write_notice(conn: sqlite3.Connection, notice: Notice, login: str, at: str) -> int:
    """Keep a notice and give its number.

    Raises:
        NoticeError: it names no listing, one of another marketplace, or one first
            seen after it was sent.
    """
    _check(conn, notice)
    cursor = conn.execute(
        """INSERT INTO notices (marketplace, sent_on, channel, note, noted_at, noted_by)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (
            notice.marketplace,
            notice.sent_on.isoformat(),
            notice.channel,
            notice.note,
            at,
            login,
        ),
    )
    number = int(cursor.lastrowid or 0)
    conn.executemany(
        "INSERT OR IGNORE INTO notice_listings (notice, listing) VALUES (?, ?)",
        [(number, listing) for listing in notice.listings],
    )
    detail = {"marketplace": notice.marketplace, "listings": list(notice.listings)}
    write_audit(conn, login, "notice noted", f"notice {number}", detail, at=at)
    return number


def write_answer(
    conn: sqlite3.Connection,
    number: int,
    answer: str,
    answered_on: date,
    *,
    note: str = "",
    login: str,
    at: str,
) -> None:
    """Keep what a marketplace answered to a notice; a later answer replaces it.

    The audit record keeps every one.

    Raises:
        NoticeError: there is no such notice, or the answer is older than it.
    """
    found = conn.execute(
        "SELECT sent_on FROM notices WHERE id = ?", (number,)
    ).fetchone()
    if found is None:
        raise NoticeError(f"there is no notice {number}; see: citeswatch notice list")
    if answered_on.isoformat() < found[0]:
        raise NoticeError(
            f"notice {number} was sent on {found[0]}; an answer of {answered_on} is "
            "before it"
        )
    conn.execute(
        "UPDATE notices SET answered_on = ?, answer = ?, answer_note = ? WHERE id = ?",
        (answered_on.isoformat(), answer, note, number),
    )
    detail = {"answer": answer, "answered_on": answered_on.isoformat(), "note": note}
    write_audit(conn, login, "notice answered", f"notice {number}", detail, at=at)


def write_policy(
    conn: sqlite3.Connection,
    marketplace: str,
    text: str,
    *,
    in_force_on: date,
    read_on: date,
    source: str,
    login: str,
    at: str,
) -> tuple[str, bool]:
    """Keep the text of a marketplace's rules on wildlife.

    Gives its SHA-256, and whether it differs from the text kept last; the same text
    is not kept again. A text of the same day replaces that day's.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    last = conn.execute(
        """SELECT sha256 FROM wildlife_policies WHERE marketplace = ?
           ORDER BY in_force_on DESC LIMIT 1""",
        (marketplace,),
    ).fetchone()
    if last and last[0] == digest:
        return digest, False
    conn.execute(
        """INSERT OR REPLACE INTO wildlife_policies
           (marketplace, in_force_on, read_on, source, sha256, text, noted_by)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            marketplace,
            in_force_on.isoformat(),
            read_on.isoformat(),
            source,
            digest,
            text,
            login,
        ),
    )
    detail = {"sha256": digest, "in_force_on": in_force_on.isoformat()}
    subject = f"marketplace {marketplace}"
    write_audit(conn, login, "wildlife policy noted", subject, detail, at=at)
    return digest, True


def _check(conn: sqlite3.Connection, notice: Notice) -> None:
    if not notice.listings:
        raise NoticeError("name at least one listing")
    for number in notice.listings:
        row = conn.execute(
            "SELECT marketplace, first_seen_at FROM listings WHERE id = ?", (number,)
        ).fetchone()
        if row is None:
            raise NoticeError(f"there is no listing {number}")
        if row[0] != notice.marketplace:
            raise NoticeError(
                f"listing {number} is of {row[0]}, not of {notice.marketplace}; write "
                "one notice for each marketplace"
            )
        if row[1][:10] > notice.sent_on.isoformat():
            raise NoticeError(
                f"listing {number} was first seen on {row[1][:10]}, after "
                f"{notice.sent_on}; give the day of the notice with --on"
            )
