"""Alarms: raised once, open until the site is well again or a person accepts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

MOST_TRIES = 50
"""After so many failures a message is left; the file beside it has it anyway."""


class Alarm(NamedTuple):
    """An alarm as it stands; `ended_at` is "" while it is open."""

    id: int
    marketplace: str
    kind: str
    said: str
    raised_at: str
    crawls: int
    ended_at: str
    ended_by: str


class Message(NamedTuple):
    """A message that waits to be sent, with what it tells of."""

    alarm: Alarm
    id: int
    event: str
    channel: str
    made_at: str


_ALARM = """a.id, a.marketplace, a.kind, a.said, a.raised_at, a.crawls,
    COALESCE(a.ended_at, ''), a.ended_by"""


def open_alarms(conn: sqlite3.Connection) -> list[Alarm]:
    """List the open alarms, oldest first."""
    rows = conn.execute(
        f"SELECT {_ALARM} FROM alarms a WHERE a.ended_at IS NULL ORDER BY a.id"  # noqa: S608
    )
    return [Alarm(*row) for row in rows]


def raise_alarm(
    conn: sqlite3.Connection,
    marketplace: str,
    kind: str,
    said: str,
    *,
    crawl: int,
    now: str,
    channels: Iterable[str],
) -> bool:
    """Raise an alarm, or note that an open one goes on; say whether it is news.

    Another kind of failure is news: it takes the place of the one before.
    """
    row = conn.execute(
        "SELECT id, kind FROM alarms WHERE marketplace = ? AND ended_at IS NULL",
        (marketplace,),
    ).fetchone()
    if row and row[1] == kind:
        conn.execute(
            """UPDATE alarms SET said = ?, crawls = crawls + (last_crawl <> ?),
                   last_crawl = ? WHERE id = ?""",
            (said, crawl, crawl, row[0]),
        )
        return False
    if row:
        _end(conn, row[0], now, f"became {kind}")
    alarm = conn.execute(
        """INSERT INTO alarms (marketplace, kind, said, raised_at, first_crawl,
               last_crawl) VALUES (?, ?, ?, ?, ?, ?)""",
        (marketplace, kind, said, now, crawl, crawl),
    ).lastrowid
    _queue(conn, alarm, "raised", now, channels)
    return True


def end_alarm(
    conn: sqlite3.Connection,
    marketplace: str,
    *,
    now: str,
    by: str,
    channels: Iterable[str],
) -> bool:
    """End the marketplace's open alarm and tell of it; say whether there was one."""
    row = conn.execute(
        "SELECT id FROM alarms WHERE marketplace = ? AND ended_at IS NULL",
        (marketplace,),
    ).fetchone()
    if row is None:
        return False
    _end(conn, row[0], now, by)
    _queue(conn, row[0], "recovered", now, channels)
    return True


def _end(conn: sqlite3.Connection, alarm: int, now: str, by: str) -> None:
    conn.execute(
        "UPDATE alarms SET ended_at = ?, ended_by = ? WHERE id = ?", (now, by, alarm)
    )


def _queue(
    conn: sqlite3.Connection,
    alarm: int | None,
    event: str,
    now: str,
    channels: Iterable[str],
) -> None:
    conn.executemany(
        """INSERT INTO alarm_messages (alarm, event, channel, made_at)
           VALUES (?, ?, ?, ?)""",
        [(alarm, event, channel, now) for channel in channels],
    )


def unsent_messages(conn: sqlite3.Connection) -> list[Message]:
    """List the messages that wait to be sent, oldest first."""
    rows = conn.execute(
        f"""SELECT m.id, m.event, m.channel, m.made_at, {_ALARM}
            FROM alarm_messages m JOIN alarms a ON a.id = m.alarm
            WHERE m.sent_at IS NULL AND m.tries < ? ORDER BY m.id""",  # noqa: S608
        (MOST_TRIES,),
    )
    return [Message(Alarm(*row[4:]), *row[:4]) for row in rows]


def note_sent(conn: sqlite3.Connection, message: int, now: str) -> None:
    """Note that the message was sent."""
    conn.execute(
        "UPDATE alarm_messages SET sent_at = ?, tries = tries + 1, error = '' "
        "WHERE id = ?",
        (now, message),
    )


def note_unsent(conn: sqlite3.Connection, message: int, error: str) -> None:
    """Note why the message could not be sent; it is tried again later."""
    conn.execute(
        "UPDATE alarm_messages SET tries = tries + 1, error = ? WHERE id = ?",
        (error, message),
    )


def sending_faults(conn: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """List the channels with messages that could not be sent: how many, and why."""
    return conn.execute(
        """SELECT channel, COUNT(*), MAX(error) FROM alarm_messages
           WHERE sent_at IS NULL AND tries > 0 GROUP BY channel ORDER BY channel"""
    ).fetchall()
