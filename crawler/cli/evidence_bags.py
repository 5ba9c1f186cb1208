"""Opening and verifying a bag that somebody sent."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from crawler.exports.bag_check import BagVerdict


def verify_file(bag: Path, signer: str, *, as_json: bool) -> int:
    """Unpack *bag* aside, verify it, and tell; give the exit code."""
    from crawler.cli.terminal_text import json_line
    from crawler.exports.bag_check import BagError, unpack, verify_bag

    try:
        with tempfile.TemporaryDirectory(prefix="citeswatch-bag-") as aside:
            verdict = verify_bag(unpack(bag, Path(aside) / "bag"), signer)
    except (BagError, OSError) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        told = {"offers": verdict.offers, "objects": verdict.objects}
        told |= {"signed_by": verdict.signed_by, "faults": verdict.faults}  # type: ignore[dict-item]
        click.echo(json_line(told))
    else:
        _tell(verdict)
    return 1 if verdict.faults else 0


def import_file(bag: Path, output: Path, identity: Path | None, signer: str) -> int:
    """Decrypt, unpack and verify *bag*; give the exit code."""
    from crawler.exports.bag_check import BagError, unpack, verify_bag
    from crawler.sharing.encryption import EncryptionError, decrypted

    if output.exists():
        raise click.UsageError(f"{output} is there already; name a new folder")
    try:
        with decrypted(bag, identity) as plain:
            verdict = verify_bag(unpack(plain, output), signer)
    except (BagError, EncryptionError, OSError) as error:
        raise click.ClickException(str(error)) from error
    _tell(verdict)
    click.echo(f"{verdict.folder}")
    return 1 if verdict.faults else 0


def _tell(verdict: BagVerdict) -> None:
    from crawler.cli.terminal_text import printable
    from crawler.counting import counted, counted_or_none

    for fault in verdict.faults:
        click.echo(printable(fault))
    signed = f"signed by {verdict.signed_by}" if verdict.signed_by else "not signed"
    click.echo(
        f"{counted(verdict.offers, 'offer')}, "
        f"{counted(verdict.objects, 'object')} of evidence, {signed}: "
        f"{counted_or_none(len(verdict.faults), 'fault')}."
    )
