"""Build the packaged species list: python -m crawler.species.build SOURCES [TARGET]."""

from __future__ import annotations

from pathlib import Path

import click

from crawler.species.reading import SpeciesFileError
from crawler.species.species_list import packaged_folder


@click.command()
@click.argument(
    "sources",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    required=False,
)
@click.argument(
    "target", type=click.Path(file_okay=False, path_type=Path), required=False
)
@click.option(
    "--renew",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Sort the list in this folder and renew its sums, after a change by hand.",
)
def main(sources: Path | None, target: Path | None, renew: Path | None) -> None:
    """Build taxa.csv, listings.csv, names.csv and SOURCES.toml from SOURCES.

    The same sources give the same bytes. TARGET is the folder that comes with
    citeswatch when it is left out.
    """
    from crawler.species.build.assemble import build
    from crawler.species.build.provenance import renew as renew_sums

    if (sources is None) == (renew is None):
        raise click.UsageError("Give either SOURCES or --renew FOLDER.")
    try:
        if renew:
            renew_sums(renew)
        elif sources:
            for line in build(sources, target or packaged_folder()):
                click.echo(line)
    except (OSError, ValueError, SpeciesFileError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
