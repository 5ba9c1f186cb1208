"""`citeswatch init`: make a workspace."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import workspace_option
from crawler.workspace import WorkspaceError, make_workspace


def _one_line(_: click.Context, __: click.Parameter, value: str) -> str:
    value = value.strip()
    if not value.isprintable():
        raise click.BadParameter("write it on one line, without control characters")
    return value


@click.command()
@workspace_option
@click.option(
    "--contact", default="", callback=_one_line, help="E-mail or web page in the user agent."
)  # fmt: skip
@click.option("--unit", default="", callback=_one_line, help="Its name, for reports.")
@click.option("--country", default="", callback=_one_line, help="Two letters, like KE.")
def init(folder: Path | None, contact: str, unit: str, country: str) -> None:
    """Make a workspace: settings, marketplaces folder, database.

    In a workspace that is there already, what is given is set where it is empty.

    Example: citeswatch init --workspace unit --contact cites@example.org
    """
    from crawler.store import Store
    from crawler.unit_facts import lacks_contact, set_unit_facts

    facts = {"contact": contact, "unit": unit, "country": country.upper()}
    try:
        workspace, kept = set_unit_facts(make_workspace(folder), facts)
    except WorkspaceError as error:
        raise click.UsageError(str(error)) from error
    Store.open(workspace.database).close()
    click.echo(f"Workspace ready: {workspace.folder}")
    for fact in kept:
        click.echo(f"Kept: {fact}; to change it, edit citeswatch.toml there", err=True)
    if lack := lacks_contact(workspace):
        click.echo(f"Note: {lack}", err=True)
    click.echo("Next: citeswatch marketplace new NAME URL")
