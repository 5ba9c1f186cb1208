"""`citeswatch contact`: the contact points of the workspace."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit


@click.group()
def contact() -> None:
    """List and check the contact points that offers are handed over to."""


@contact.command("list")
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a contact.")
def list_(folder: Path | None, as_json: bool) -> None:
    """List the contact points in contacts.toml.

    Example: citeswatch contact list
    """
    from crawler.cli.terminal_text import json_line, printable
    from crawler.sharing.contacts import KINDS, ContactError, read_contacts

    workspace = workspace_or_exit(folder)
    try:
        known = read_contacts(workspace.folder)
    except ContactError as error:
        raise click.ClickException(str(error)) from error
    for one in known.values():
        if as_json:
            click.echo(json_line(one.model_dump()))
            continue
        taxa = ", ".join(one.taxa) or "all taxa"
        key = "has a key" if one.age else "NO KEY"
        click.echo(
            printable(
                f"{one.id}  {one.name} ({KINDS[one.kind]}, {one.country or 'no country'}): "
                f"Appendix {', '.join(one.appendices)}, {taxa}; {key}"
            )
        )


@contact.command()
@workspace_option
def check(folder: Path | None) -> None:
    """Check contacts.toml, and encrypt a word for each contact.

    Also prints the unit's own public key, by which partners know its signature.

    Example: citeswatch contact check
    """
    from crawler.secret_file import SecretFileError
    from crawler.sharing.contacts import ContactError, read_contacts
    from crawler.sharing.encryption import EncryptionError, encrypt_word
    from crawler.sharing.signing import public_text, signing_key

    workspace = workspace_or_exit(folder)
    faults = 0
    try:
        for one in read_contacts(workspace.folder).values():
            try:
                encrypt_word(one.age)
            except EncryptionError as error:
                faults += 1
                click.echo(f"{one.id}: {error}")
            else:
                click.echo(f"{one.id}: well")
        ours = public_text(signing_key(workspace.folder))
    except (ContactError, SecretFileError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Our own public key (Ed25519), for partners: {ours}")
    click.get_current_context().exit(1 if faults else 0)
