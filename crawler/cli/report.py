"""`citeswatch report`: the trend report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from crawler.cli.options import bulk_or_exit, workspace_option, workspace_or_exit
from crawler.cores import one_thread_each


@click.command()
@workspace_option
@click.option(
    "--period",
    "period_text",
    default="all",
    show_default=True,
    help="2026, 2026-11, 2026-W45, 2026-W45..2026-W48 or all.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Folder for the report [default: reports/PERIOD in the workspace].",
)
@click.option(
    "--format",
    "formats_text",
    default="html,csv",
    show_default=True,
    help="Any of html, csv, pdf, xlsx, json, with commas. Page and CSV are always made.",
)
@click.option(
    "--country",
    "country_texts",
    multiple=True,
    help="Only marketplaces of this country and offers located there, ISO 3166-1 "
    "alpha-2 (KE); repeatable [default: everywhere].",
)
@click.option(
    "--language",
    type=click.Choice(["en", "fr", "es"]),
    help="Language of the report [default: language of citeswatch.toml, else en].",
)
@click.option(
    "--compare-with",
    "earlier_text",
    default="",
    help="An earlier period; tells how shares of routes, methods and taxa changed.",
)
@click.option(
    "--legal-trade",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV of the CITES Trade Database, set beside the offers.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder that `citeswatch parquet write` made, in place of the database.",
)
@click.option("--open", "show", is_flag=True, help="Show the report in the browser.")
@click.option(
    "--made-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date printed as the day of making [default: today, UTC].",
)
def report(
    *,
    folder: Path | None,
    period_text: str,
    output: Path | None,
    formats_text: str,
    country_texts: tuple[str, ...],
    language: str | None,
    earlier_text: str,
    legal_trade: Path | None,
    source: Path | None,
    show: bool,
    made_on: datetime | None,
) -> None:
    """Report the trend of offers per effort, as a page with charts and tables.

    Example: citeswatch report --period 2026-11 --format pdf,xlsx --open
    """
    one_thread_each()
    from crawler.reports.countries import CountryError, read_country
    from crawler.reports.period import PeriodError, parse_period

    workspace = workspace_or_exit(folder)
    try:
        period = parse_period(period_text)
    except PeriodError as error:
        raise click.BadParameter(str(error), param_hint="--period") from error
    try:
        countries = [read_country(text) for text in country_texts]
    except CountryError as error:
        raise click.BadParameter(str(error), param_hint="--country") from error
    try:
        earlier = parse_period(earlier_text) if earlier_text else None
    except PeriodError as error:
        raise click.BadParameter(str(error), param_hint="--compare-with") from error
    from crawler.reports.folder import FORMATS
    from crawler.reports.make import Beside, ReportError, make_report
    from crawler.translation.words import Words

    formats = [word.strip() for word in formats_text.split(",") if word.strip()]
    if unknown := sorted(set(formats) - set(FORMATS)):
        raise click.BadParameter(
            f"{unknown[0]} is none of {', '.join(FORMATS)}", param_hint="--format"
        )
    day: date = made_on.date() if made_on else datetime.now(UTC).date()
    try:
        words = Words("reports", language or workspace.settings.language)
        with _database(source) as database:
            made = make_report(
                workspace,
                period,
                day,
                output,
                formats,
                words=words,
                countries=countries,
                beside=Beside(earlier, legal_trade),
                database=database,
            )
    except ReportError as error:
        raise click.ClickException(str(error)) from error
    click.echo(made.in_short)
    click.echo(f"Report: {made.page}")
    for path in made.also:
        click.echo(f"        {path}")
    if show:
        click.launch(made.page.as_uri())


@contextmanager
def _database(source: Path | None) -> Iterator[Path | None]:
    """Give the database that a folder of Parquet is read into, None without one."""
    if source is None:
        yield None
        return
    bulk_or_exit()
    from crawler.parquet.manifest import ParquetError
    from crawler.parquet.read import store_of

    try:
        with store_of(source) as database:
            yield database
    except ParquetError as error:
        raise click.ClickException(str(error)) from error
