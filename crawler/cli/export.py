"""`citeswatch export`: hand flagged offers over to investigators."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit

_DAY = click.DateTime(["%Y-%m-%d"])


def _formats(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    from crawler.exports.make import FORMATS

    if not value:
        return ()
    names = tuple(dict.fromkeys(part.strip().casefold() for part in value.split(",")))
    if wrong := [name for name in names if name not in FORMATS]:
        raise click.BadParameter(
            f"{wrong[0]!r} is no format; choose from {', '.join(FORMATS)}"
        )
    return names


@click.command()
@workspace_option
@click.option(
    "--appendix",
    "appendices",
    type=click.Choice(["I", "II", "III"]),
    multiple=True,
    default=["I"],
    show_default=True,
    help="May be given more than once.",
)
@click.option("--since", type=_DAY, help="Seen on this day or later, UTC.")
@click.option("--until", type=_DAY, help="Seen on this day or earlier, UTC.")
@click.option(
    "--marketplace", "marketplaces", multiple=True, help="May be given more than once."
)
@click.option(
    "--taxon", default="", help="A name of any rank or language, or a taxon group."
)
@click.option("--search", default="", help="Words that the offer's text holds.")
@click.option(
    "--case",
    default="",
    metavar="REF",
    help="All listings of this case, flagged or not; no other filter counts.",
)
@click.option(
    "--include-unlikely", is_flag=True, help="Also what the matcher judged unlikely."
)
@click.option(
    "--format",
    "formats",
    default="",
    callback=_formats,
    help="csv, json, xlsx, bag, misp, stix, ftm; several with commas between  [default: csv,json; "
    "with --to: bag]",
)
@click.option(
    "--to",
    "contact",
    default="",
    metavar="CONTACT",
    help="Only what this contact takes, encrypted for it alone.",
)
@click.option(
    "--with-sellers",
    is_flag=True,
    help="With --to: also sellers' names, where they are kept; each is noted.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the files [default: exports in the workspace].",
)
def export(
    *,
    folder: Path | None,
    appendices: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    marketplaces: tuple[str, ...],
    taxon: str,
    search: str,
    case: str,
    include_unlikely: bool,
    formats: tuple[str, ...],
    contact: str,
    with_sellers: bool,
    output: Path | None,
) -> None:
    """Write flagged offers, or the listings of a case, for investigators.

    A bag is one zip file with a report for people (PDF and HTML), the data, and what
    came over the wire.

    Example: citeswatch export --format bag --case 2026-014
    """
    from crawler.cli.terminal_text import printable
    from crawler.counting import counted
    from crawler.exports.make import ExportError, make_export
    from crawler.exports.sealing import Recipient
    from crawler.exports.writers import DEFAULT
    from crawler.sharing.contacts import ContactError, find_contact
    from crawler.store.export_queries import ExportFilters
    from crawler.store.taxon_names import UnknownTaxonError

    if with_sellers and not contact:
        raise click.UsageError("--with-sellers needs --to: names go out encrypted only")
    if since and until and until < since:
        raise click.UsageError("--until lies before --since")
    unlikely = ("unlikely",) if include_unlikely else ()
    filters = ExportFilters(
        appendices=tuple(dict.fromkeys(appendices)),
        offers=("likely", "possible", *unlikely),
        marketplaces=marketplaces,
        taxon=taxon.strip(),
        since=f"{since:%Y-%m-%d}" if since else "",
        until=f"{until:%Y-%m-%d}" if until else "",
        search=search.strip(),
        case=case.strip(),
    )
    workspace = workspace_or_exit(folder)
    try:
        recipient = (
            Recipient(
                find_contact(workspace.folder, contact), getpass.getuser(), with_sellers
            )
            if contact
            else None
        )
        made = make_export(
            workspace,
            filters,
            formats=formats or (("bag",) if contact else DEFAULT),
            output=output,
            recipient=recipient,
        )
    except UnknownTaxonError as error:
        raise click.UsageError(str(error)) from error
    except (ContactError, ExportError) as error:
        raise click.ClickException(str(error)) from error
    offers = counted(made.offers, "offer")
    click.echo(f"{offers}. A name match is not a finding of illegality.")
    for file in made.files:
        click.echo(f"{file.path}\n  SHA-256 {file.sha256}")
    for fault in made.faults:
        click.echo(printable(f"Note: {fault}"), err=True)
