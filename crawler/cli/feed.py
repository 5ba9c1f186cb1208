"""`citeswatch feed`: flagged offers as Atom and JSON Feed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit


@click.command()
@workspace_option
@click.option("--to", "contact", default="", help="Only what this contact takes.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files [default: feeds in the workspace].",
)
def feed(folder: Path | None, contact: str, output: Path | None) -> None:
    """Write the latest 200 flagged Appendix I offers as signed Atom and JSON feeds.

    Serve the folder only to those who may read it.

    Example: citeswatch feed --output /srv/feeds
    """
    from dataclasses import replace

    from crawler.exports.package import gather
    from crawler.secret_file import SecretFileError
    from crawler.sharing.contacts import ContactError, find_contact
    from crawler.sharing.feeds import write_feeds
    from crawler.store import Store, StoreError
    from crawler.store.export_queries import ExportFilters

    workspace = workspace_or_exit(folder)
    try:
        reader = find_contact(workspace.folder, contact) if contact else None
        appendices = tuple(reader.appendices) if reader else ("I",)
        filters = ExportFilters(appendices=appendices)
        with Store.open(workspace.database, read_only=True) as store:
            package = gather(workspace, store, filters, datetime.now(UTC))
        if reader is not None:
            taken = [one for one in package.records if reader.takes(one)]
            package = replace(package, records=taken)
        written = write_feeds(package, workspace, output or workspace.folder / "feeds")
    except (ContactError, SecretFileError, StoreError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for path in written:
        click.echo(str(path))
