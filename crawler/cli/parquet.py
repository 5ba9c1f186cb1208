"""`citeswatch parquet`: the store for DuckDB, Polars, R, Spark."""

from __future__ import annotations

import getpass
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from crawler.cli.options import bulk_or_exit, workspace_option, workspace_or_exit


@click.group()
def parquet() -> None:
    """Write the whole store as Parquet files, for analysis past SQLite."""


@parquet.command()
@workspace_option
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="A new folder [default: store-TIME in the workspace's exports].",
)
def write(folder: Path | None, output: Path | None) -> None:
    """Write the store as it is at one moment, by marketplace and month.

    Names of sellers and of the unit's staff are not in it; texts of offers are, as
    published.

    Example: citeswatch parquet write --output /data/store
    """
    bulk_or_exit()
    from crawler.parquet.manifest import ParquetError
    from crawler.parquet.write import write_parquet

    workspace = workspace_or_exit(folder)
    with _progress() as bar:
        try:
            made, manifest = write_parquet(
                workspace,
                output,
                getpass.getuser(),
                on_rows=bar.update if bar is not None else lambda count: None,
            )
        except ParquetError as error:
            raise click.ClickException(str(error)) from error
    rows = sum(file.rows for file in manifest.files)
    click.echo(f"{made}\n{len(manifest.files)} files, {rows:,} rows.")


@parquet.command()
@click.argument(
    "source", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path)
)
def check(source: Path) -> None:
    """See that FOLDER is whole: every file as it was written.

    Example: citeswatch parquet check /data/store
    """
    bulk_or_exit()
    from crawler.parquet import read
    from crawler.parquet.manifest import ParquetError

    try:
        manifest = read.check(source)
    except ParquetError as error:
        raise click.ClickException(str(error)) from error
    rows = sum(file.rows for file in manifest.files)
    click.echo(
        f"{source} is whole: {len(manifest.files)} files, {rows:,} rows, written "
        f"{manifest.made_at}."
    )


def _progress() -> Any:
    if not sys.stderr.isatty():
        return nullcontext()
    # How many rows there are takes as long to count as to write.
    return click.progressbar(
        length=None, label="Writing rows", show_pos=True, file=sys.stderr
    )
