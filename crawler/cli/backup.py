"""`citeswatch backup` and `citeswatch restore`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit


@click.command()
@workspace_option
@click.option(
    "--with-keys",
    is_flag=True,
    help="Also the keys: who has the copy then has what they protect.",
)
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path | None, with_keys: bool, target: Path) -> None:
    """Copy the workspace into a new folder in TARGET, while crawls run, and verify it.

    Example: citeswatch backup /mnt/safe
    """
    from crawler.backup import BackupError, make_backup

    workspace = workspace_or_exit(folder)
    try:
        made = make_backup(workspace, target, with_keys=with_keys)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{made.folder}\n{made.files} files, {made.bytes:,} bytes, {made.objects} objects "
        "of evidence: verified."
    )
    if made.keys_left_out:
        click.echo(
            f"Not in it: {', '.join(made.keys_left_out)}. Keep copies of these keys in a "
            "safe, apart from the backup; without them pseudonyms change and sealed names "
            "are lost."
        )


@click.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
def restore(source: Path, target: Path) -> None:
    """Make the new workspace TARGET of the backup in the folder SOURCE.

    Example: citeswatch restore /mnt/safe/citeswatch-backup-20261126T020000Z unit
    """
    from crawler.backup import BackupError
    from crawler.restore import restore as restore_backup

    try:
        done = restore_backup(source, target)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    verdict = done.verdict
    click.echo(f"{done.workspace.folder}")
    click.echo(
        f"{verdict.objects} objects of evidence: {len(verdict.faults) or 'no'} faults."
    )
    if done.missing_keys:
        click.echo(
            f"Put these keys back from your safe: {', '.join(done.missing_keys)}"
        )
    sys.exit(1 if verdict.faults else 0)
