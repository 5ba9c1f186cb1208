"""Keeping a marketplace's rules on wildlife."""

from __future__ import annotations

import getpass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from crawler.cli.options import opened, workspace_or_exit


def keep_policy(
    folder: Path | None, name: str, saved: Path | None, in_force_on: date | None
) -> None:
    """Keep the rules of the site *name*, from the file *saved* or from the site.

    Without *in_force_on* they hold from today (UTC).
    """
    from crawler.inspection.policy import PolicyError, fetch_policy, policy_of_file
    from crawler.marketplace import (
        MarketplaceError,
        find_marketplaces,
        load_marketplace,
        suggest_names,
    )

    workspace = workspace_or_exit(folder)
    files = find_marketplaces(workspace.marketplaces)
    if name not in files:
        hint = suggest_names(name, list(files))
        raise click.UsageError(f"there is no marketplace {name!r}; {hint}")
    try:
        if saved:
            text, source = policy_of_file(saved), saved.name
        else:
            from crawler.crawl_settings import settings_for

            marketplace = load_marketplace(files[name])
            text, source = fetch_policy(settings_for(workspace), marketplace)
    except (PolicyError, MarketplaceError, OSError) as error:
        raise click.ClickException(str(error)) from error
    _keep(folder, name, text, source, in_force_on)


def _keep(
    folder: Path | None, name: str, text: str, source: str, in_force_on: date | None
) -> None:
    from crawler.store.connection import transaction
    from crawler.store.times import utc_text
    from crawler.store.write_notices import write_policy

    now = datetime.now(UTC)
    day = in_force_on or now.date()
    with opened(folder, read_only=False) as (_, store), transaction(store.conn):
        digest, is_new = write_policy(
            store.conn,
            name,
            text,
            in_force_on=day,
            read_on=now.date(),
            source=source,
            login=getpass.getuser(),
            at=utc_text(now),
        )
    if is_new:
        click.echo(f"Kept: the rules of {name}, in force on {day}, SHA-256 {digest}")
    else:
        click.echo(f"The rules of {name} are as they were, SHA-256 {digest}")
