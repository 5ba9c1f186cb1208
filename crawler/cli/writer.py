"""`citeswatch writer`: store what the workers of a cluster find."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import cluster_or_exit, workspace_option

if TYPE_CHECKING:
    from crawler.workspace import Workspace


@click.command()
@workspace_option
@click.option("--once", is_flag=True, help="Store what is there now, and end.")
@click.option("--set-aside", is_flag=True, help="Show what could not be worked on.")
@click.option("--forget", is_flag=True, help="With --set-aside: then throw it away.")
def writer(folder: Path | None, *, once: bool, set_aside: bool, forget: bool) -> None:
    """Store what the workers of a cluster find; there is one writer.

    It runs beside the database. Each page is stored once, however often it is
    delivered, and struck off only then; a writer that was killed goes on where the
    database is. Ctrl-C or SIGTERM ends it cleanly.

    Example: citeswatch writer
    """
    if forget and not set_aside:
        raise click.UsageError("--forget goes with --set-aside")
    workspace = cluster_or_exit(folder)
    from crawler.cluster.connecting import ClusterError
    from crawler.cluster.writer import Writer
    from crawler.store import StoreError

    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
        stream=sys.stderr,
    )
    try:
        if set_aside:
            _show(workspace, forget=forget)
        else:
            one = Writer(workspace)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: one.stop())
            one.run(once=once)
    except (ClusterError, StoreError) as error:
        raise click.ClickException(str(error)) from error


def _show(workspace: Workspace, *, forget: bool) -> None:
    from crawler.cli.terminal_text import json_line
    from crawler.cluster.connecting import connect

    client: Any = connect(workspace)
    name = f"{workspace.settings.cluster.name}:dead"
    shown = client.xrange(name)
    for entry, facts in shown:
        click.echo(json_line({"entry": entry, **facts}))
    if forget and shown:
        client.xdel(name, *(entry for entry, _ in shown))
