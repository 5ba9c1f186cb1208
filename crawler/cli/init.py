"""`citeswatch init`: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import workspace_option
from crawler.workspace import WorkspaceError, make_workspace


@click.command()
@workspace_option
@click.option("--contact", default="", help="E-mail or web page in the user agent.")
def init(folder: Path | None, contact: str) -> None:
    """Make a workspace: settings, marketplaces folder, database.

    Example: citeswatch init --workspace unit --contact cites@example.org
    """
    from crawler.store import Store

    try:
        workspace = make_workspace(folder, contact=contact)
    except WorkspaceError as error:
        raise click.UsageError(str(error)) from error
    Store.open(workspace.database).close()
    click.echo(f"Workspace ready: {workspace.folder}")
    click.echo("Next: citeswatch marketplace new NAME URL")
