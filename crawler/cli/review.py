"""`citeswatch review`: the review queue without a browser."""

from __future__ import annotations

import getpass
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from crawler.cli.options import workspace_option, workspace_or_exit
from crawler.cli.terminal_text import json_line, printable
from crawler.store.write_reviews import REASONS

_reviewer = click.option(
    "--as", "reviewer", default="", help="Reviewer's login [default: who you are]."
)
_note = click.option("--note", default="", help="Your words.")
_sampled = click.option(
    "--sampled", is_flag=True, help="It was drawn by --sample-unmatched."
)


@click.group()
def review() -> None:
    """Review listings: what is next, and what it is.

    Example: citeswatch review next
    """


@review.command("next")
@workspace_option
@click.option("--limit", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option(
    "--sample-unmatched",
    "sample",
    type=click.IntRange(1, 10_000),
    help="Draw so many listings without a match instead, to estimate what is missed.",
)
@click.option("--seed", type=int, help="Draw the same again.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def next_listings(
    *,
    folder: Path | None,
    limit: int,
    sample: int | None,
    seed: int | None,
    as_json: bool,
) -> None:
    """Show the listings that wait: Appendix I first, then by score, then by age.

    Example: citeswatch review next --limit 5
    """
    from crawler.store.queue_queries import sample_unmatched, to_review, waiting

    # A draw of listings, no secret.
    chance = random.Random(seed)  # noqa: S311
    with _database(folder) as conn:
        if sample:
            draws = iter(chance.random, None)
            numbers = sample_unmatched(conn, sample, draws)
        else:
            numbers = [number for _, number in zip(range(limit), waiting(conn))]  # noqa: B905
        found = [row for number in numbers if (row := to_review(conn, number))]
    for row in found:
        click.echo(json_line(row) if as_json else _told(row))
    if not found and not as_json:
        click.echo("Nothing waits.")


@review.command()
@click.argument("listing", type=click.IntRange(1))
@_note
@_sampled
@_reviewer
@workspace_option
def accept(*, listing: int, **given: Any) -> None:
    """Say that a listing offers what the match says.

    Example: citeswatch review accept 1234
    """
    _keep(listing, "accepted", **given)


@review.command()
@click.argument("listing", type=click.IntRange(1))
@click.option("--reason", type=click.Choice(REASONS), required=True)
@_note
@_sampled
@_reviewer
@workspace_option
def reject(*, listing: int, **given: Any) -> None:
    """Say that a listing is no offer of a listed specimen.

    Example: citeswatch review reject 1234 --reason toy_or_model
    """
    _keep(listing, "rejected", **given)


@review.command()
@click.argument("listing", type=click.IntRange(1))
@click.option("--taxon", "name", required=True, help="The right taxon, by any name.")
@_note
@_sampled
@_reviewer
@workspace_option
def wrong(*, listing: int, name: str, folder: Path | None, **given: Any) -> None:
    """Say which taxon a listing offers instead.

    Example: citeswatch review wrong 1234 --taxon "Panthera onca"
    """
    from crawler.species.species_list import SpeciesList, folder_in_use

    workspace = workspace_or_exit(folder)
    found = SpeciesList.load(folder_in_use(workspace.folder)).find(name)
    if not found:
        raise click.UsageError(f"the species list has no taxon called {name!r}")
    if len(found) > 1:
        names = ", ".join(taxon.scientific_name for taxon in found)
        raise click.UsageError(f"{name!r} may be {names}; give one of these")
    taxon = {"taxon_id": found[0].taxon_id, "taxon": found[0].scientific_name}
    _keep(listing, "wrong_taxon", folder=folder, **{**taxon, **given})


@review.command()
@click.argument("listing", type=click.IntRange(1))
@_note
@_sampled
@_reviewer
@workspace_option
def unsure(*, listing: int, **given: Any) -> None:
    """Say that you cannot tell.

    Example: citeswatch review unsure 1234 --note "no picture"
    """
    _keep(listing, "unsure", **given)


@review.command()
@_reviewer
@workspace_option
def undo(*, reviewer: str, folder: Path | None) -> None:
    """Take back your last review.

    Example: citeswatch review undo
    """
    from crawler.store.write_reviews import undo_last_review

    with _database(folder, write=True) as conn:
        found = undo_last_review(conn, reviewer or getpass.getuser(), at=_now())
    if found is None:
        raise click.ClickException("there is nothing to take back")
    click.echo(f"Taken back; listing {found} waits again.")


def _keep(
    listing: int,
    verdict: str,
    *,
    reviewer: str,
    folder: Path | None,
    sampled: bool,
    **given: str,
) -> None:
    from crawler.store.queue_queries import to_review
    from crawler.store.write_reviews import Judgement, ReviewError, write_review

    origin = "sample_unmatched" if sampled else "queue"
    with _database(folder, write=True) as conn:
        found = to_review(conn, listing)
        if found is None:
            raise click.UsageError(f"there is no listing {listing}")
        judgement = Judgement(
            listing, found["version"], verdict, origin=origin, **given
        )
        try:
            write_review(conn, reviewer or getpass.getuser(), judgement, at=_now())
        except ReviewError as error:
            raise click.UsageError(str(error)) from error
    click.echo(f"Listing {listing}: {verdict.replace('_', ' ')}.")


def _told(row: dict[str, Any]) -> str:
    lines = [f"{row['id']}  {row['title'] or 'no title'}"]
    if row["offer"]:
        appendix = f", Appendix {row['appendix']}" if row["appendix"] else ""
        lines.append(f"{row['offer']} offer: {row['taxon']}{appendix}")
        lines.append(row["reason"])
    return "\n".join(
        f"    {printable(line)}" if n else printable(line)
        for n, line in enumerate(lines)
    )


@contextmanager
def _database(folder: Path | None, *, write: bool = False) -> Iterator[Any]:
    from crawler.store import Store, StoreError
    from crawler.store.connection import transaction

    workspace = workspace_or_exit(folder)
    try:
        with Store.open(workspace.database, read_only=not write) as store:
            if not write:
                yield store.conn
                return
            with transaction(store.conn):
                yield store.conn
    except StoreError as error:
        raise click.ClickException(str(error)) from error


def _now() -> str:
    from crawler.store.times import utc_text

    return utc_text(datetime.now(UTC))
