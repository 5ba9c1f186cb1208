"""`citeswatch receipt`: what was handed over, and that it was received."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit


@click.command()
@workspace_option
@click.option("--by", default="", help="Who confirmed the receipt.")
@click.option("--note", default="", help="A word on it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a hand-over.")
@click.argument("number", required=False, type=int)
def receipt(
    folder: Path | None, by: str, note: str, as_json: bool, number: int | None
) -> None:
    """List what was handed over; with NUMBER, note that it was received.

    Example: citeswatch receipt 3 --by "J. Otieno" --note "case 77/26"
    """
    from crawler.store import Store, StoreError
    from crawler.store.connection import transaction
    from crawler.store.errors import explaining
    from crawler.store.times import utc_text
    from crawler.store.write_audit import write_audit
    from crawler.store.write_handovers import list_handovers, record_receipt

    workspace = workspace_or_exit(folder)
    try:
        with Store.open(workspace.database, read_only=number is None) as store:
            if number is None:
                _list(list_handovers(store.conn), as_json=as_json)
                return
            at, actor = utc_text(datetime.now(UTC)), getpass.getuser()
            with explaining(store.path), transaction(store.conn):
                record_receipt(store.conn, number, at, by, note)
                told = {"by": by, "note": note}
                subject = f"handover {number}"
                write_audit(store.conn, actor, "receipt noted", subject, told, at=at)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Hand-over {number}: received, noted {at}.")


def _list(handovers: list[dict[str, object]], *, as_json: bool) -> None:
    from crawler.cli.terminal_text import json_line, printable

    for one in handovers:
        if as_json:
            click.echo(json_line(one))
            continue
        state = f"received {one['received_at']}" if one["received_at"] else "no receipt"
        click.echo(
            printable(
                f"{one['id']}  {one['made_at']}  {one['contact_name']}  {one['rows']} "
                f"offers, by {one['made_by']}; {state}  {one['path']}"
            )
        )
