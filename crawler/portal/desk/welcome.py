"""The link by which the first administrator is made, used once."""

from __future__ import annotations

import secrets
import sqlite3

from crawler.portal.desk.sessions import digest
from crawler.portal.desk.users import has_users

LASTS_SECONDS = 60 * 60.0


def make_welcome(conn: sqlite3.Connection, now: float) -> str | None:
    """Give the token of a new link; None when there is a user already."""
    conn.execute("DELETE FROM welcomes")
    if has_users(conn):
        return None
    token = secrets.token_urlsafe(24)
    conn.execute(
        "INSERT INTO welcomes (token_sha256, until) VALUES (?, ?)",
        (digest(token), now + LASTS_SECONDS),
    )
    return token


def is_welcome(conn: sqlite3.Connection, token: str, now: float) -> bool:
    """Whether *token* may still make the first administrator."""
    found = conn.execute(
        "SELECT 1 FROM welcomes WHERE token_sha256 = ? AND until > ?",
        (digest(token), now),
    ).fetchone()
    return found is not None and not has_users(conn)


def end_welcome(conn: sqlite3.Connection) -> None:
    """Let the link work no more."""
    conn.execute("DELETE FROM welcomes")
