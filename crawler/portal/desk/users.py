"""Who may use the portal, and as what."""

from __future__ import annotations

import re
import secrets
import sqlite3
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

ROLES = ("viewer", "analyst", "investigator", "administrator")
"""Each may do what those before it may, and more."""
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?", re.ASCII)


class UserError(ValueError):
    """The user cannot be made or changed so; the text says why."""


@dataclass(frozen=True)
class User:
    """A person who may sign in."""

    login: str
    role: str

    def may(self, role: str) -> bool:
        """Whether the user has at least *role*."""
        return ROLES.index(self.role) >= ROLES.index(role)


def add_user(
    conn: sqlite3.Connection,
    login: str,
    role: str,
    password: str,
    *,
    by: str,
    at: str,
) -> User:
    """Make a user.

    Raises:
        UserError: login, role or password are not fit, or the login is taken.
    """
    if not _LOGIN.fullmatch(login):
        raise UserError(
            "a login has 1 to 40 small letters a-z, digits, dots, dashes or "
            "underscores, and begins and ends with a letter or digit"
        )
    if role not in ROLES:
        raise UserError(f"a role is one of {', '.join(ROLES)}")
    check_password(password, login)
    if find_user(conn, login):
        raise UserError(f"there is a user {login} already")
    conn.execute(
        """INSERT INTO users (login, role, password_hash, made_at, made_by)
           VALUES (?, ?, ?, ?, ?)""",
        (login, role, _hasher().hash(password), at, by),
    )
    return User(login, role)


def find_user(conn: sqlite3.Connection, login: str) -> User | None:
    """Give the user *login*, None if there is none."""
    found = conn.execute(
        "SELECT login, role FROM users WHERE login = ?", (login,)
    ).fetchone()
    return User(*found) if found else None


def all_users(conn: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    """List login, role, when made and by whom."""
    return conn.execute(
        "SELECT login, role, made_at, made_by FROM users ORDER BY login"
    ).fetchall()


def has_users(conn: sqlite3.Connection) -> bool:
    """Whether anybody may sign in."""
    return conn.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None


def set_role(conn: sqlite3.Connection, login: str, role: str) -> None:
    """Give a user another role; sessions that run have it at once.

    Raises:
        UserError: there is no such user or role, or no administrator would be left.
    """
    user = _known(conn, login)
    if role not in ROLES:
        raise UserError(f"a role is one of {', '.join(ROLES)}")
    if role != "administrator":
        _keep_an_administrator(conn, user)
    conn.execute("UPDATE users SET role = ? WHERE login = ?", (role, login))


def set_password(conn: sqlite3.Connection, login: str, password: str) -> None:
    """Give a user another password, and end the user's sessions.

    Raises:
        UserError: there is no such user, or the password is not fit.
    """
    _known(conn, login)
    check_password(password, login)
    conn.execute(
        "UPDATE users SET password_hash = ? WHERE login = ?",
        (_hasher().hash(password), login),
    )
    conn.execute("DELETE FROM sessions WHERE login = ?", (login,))


def remove_user(conn: sqlite3.Connection, login: str) -> None:
    """Remove a user; what the user decided stays, the user's sessions end.

    Raises:
        UserError: there is no such user, or no administrator would be left.
    """
    _keep_an_administrator(conn, _known(conn, login))
    conn.execute("DELETE FROM locks WHERE login = ?", (login,))
    conn.execute("DELETE FROM users WHERE login = ?", (login,))


def password_fits(conn: sqlite3.Connection, login: str, password: str) -> bool:
    """Whether *password* is that of *login*; takes as long when there is none."""
    found = conn.execute(
        "SELECT password_hash FROM users WHERE login = ?", (login,)
    ).fetchone()
    try:
        fits = _hasher().verify(found[0] if found else _nobody(), password)
    except VerificationError:
        return False
    return fits and found is not None


def check_password(password: str, login: str) -> None:
    """Refuse a password that is easily guessed (NIST SP 800-63B: length counts).

    Raises:
        UserError: it is too short, too long, or built from the login.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise UserError(
            f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters"
        )
    if len(set(password)) < 5 or password.casefold().replace(login, "") == "":
        raise UserError("this password is too easy to guess")


def _known(conn: sqlite3.Connection, login: str) -> User:
    user = find_user(conn, login)
    if user is None:
        raise UserError(f"there is no user {login}")
    return user


def _keep_an_administrator(conn: sqlite3.Connection, user: User) -> None:
    (others,) = conn.execute(
        "SELECT COUNT(*) FROM users WHERE role = 'administrator' AND login <> ?",
        (user.login,),
    ).fetchone()
    if user.role == "administrator" and not others:
        raise UserError(
            f"{user.login} is the only administrator; make another one first"
        )


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_hex())
