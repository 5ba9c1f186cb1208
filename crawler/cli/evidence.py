"""`citeswatch evidence`: what was kept of flagged offers, and whether it is whole."""

from __future__ import annotations

import getpass
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import opened, workspace_option

if TYPE_CHECKING:
    from crawler.store import Store
    from crawler.store.evidence_queries import Kept
    from crawler.workspace import Workspace

json_option = click.option("--json", "as_json", is_flag=True, help="JSON.")


@click.group()
def evidence() -> None:
    """Keep, list and verify what came over the wire of flagged offers."""


def _opened(
    folder: Path | None, *, read_only: bool = True
) -> AbstractContextManager[tuple[Workspace, Store]]:
    from crawler.evidence.chain import EvidenceError
    from crawler.inspection.session import FetchError

    return opened(folder, EvidenceError, FetchError, read_only=read_only)


@evidence.command("list")
@workspace_option
@json_option
def list_(folder: Path | None, as_json: bool) -> None:
    """List the listings of which evidence is kept, the latest first.

    Example: citeswatch evidence list
    """
    from crawler.cli.terminal_text import json_line, printable
    from crawler.store.evidence_queries import counts

    names = ("marketplace", "listing_id", "objects", "bytes", "first", "last")
    with _opened(folder) as (_, store):
        for row in counts(store.conn):
            told = dict(zip(names, row, strict=True))
            if as_json:
                click.echo(json_line(told))
            else:
                where = printable(f"{row[0]}/{row[1]}", 60)
                click.echo(
                    f"{row[5]}  {row[2]:>3} objects {row[3]:>10,} bytes  {where}"
                )


@evidence.command()
@workspace_option
@json_option
@click.argument("listing")
def show(folder: Path | None, as_json: bool, listing: str) -> None:
    """Show each object that is kept of LISTING: its number, address or MARKETPLACE/ID.

    Example: citeswatch evidence show demo_auction/120270
    """
    from crawler.cli.terminal_text import json_line
    from crawler.store.evidence_queries import kept_of
    from crawler.store.listing_lookup import find_listing

    with _opened(folder) as (_, store):
        known = find_listing(store.conn, listing)
        found = kept_of(store.conn, known.marketplace, known.listing_id)
        if not found:
            raise click.ClickException("nothing is kept of this listing")
        for kept in found:
            click.echo(json_line(_told(kept)) if as_json else _shown(kept))


def _told(kept: Kept) -> dict[str, Any]:
    import json

    told: dict[str, Any] = json.loads(kept.link.as_line())
    return {**told, "at_byte": kept.at_byte, "deleted_at": kept.deleted_at}


def _shown(kept: Kept) -> str:
    from crawler.cli.terminal_text import printable

    facts = kept.link.facts
    gone = f"  deleted {kept.deleted_at[:10]}" if kept.deleted_at else ""
    return (
        f"{kept.link.id:>6}  {facts.captured_at}  {facts.kind:<10} "
        f"{facts.payload_bytes:>9,} bytes  {printable(facts.url, 90)}{gone}\n"
        f"        {facts.warc} at byte {kept.at_byte}\n"
        f"        SHA-256 {facts.payload_sha256 or facts.record_sha256}"
    )


