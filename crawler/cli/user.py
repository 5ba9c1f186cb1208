"""`citeswatch user`: who may sign in to the portal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crawler.cli.options import workspace_option, workspace_or_exit

ROLES = ("viewer", "analyst", "investigator", "administrator")
_stdin: Callable[..., Any] = click.option(
    "--password-stdin",
    is_flag=True,
    help="Read the password from the first line of the input; else it is asked for.",
)


@click.group()
def user() -> None:
    """Say who may sign in to the portal, and as what.

    A viewer sees listings and figures; an analyst also reviews and works on cases;
    an investigator also sees who a seller is; an administrator also makes users.

    Example: citeswatch user add ana --role analyst
    """


@user.command()
@click.argument("login")
@click.option("--role", type=click.Choice(ROLES), default="analyst", show_default=True)
@_stdin
@workspace_option
def add(*, login: str, role: str, password_stdin: bool, folder: Path | None) -> None:
    """Make a user.

    Example: citeswatch user add ana --role investigator
    """
    from crawler.portal.desk.users import add_user

    password = _ask_password(password_stdin)
    with _changing(folder, "user added", login, {"role": role}) as conn:
        add_user(conn, login, role, password, by=_actor(), at=_now())
    click.echo(f"{login} may sign in as {role}.")


@user.command("list")
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_users(*, folder: Path | None, as_json: bool) -> None:
    """List the users.

    Example: citeswatch user list
    """
    import json

    from crawler.portal.desk.users import all_users

    with _desk(folder).reading() as conn:
        people = all_users(conn)
    for login, role, made_at, made_by in people:
        if as_json:
            facts = {"login": login, "role": role, "made_at": made_at, "by": made_by}
            click.echo(json.dumps(facts))
        else:
            click.echo(f"{login:<20} {role:<14} {made_at[:10]} by {made_by}")
    if not people and not as_json:
        click.echo("Nobody may sign in yet: citeswatch user add NAME")


@user.command()
@click.argument("login")
@click.argument("role", type=click.Choice(ROLES))
@workspace_option
def role(*, login: str, role: str, folder: Path | None) -> None:
    """Give a user another role, at once.

    Example: citeswatch user role ana administrator
    """
    from crawler.portal.desk.users import set_role

    with _changing(folder, "user role changed", login, {"role": role}) as conn:
        set_role(conn, login, role)
    click.echo(f"{login} is {role} now.")


@user.command()
@click.argument("login")
@_stdin
@workspace_option
def password(*, login: str, password_stdin: bool, folder: Path | None) -> None:
    """Give a user another password; the user's sessions end.

    Example: citeswatch user password ana
    """
    from crawler.portal.desk.users import set_password

    chosen = _ask_password(password_stdin)
    with _changing(folder, "password changed", login, {}) as conn:
        set_password(conn, login, chosen)
    click.echo(f"The password of {login} is changed.")


@user.command()
@click.argument("login")
@workspace_option
def remove(*, login: str, folder: Path | None) -> None:
    """Remove a user, who is signed out at once; what the user decided stays.

    Example: citeswatch user remove ana
    """
    from crawler.portal.desk.users import remove_user

    with _changing(folder, "user removed", login, {}) as conn:
        remove_user(conn, login)
    click.echo(f"{login} may no longer sign in.")


@contextmanager
def _changing(
    folder: Path | None, action: str, login: str, detail: dict[str, str]
) -> Iterator[Any]:
    """Change the desk; the audit record has it, or nothing is changed."""
    from crawler.portal.desk.users import UserError
    from crawler.store import Store, StoreError
    from crawler.store.connection import transaction
    from crawler.store.write_audit import write_audit

    workspace = workspace_or_exit(folder)
    try:
        with (
            Store.open(workspace.database) as store,
            _desk(folder).writing() as conn,
            transaction(store.conn),
        ):
            yield conn
            write_audit(
                store.conn, _actor(), action, f"user {login}", detail, at=_now()
            )
    except (UserError, StoreError) as error:
        raise click.ClickException(str(error)) from error


def _desk(folder: Path | None) -> Any:
    from crawler.portal.serve import PortalError, open_desk

    try:
        return open_desk(workspace_or_exit(folder))
    except PortalError as error:
        raise click.ClickException(str(error)) from error


def _ask_password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    chosen: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return chosen


def _actor() -> str:
    return f"{getpass.getuser()} (command line)"


def _now() -> str:
    from crawler.store.times import utc_text

    return utc_text(datetime.now(UTC))
