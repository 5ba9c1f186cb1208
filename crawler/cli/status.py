"""`citeswatch status`: is everything well?"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from crawler.workspace import Workspace


@click.command()
@workspace_option
@click.option(
    "--check", is_flag=True, help="Read the whole database and see that it is sound."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--prometheus",
    "metrics",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the figures to this text file for Prometheus.",
)
@click.option(
    "--accept",
    metavar="MARKET",
    help="Take the last crawl of MARKET as its new normal and end its alarm.",
)
def status(
    folder: Path | None,
    check: bool,
    as_json: bool,
    metrics: Path | None,
    accept: str | None,
) -> None:
    """Show on one screen whether everything is well.

    Each marketplace's last crawl against what is usual, alarms, schedules, what
    waits for review, disk and database. The exit code is 1 when something needs a
    person, or when --check finds a fault.

    Example: citeswatch status --check
    """
    from crawler.cli.status_screen import print_status
    from crawler.cli.terminal_text import json_line
    from crawler.health.overview import overview
    from crawler.store import Store, StoreError
    from crawler.store.consistency import find_faults

    workspace = workspace_or_exit(folder)
    try:
        if accept:
            _accept(workspace, accept)
        with Store.open(workspace.database, read_only=True) as store:
            told = overview(workspace, store, datetime.now(UTC))
            if check:
                told["faults"] = find_faults(store.conn)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    if metrics:
        _write(told, metrics)
    if as_json:
        click.echo(json_line(told))
    else:
        print_status(told)
    sys.exit(1 if told["needs"] or told.get("faults") else 0)


def _accept(workspace: Workspace, name: str) -> None:
    from crawler.health.after_crawl import send_waiting
    from crawler.health.channels import channels_of
    from crawler.health.judge import accept
    from crawler.store import Store

    channels = channels_of(workspace.settings.alarms)
    with Store.open(workspace.database) as store:
        if refusal := accept(store, name, channels):
            raise click.UsageError(refusal)
        send_waiting(workspace, store)


def _write(told: dict[str, Any], path: Path) -> None:
    from crawler.health.prometheus import write_metrics

    try:
        write_metrics(told, path)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error}") from error