@evidence.command()
@workspace_option
@json_option
@click.option("--head", default="", help="Checksum of an object that was noted before.")
@click.option("--signer", default="", help="Public key that BAG must be signed with.")
@click.argument(
    "bag", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def verify(
    folder: Path | None, as_json: bool, head: str, signer: str, bag: Path | None
) -> None:
    """Read every kept byte and see that nothing was changed since its capture.

    Database, manifest and WARC files are held against each other; or, with BAG, the
    files of an export. Exit code 1 when anything is not as it was captured.

    Example: citeswatch evidence verify
    """
    if bag is not None:
        from crawler.cli.evidence_bags import verify_file

        sys.exit(verify_file(bag, signer, as_json=as_json))
    sys.exit(_verify_workspace(folder, head, as_json=as_json))


def _verify_workspace(folder: Path | None, head: str, *, as_json: bool) -> int:
    from dataclasses import asdict

    from crawler.cli.terminal_text import json_line, printable
    from crawler.counting import counted, counted_or_none
    from crawler.evidence.stamps import read_authority
    from crawler.evidence.verify import verify as verify_all
    from crawler.store.evidence_queries import knows_checksum

    with _opened(folder) as (workspace, store):
        authority = read_authority(workspace.settings.evidence, workspace.folder)
        verdict = verify_all(workspace.evidence, store, authority)
        if head and not knows_checksum(store.conn, head):
            verdict.faults.append(
                f"the chain does not hold {head}: it was cut or replaced"
            )
    if as_json:
        click.echo(json_line(asdict(verdict)))
    else:
        for line in (*verdict.faults, *(f"Note: {note}" for note in verdict.notes)):
            click.echo(printable(line))
        deleted = f", {verdict.deleted} deleted in time" if verdict.deleted else ""
        click.echo(
            f"{counted(verdict.objects, 'object')}{deleted}, {verdict.bytes:,} bytes, "
            f"{counted(verdict.stamps, 'time stamp')}: "
            f"{counted_or_none(len(verdict.faults), 'fault')}."
        )
        click.echo(f"The chain ends with {verdict.head}")
    return 1 if verdict.faults else 0


@evidence.command()
@workspace_option
@click.argument("listing")
def capture(folder: Path | None, listing: str) -> None:
    """Ask for LISTING's page now, politely, and keep it with its pictures.

    Example: citeswatch evidence capture demo_auction/120270
    """
    from crawler.cli.terminal_text import printable
    from crawler.evidence.capture_now import capture_now
    from crawler.store.listing_lookup import find_listing

    with _opened(folder, read_only=False) as (workspace, store):
        known = find_listing(store.conn, listing)
        kept = capture_now(workspace, store, known, getpass.getuser())
    for link in kept.links:
        click.echo(
            f"{link.id:>6}  {link.facts.kind:<10} {printable(link.facts.url, 100)}"
        )
    for picture in kept.pictures:
        if not picture["kept"]:
            click.echo(printable(f"Not kept: {picture['url']}: {picture['why']}"))


@evidence.command()
@workspace_option
def stamp(folder: Path | None) -> None:
    """Have the end of the chain stamped by the time stamp authority of the settings.

    Example: citeswatch evidence stamp
    """
    from crawler.evidence.stamps import read_authority

    with _opened(folder, read_only=False) as (workspace, store):
        made = _stamp(
            store, read_authority(workspace.settings.evidence, workspace.folder)
        )
    click.echo(made)


def _stamp(store: Store, authority: Any) -> str:
    from crawler.evidence.chain import EvidenceError
    from crawler.evidence.stamps import stamp_head

    if authority is None:
        raise EvidenceError(
            "no time stamp authority is set; name one in citeswatch.toml: "
            "timestamp_authority and timestamp_roots under [evidence]"
        )
    made = stamp_head(store, authority)
    if made is None:
        return "There is nothing new to be stamped."
    return (
        f"Object {made.evidence} and all before it: {made.stamped_at}, {made.authority}"
    )


@evidence.command("import")
@click.argument("bag", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="New folder for the files.",
)
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your age key, for a bag that is encrypted.",
)
@click.option(
    "--signer", default="", help="Public key that the bag must be signed with."
)
def import_(bag: Path, output: Path, identity: Path | None, signer: str) -> None:
    """Open a bag that somebody sent, safely, and see that it is whole.

    Example: citeswatch evidence import offers.zip.age --identity key.txt --output received
    """
    from crawler.cli.evidence_bags import import_file

    sys.exit(import_file(bag, output, identity, signer))
