"""`citeswatch privacy`: what is kept of people, and deleting what is due."""

from __future__ import annotations

import getpass
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import opened, workspace_option

if TYPE_CHECKING:
    from crawler.store import Store
    from crawler.workspace import Workspace


@click.group()
def privacy() -> None:
    """Say what is kept of people, delete what is due, hold what must stay."""


def _opened(
    folder: Path | None, *, read_only: bool = False
) -> AbstractContextManager[tuple[Workspace, Store]]:
    from crawler.privacy.identities import IdentityError
    from crawler.secret_file import SecretFileError

    return opened(folder, IdentityError, SecretFileError, read_only=read_only)


@privacy.command()
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def report(folder: Path | None, as_json: bool) -> None:
    """Say what is kept, for how long, what is due, what is held, what was deleted.

    Example: citeswatch privacy report
    """
    from crawler.cli.terminal_text import json_line, printable
    from crawler.privacy.telling import tell, tell_lines

    with _opened(folder, read_only=True) as (workspace, store):
        told = tell(workspace, store, datetime.now(UTC))
    if as_json:
        click.echo(json_line(told))
        return
    for line in tell_lines(told):
        click.echo(printable(line))


@privacy.command()
@workspace_option
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
def run(folder: Path | None, dry_run: bool) -> None:
    """Delete what the periods in citeswatch.toml make due; the trend stays.

    Listings under a legal hold, and those of open cases, are left alone. Both are
    written into the audit record.

    Example: citeswatch privacy run --dry-run
    """
    from crawler.privacy.retention import delete_due, find_due

    with _opened(folder) as (workspace, store):
        if dry_run:
            due = find_due(workspace, store, datetime.now(UTC))
        else:
            due = delete_due(workspace, store, getpass.getuser())
    done = "due" if dry_run else "deleted"
    for kind, count in due.counts().items():
        held = due.held.get(kind, 0)
        kept = f", {held} kept by a hold" if held else ""
        click.echo(f"{kind}: {count} {done}{kept}")


@privacy.command()
@workspace_option
@click.option("--reason", required=True, help="Why it must stay.")
@click.argument("listing")
def hold(folder: Path | None, reason: str, listing: str) -> None:
    """Keep all of LISTING until it is released, whatever the periods say.

    Example: citeswatch privacy hold 4711 --reason "court order 12/26"
    """
    from crawler.store.write_privacy import hold as hold_listing

    number = _change(folder, listing, "hold set", hold_listing, reason=reason)
    click.echo(f"Listing {number} is held.")


@privacy.command()
@workspace_option
@click.argument("listing")
def release(folder: Path | None, listing: str) -> None:
    """Let the periods hold again for LISTING.

    Example: citeswatch privacy release 4711
    """
    from crawler.store.write_privacy import release as release_listing

    number = _change(folder, listing, "hold released", release_listing)
    click.echo(f"Listing {number} is held no more.")


def _change(
    folder: Path | None, listing: str, action: str, change: Any, reason: str = ""
) -> int:
    from crawler.store.connection import transaction
    from crawler.store.errors import explaining
    from crawler.store.listing_lookup import find_listing
    from crawler.store.times import utc_text
    from crawler.store.write_audit import write_audit

    at, by = utc_text(datetime.now(UTC)), getpass.getuser()
    with _opened(folder) as (_, store):
        number = find_listing(store.conn, listing).id
        told = {"reason": reason} if reason else {}
        facts = {"at": at, "by": by, "reason": reason} if reason else {}
        with explaining(store.path), transaction(store.conn):
            change(store.conn, number, **facts)
            write_audit(store.conn, by, action, f"listing {number}", told, at=at)
    return number


@privacy.command()
@workspace_option
@click.argument("listing")
def reveal(folder: Path | None, listing: str) -> None:
    """Give the published name of LISTING's seller; that it was read is noted.

    Example: citeswatch privacy reveal demo_auction/120270
    """
    from crawler.cli.terminal_text import printable
    from crawler.privacy.identities import IdentityError, identity_key, reveal_seller
    from crawler.store.listing_lookup import find_listing
    from crawler.store.privacy_queries import seller_of

    with _opened(folder) as (workspace, store):
        seller = seller_of(store.conn, find_listing(store.conn, listing).id)
        if seller is None:
            raise IdentityError("the listing names no seller")
        key = identity_key(workspace.folder)
        name = reveal_seller(store, key, seller, getpass.getuser())
    click.echo(printable(name))
