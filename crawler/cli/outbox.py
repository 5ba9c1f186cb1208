"""`citeswatch outbox`: messages to partners, until they are delivered."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit


@click.group()
def outbox() -> None:
    """Show and send the messages to contacts that have a webhook."""


@outbox.command("list")
@workspace_option
@click.option("--all", "all_", is_flag=True, help="Also what was delivered.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a message.")
def list_(folder: Path | None, all_: bool, as_json: bool) -> None:
    """List what waits to be delivered, the oldest first.

    Example: citeswatch outbox list
    """
    from dataclasses import asdict

    from crawler.cli.terminal_text import json_line, printable
    from crawler.store import Store, StoreError
    from crawler.store.outbox import every_message, waiting

    workspace = workspace_or_exit(folder)
    try:
        with Store.open(workspace.database, read_only=True) as store:
            found = every_message(store.conn) if all_ else waiting(store.conn)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    for one in found:
        state = (
            f"delivered {one.delivered_at}"
            if one.delivered_at
            else f"next {one.next_at}"
        )
        line = f"{one.id}  {one.contact}  {one.queued_at}  {one.attempts} attempts, {state}"
        told = json_line(asdict(one)) if as_json else printable(f"{line}  {one.answer}")
        click.echo(told)


@outbox.command()
@workspace_option
@click.option("--now", "all_", is_flag=True, help="Also what is to be tried later.")
def send(folder: Path | None, all_: bool) -> None:
    """Queue what is new and send what is due; crawls do so by themselves.

    Exit code 1 when a message could not be delivered; it is tried again.

    Example: citeswatch outbox send --now
    """
    from crawler.secret_file import SecretFileError
    from crawler.sharing.alerts import deliver, queue_alerts
    from crawler.sharing.contacts import ContactError
    from crawler.store import Store, StoreError

    workspace = workspace_or_exit(folder)
    try:
        with Store.open(workspace.database) as store:
            queue_alerts(workspace, store)
            delivered, failed = deliver(workspace, store, all_=all_)
    except (ContactError, SecretFileError, StoreError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{delivered} delivered, {failed} to be tried again.")
    click.get_current_context().exit(1 if failed else 0)
