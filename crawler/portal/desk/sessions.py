"""Who is signed in: kept here, so that a removed user is out at once."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass

from crawler.portal.desk.users import User

IDLE_SECONDS = 60 * 60.0
"""A session ends when it was not used for so long."""
LONGEST_SECONDS = 12 * 60 * 60.0
"""A session ends after so long, used or not."""
_NOTED_EVERY = 60.0


@dataclass(frozen=True)
class Session:
    """A signed-in user, with the token that every form of the session carries."""

    user: User
    csrf: str


def begin_session(conn: sqlite3.Connection, login: str, now: float) -> str:
    """Begin a session and give its token; only its checksum is kept."""
    end_old(conn, now)
    token = secrets.token_urlsafe(32)
    conn.execute(
        """INSERT INTO sessions (token_sha256, login, csrf, begun_at, used_at)
           VALUES (?, ?, ?, ?, ?)""",
        (digest(token), login, secrets.token_urlsafe(32), now, now),
    )
    return token


def find_session(conn: sqlite3.Connection, token: str, now: float) -> Session | None:
    """Give the running session of *token*, and note that it was used."""
    found = conn.execute(
        """SELECT u.login, u.role, s.csrf, s.begun_at, s.used_at
           FROM sessions s JOIN users u ON u.login = s.login
           WHERE s.token_sha256 = ?""",
        (digest(token),),
    ).fetchone()
    if found is None:
        return None
    login, role, csrf, begun_at, used_at = found
    if now - used_at > IDLE_SECONDS or now - begun_at > LONGEST_SECONDS:
        return None
    if now - used_at > _NOTED_EVERY:
        conn.execute(
            "UPDATE sessions SET used_at = ? WHERE token_sha256 = ?",
            (now, digest(token)),
        )
    return Session(User(login, role), csrf)


def end_session(conn: sqlite3.Connection, token: str) -> None:
    """End one session."""
    conn.execute("DELETE FROM sessions WHERE token_sha256 = ?", (digest(token),))


def end_old(conn: sqlite3.Connection, now: float) -> None:
    """Forget the sessions that have ended by themselves."""
    conn.execute(
        "DELETE FROM sessions WHERE used_at < ? OR begun_at < ?",
        (now - IDLE_SECONDS, now - LONGEST_SECONDS),
    )


def digest(token: str) -> str:
    """Sum up a token: whoever reads the file cannot use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
