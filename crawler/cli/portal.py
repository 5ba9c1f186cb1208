"""`citeswatch portal`: look at the database in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit

_NO_LOGIN = (
    "The portal has no login yet: everyone who can reach {host} could read "
    "everything in the database."
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
    "--without-login",
    is_flag=True,
    help="Allow a --host that others can reach, although there is no login.",
)
@click.option("--open", "show", is_flag=True, help="Show the portal in the browser.")
def portal(
    *, folder: Path | None, port: int, host: str, without_login: bool, show: bool
) -> None:
    """Look at the database in a browser, read-only; Ctrl-C ends it.

    Example: citeswatch portal --open
    """
    from crawler.portal.serve import PortalError, is_loopback, serve_portal

    workspace = workspace_or_exit(folder)
    if not is_loopback(host):
        warning = _NO_LOGIN.format(host=host)
        if not without_login:
            raise click.UsageError(
                f"{warning} To reach it from another machine use a tunnel (ssh -L "
                f"{port}:127.0.0.1:{port} USER@HERE), or add --without-login if that "
                "is meant."
            )
        click.echo(f"WARNING: {warning}", err=True)

    def ready(url: str) -> None:
        click.echo(f"Portal: {url}   (read-only; Ctrl-C ends it)")
        if show:
            click.launch(url)

    try:
        serve_portal(workspace, host, port, ready=ready)
    except PortalError as error:
        raise click.ClickException(str(error)) from error
