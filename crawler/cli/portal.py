"""`citeswatch portal`: look at the database in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit

_NO_TLS = (
    "WARNING: others can reach {host}, and what they send, passwords too, can be read "
    "on the way. Put a proxy that speaks TLS before it and name its address with "
    "--public-url (docs/portal.md), or use a tunnel (ssh -L {port}:127.0.0.1:{port} "
    "USER@HERE)."
)
_NO_USERS = (
    "nobody may sign in yet, and others could reach the page on which the first "
    "administrator is made; make one first: citeswatch user add NAME --role "
    "administrator"
)


@click.command()
@workspace_option
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="0 takes any free port.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to bind.")
@click.option(
    "--public-url",
    default="",
    help="The https address of the proxy through which others reach it.",
)
@click.option("--open", "show", is_flag=True, help="Show the portal in the browser.")
def portal(
    *, folder: Path | None, port: int, host: str, public_url: str, show: bool
) -> None:
    """Serve the portal; Ctrl-C ends it.

    The first time it prints a link that works once, on this machine, to make the
    first administrator; see also `citeswatch user`.

    Example: citeswatch portal --open
    """
    from crawler.portal.desk.users import has_users
    from crawler.portal.serve import PortalError, is_loopback, open_desk, serve_portal

    workspace = workspace_or_exit(folder)

    def ready(url: str, welcome: str) -> None:
        click.echo(f"Portal: {url}   (Ctrl-C ends it)")
        if welcome:
            click.echo(
                "Nobody may sign in yet. This link works once, within an hour, to make "
                f"the first administrator:\n  {welcome}"
            )
        if show:
            click.launch(welcome or url)

    try:
        if not is_loopback(host):
            with open_desk(workspace).reading() as conn:
                if not has_users(conn):
                    raise click.UsageError(_NO_USERS)
            if not public_url:
                click.echo(_NO_TLS.format(host=host, port=port), err=True)
        serve_portal(workspace, host, port, public=public_url, ready=ready)
    except PortalError as error:
        raise click.ClickException(str(error)) from error
