"""`citeswatch species`: show a taxon, count the list, take over official downloads."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import workspace_option

if TYPE_CHECKING:
    from crawler.species import SpeciesList, Taxon
    from crawler.species.official.download import Download

SHOWN = 10


@click.group()
def species() -> None:
    """Show the species list, and take over official downloads."""


@species.command()
@click.argument("name", nargs=-1, required=True)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day asked for.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@workspace_option
def show(
    name: tuple[str, ...], on: datetime | None, as_json: bool, folder: Path | None
) -> None:
    """Show a taxon: Appendix, listing history, names, and where each came from.

    NAME is a scientific name, a synonym, a common name in any language, or a
    Species+ id.

    Example: citeswatch species show Panthera tigris
    """
    from crawler.cli.species_tables import describe, print_taxon

    species_list, _ = _load(folder)
    text = " ".join(name)
    day = on.date() if on else date.today()
    taxa = _find_or_exit(species_list, text)
    if as_json:
        told = [describe(species_list, taxon, day) for taxon in taxa]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for taxon in taxa[:SHOWN]:
        print_taxon(species_list, taxon, day, text)
    for taxon in taxa[SHOWN:]:
        click.echo(f"also: {taxon.scientific_name} ({taxon.rank})")


@species.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@workspace_option
def stats(as_json: bool, folder: Path | None) -> None:
    """Count taxa by rank and Appendix, names by kind and language.

    Example: citeswatch species stats
    """
    from crawler.cli.species_tables import count, print_counts

    species_list, _ = _load(folder)
    counts = count(species_list, date.today())
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False, indent=2))
    else:
        print_counts(species_list.version, counts)


@species.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--apply",
    "applied",
    is_flag=True,
    help="Write the list with the changes; without it nothing is written.",
)
@click.option(
    "--in-force",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day from which the new listings hold; needed with --apply.",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write [default: species_lists in the workspace].",
)
@workspace_option
def import_(
    file: Path,
    applied: bool,
    in_force: datetime | None,
    into: Path | None,
    folder: Path | None,
) -> None:
    """Say what an official download would change, and take it over on request.

    FILE is a Checklist of CITES Species CSV, a listings CSV of Species+, or an
    answer of the Species+ API. The packaged list is never written; the
    workspace's own copy is used from then on.

    Example: citeswatch species import Index.csv --apply --in-force 2026-03-05
    """
    from crawler.cli.species_tables import print_changes
    from crawler.species.changes import compare_download

    if applied and not in_force:
        raise click.UsageError(
            "--apply needs --in-force YYYY-MM-DD, the day from which the new "
            "listings hold (it is in the title of the Appendices)."
        )
    species_list, base = _load(folder)
    download = _read_or_exit(file)
    day = in_force.date() if in_force else date.today()
    changes = compare_download(species_list, download.taxa, day)
    click.echo(f"{download.title}: {len(download.taxa):,} taxa read from {file.name}")
    print_changes(changes)
    if not applied:
        click.echo("Nothing was written. To take it over: --apply --in-force DATE")
        return
    target = into or _workspace_or_exit(folder) / "species_lists"
    from crawler.species.applying import apply_download
    from crawler.species.reading import SpeciesFileError

    places = {"base": base, "folder": target}
    try:
        apply_download(species_list, download, changes, in_force_from=day, **places)
    except (OSError, SpeciesFileError) as error:
        raise click.ClickException(f"The list was not written: {error}") from error
    click.echo(f"Written: {target}")


def _read_or_exit(file: Path) -> Download:
    from crawler.species.official.download import read_download
    from crawler.species.reading import SpeciesFileError

    try:
        return read_download(file)
    except SpeciesFileError as error:
        raise click.ClickException(str(error)) from error


@species.command()
@click.argument("old", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to compare on.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def diff(old: Path, new: Path, on: datetime | None, as_json: bool) -> None:
    """Say what differs between two folders of species lists.

    Example: citeswatch species diff last-year/species_lists species_lists
    """
    from dataclasses import asdict

    from crawler.cli.species_tables import print_changes
    from crawler.species.changes import compare_lists

    changes = compare_lists(
        _load_folder(old), _load_folder(new), on.date() if on else date.today()
    )
    if as_json:
        told = {
            kind: list(map(asdict, rows)) for kind, rows in changes.by_kind().items()
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print_changes(changes)


def _load(folder: Path | None) -> tuple[SpeciesList, Path]:
    from crawler.species.species_list import folder_in_use
    from crawler.workspace import default_folder

    place = folder_in_use(folder or default_folder())
    return _load_folder(place), place


def _load_folder(folder: Path) -> SpeciesList:
    from crawler.species import SpeciesFileError, SpeciesList

    try:
        return SpeciesList.load(folder)
    except SpeciesFileError as error:
        raise click.ClickException(str(error)) from error


def _workspace_or_exit(folder: Path | None) -> Path:
    from crawler.cli.options import workspace_or_exit

    return workspace_or_exit(folder).folder


def _find_or_exit(species_list: SpeciesList, text: str) -> list[Taxon]:
    from crawler.species.naming import nearest

    taxa = species_list.find(text)
    if not taxa and text in species_list.taxa:
        taxa = [species_list.accepted(text)]
    if not taxa:
        click.echo(f'No taxon of the list is called "{text}".', err=True)
        near = nearest(text, list({name.text: None for name in species_list.names}))
        if near:
            click.echo("Did you mean: " + "; ".join(near) + "?", err=True)
        sys.exit(1)
    return taxa
