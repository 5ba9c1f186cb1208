"""Reading the register of conduct: notices, answers, rules on wildlife."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class NoticeRow(NamedTuple):
    """A listing of a notice, what was answered, and what crawls saw of it since."""

    notice: int
    marketplace: str
    sent_on: str
    channel: str
    note: str
    answered_on: str
    answer: str
    answer_note: str
    listing: int
    listing_id: str
    title: str
    taxon: str
    appendix: str
    state: str
    """active, gone or ended."""
    state_since: str
    last_seen_at: str


def notices(
    conn: sqlite3.Connection, marketplaces: Iterable[str] = ()
) -> list[NoticeRow]:
    """List the notices, each with its listings; of all marketplaces if none is named."""
    rows = conn.execute(
        """
        SELECT n.id, n.marketplace, n.sent_on, n.channel, n.note,
               COALESCE(n.answered_on, ''), n.answer, n.answer_note, l.id,
               l.listing_id, l.title, l.taxon, l.appendix, l.state, l.state_since,
               l.last_seen_at
        FROM notices n
        JOIN notice_listings nl ON nl.notice = n.id
        JOIN listings l ON l.id = nl.listing
        WHERE :all OR n.marketplace IN (SELECT value FROM json_each(:names))
        ORDER BY n.sent_on, n.id, l.id
        """,
        {
            "names": json.dumps(list(marketplaces)),
            "all": not list(marketplaces),
        },
    )
    return [NoticeRow(*row) for row in rows]


class PolicyRow(NamedTuple):
    """A text of a marketplace's rules on wildlife."""

    marketplace: str
    in_force_on: str
    read_on: str
    source: str
    sha256: str


def policies(conn: sqlite3.Connection) -> list[PolicyRow]:
    """List the texts of rules on wildlife, the oldest of each marketplace first."""
    rows = conn.execute(
        """SELECT marketplace, in_force_on, read_on, source, sha256
           FROM wildlife_policies ORDER BY marketplace, in_force_on"""
    )
    return [PolicyRow(*row) for row in rows]
