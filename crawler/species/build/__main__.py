"""Build the packaged species list: python -m crawler.species.build SOURCES [TARGET]."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.species.build.assemble import build
from crawler.species.species_list import packaged_folder


@click.command()
@click.argument(
    "sources", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.argument(
    "target", type=click.Path(file_okay=False, path_type=Path), required=False
)
def main(sources: Path, target: Path | None) -> None:
    """Build taxa.csv, listings.csv, names.csv and SOURCES.toml from SOURCES.

    The same sources give the same bytes. TARGET is the folder that comes with
    citeswatch when it is left out.
    """
    for line in build(sources, target or packaged_folder()):
        click.echo(line)


if __name__ == "__main__":
    main()
