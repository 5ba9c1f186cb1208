"""Users and their roles; one's own password."""

from __future__ import annotations

import sqlite3

from starlette.responses import Response

from crawler.portal.desk import users
from crawler.portal.notices import ROLES
from crawler.portal.visit import Visit, WrongInputError
from crawler.store.write_audit import write_audit


def show(visit: Visit) -> Response:
    """List the users."""
    with visit.portal.desk.reading() as conn:
        return visit.page("users.html", people=users.all_users(conn), roles=ROLES)


def add(visit: Visit) -> Response:
    """Make a user."""
    login, role = visit.text("login", 60), visit.text("role", 20)
    with visit.portal.desk.writing() as conn:
        users.add_user(
            *(conn, login, role, _field(visit, "password")),
            by=visit.user.login,
            at=visit.now,
        )
        _note(visit, "user added", login, role)
    return visit.go("/users", "user-added")


def role(visit: Visit) -> Response:
    """Give a user another role."""
    login, wanted = _login(visit), visit.text("role", 20)
    with visit.portal.desk.writing() as conn:
        users.set_role(conn, login, wanted)
        _note(visit, "user role changed", login, wanted)
    return visit.go("/users", "user-role")


def password(visit: Visit) -> Response:
    """Give a user another password."""
    login = _login(visit)
    with visit.portal.desk.writing() as conn:
        _set_password(visit, conn, login)
    return visit.go("/users", "password")


def remove(visit: Visit) -> Response:
    """Remove a user, who is signed out at once."""
    login = _login(visit)
    with visit.portal.desk.writing() as conn:
        users.remove_user(conn, login)
        _note(visit, "user removed", login)
    return visit.go("/users", "user-removed")


def account(visit: Visit) -> Response:
    """Show the signed-in user."""
    return visit.page("account.html", roles=ROLES)


def change_password(visit: Visit) -> Response:
    """Change one's own password; all one's sessions end."""
    login = visit.user.login
    with visit.portal.desk.writing() as conn:
        if not users.password_fits(conn, login, _field(visit, "former")):
            raise WrongInputError(visit.translate("the present password is another"))
        _set_password(visit, conn, login)
    return visit.go("/sign-in", "password")


def _set_password(visit: Visit, conn: sqlite3.Connection, login: str) -> None:
    users.set_password(conn, login, _field(visit, "password"))
    _note(visit, "password changed", login)


def _note(visit: Visit, action: str, login: str, wanted: str = "") -> None:
    """Write into the audit record; if that fails, the change is not made."""
    detail = {"role": wanted} if wanted else {}
    with visit.portal.databases.writing() as conn:
        write_audit(
            conn, visit.user.login, action, f"user {login}", detail, at=visit.now
        )


def _login(visit: Visit) -> str:
    return str(visit.request.path_params["login"])


def _field(visit: Visit, name: str) -> str:
    return visit.form.get(name, [""])[-1][:1000]
