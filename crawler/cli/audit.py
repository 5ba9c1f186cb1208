"""`citeswatch audit`: who did what, and whether the record holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import workspace_option, workspace_or_exit
from crawler.cli.terminal_text import json_line, printable

if TYPE_CHECKING:
    from crawler.store import Store

_SHOWN = 20


@click.group()
def audit() -> None:
    """Look at the audit record: who saw or changed a case, a seller, a user.

    Example: citeswatch audit verify
    """


@audit.command()
@workspace_option
def verify(*, folder: Path | None) -> None:
    """Check that no row was changed, taken out or put in; exit code 1 if one was.

    Note the last checksum elsewhere: rows cut off the end leave no other trace.

    Example: citeswatch audit verify
    """
    from crawler.store.write_audit import audit_faults, last_audit

    with _store(folder) as store:
        faults = list(audit_faults(store.conn))
        last = last_audit(store.conn)
    for fault in faults[:_SHOWN]:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"the audit record has {len(faults)} faults")
    if last is None:
        click.echo("The audit record is empty.")
    else:
        click.echo(f"The chain holds: {last[0]} rows, the last is {last[1]}")


@audit.command()
@workspace_option
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def show(*, folder: Path | None, limit: int, as_json: bool) -> None:
    """Show the newest rows.

    Example: citeswatch audit show --limit 10
    """
    from crawler.store.write_audit import newest_audit

    with _store(folder) as store:
        for row in newest_audit(store.conn, limit):
            if as_json:
                click.echo(json_line(row))
            else:
                told = " ".join([row["at"], row["actor"], row["action"]])
                click.echo(printable(f"{told}: {row['subject']} {row['detail']}"))


@contextmanager
def _store(folder: Path | None) -> Iterator[Store]:
    from crawler.store import Store, StoreError

    workspace = workspace_or_exit(folder)
    try:
        with Store.open(workspace.database, read_only=True) as store:
            yield store
    except StoreError as error:
        raise click.ClickException(str(error)) from error
