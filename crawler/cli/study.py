"""`citeswatch study`: the pack for research."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from crawler.cli.options import workspace_option, workspace_or_exit


@click.command()
@workspace_option
@click.argument("output", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--period", "period_text", default="all", show_default=True, help="As in report."
)
@click.option(
    "--seizures",
    "seizures_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with a date of seizure and a species, as in the annual illegal trade report.",
)
def study(
    folder: Path | None, output: Path, period_text: str, seizures_file: Path | None
) -> None:
    """Write monthly series, their comparison with seizures, and anonymised offers.

    OUTPUT is a new folder: a Frictionless Data Package, ready for a repository.

    Example: citeswatch study pack-2026 --period 2024..2026 --seizures seizures.csv
    """
    from crawler.reports.figures import gather
    from crawler.reports.period import PeriodError, parse_period
    from crawler.store import Store, StoreError
    from crawler.study.pack import write_study
    from crawler.study.seizures import SeizureFileError, seizures_by_month

    workspace = workspace_or_exit(folder)
    try:
        period = parse_period(period_text)
    except PeriodError as error:
        raise click.BadParameter(str(error), param_hint="--period") from error
    try:
        seizures = seizures_by_month(seizures_file) if seizures_file else None
        with Store.open(workspace.database, read_only=True) as store:
            figures = gather(store, period, datetime.now(UTC).date())
        made = write_study(output, figures, seizures)
    except (SeizureFileError, StoreError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(made.sentence)
    click.echo(f"Study pack: {made.folder}")
