"""`python -m crawler.demo`: serve the demo marketplaces, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import sites
from crawler.demo.server import DemoServer, serve
from crawler.demo.world import DEFAULT_SEED, World


def _ports(text: str | None) -> dict[str, int]:
    names = sites()
    if text is None:
        return {name: facts.port for name, facts in names.items()}
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no list of numbers") from error
    if len(numbers) == 1:
        numbers *= len(names)
    if len(numbers) != len(names) or not all(0 <= port < 65536 for port in numbers):
        raise click.BadParameter(f"one port, or {len(names)}, from 0 to 65535")
    return dict(zip(names, numbers, strict=True))


def _say(demo: DemoServer) -> None:
    for name, marketplace in demo.marketplaces.items():
        click.echo(f"{name}\t{marketplace.address}")
    click.echo(f"Week {demo.week} of the demo; Ctrl-C stops it.")


@click.command()
@click.option("--week", default=0, type=click.IntRange(0, 520), help="Week to show.")
@click.option("--seed", default=DEFAULT_SEED, help="Another seed, another world.")
@click.option("--small", is_flag=True, help="A fifth of the ordinary goods.")
@click.option(
    "--day",
    "days",
    multiple=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day of each week, oldest first [default: two weeks ago, then weekly].",
)
@click.option("--ports", help="Four numbers with commas, or one for all; 0 is any.")
@click.option(
    "--logs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder for the access logs.",
)
@click.option("--remote", is_flag=True, help="Take orders on standard input.")
def main(
    *,
    week: int,
    seed: int,
    small: bool,
    days: tuple[datetime, ...],
    ports: str | None,
    logs: Path | None,
    remote: bool,
) -> None:
    """Serve the four demo marketplaces on 127.0.0.1."""
    calendar = (
        Calendar.of(day.date() for day in days)
        if days
        else Calendar.ending(date.today(), 3)
    )
    world = World(calendar, seed=seed, small=small)
    numbers = _ports(ports)
    try:
        ready = None if remote else _say
        serve(world, week, numbers, logs=logs, remote=remote, ready=ready)
    except OSError as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main()
