"""`citeswatch searches`: what is new in the searches that users keep."""

from __future__ import annotations

import json
from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit


@click.command()
@workspace_option
@click.option("--user", "login", default="", help="Only the searches of this user.")
@click.option("--new", "only_new", is_flag=True, help="Only those with something new.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def searches(*, folder: Path | None, login: str, only_new: bool, as_json: bool) -> None:
    """Tell what is new in the portal's kept searches since their users looked.

    For a mail after each crawl: citeswatch searches --new, whose output is empty when
    there is nothing to tell.

    Example: citeswatch searches --new --user ana
    """
    from crawler.portal.alerts import new_in_searches
    from crawler.portal.serve import PortalError, open_desk
    from crawler.store import StoreError

    workspace = workspace_or_exit(folder)
    try:
        found = new_in_searches(open_desk(workspace), workspace.database)
    except (PortalError, StoreError) as error:
        raise click.ClickException(str(error)) from error
    for one in found:
        if (login and one.login != login) or (only_new and not one.new):
            continue
        if as_json:
            click.echo(json.dumps(one._asdict(), ensure_ascii=False))
        else:
            click.echo(f"{one.login}: {one.name}: {one.new} new (/search?{one.query})")
