"""`citeswatch rematch`: stored listings by today's list and rules."""

from __future__ import annotations

import sys
from contextlib import ExitStack, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.machines import machines_of, machines_options
from crawler.cli.options import crawled_or_exit, workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from crawler.bulk.machines import Address
    from crawler.rematching import Told, Work
    from crawler.store import Store
    from crawler.store.rematching import Move, Wanted

_SHOWN = 20
_CHANGES = {
    "new": "names a listed taxon now",
    "lost": "names none any more",
    "appendix": "another Appendix",
    "offer": "another offer",
    "taxon": "another taxon",
}


@click.command()
@workspace_option
@click.option("--marketplace", "marketplaces", multiple=True, help="Its short name.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only listings seen on this day or later.",
)
@click.option("--dry-run", is_flag=True, help="Say what would move; write nothing.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="Processes that work side by side [default: one for each processor core].",
)
@machines_options
@click.option(
    "--json", "as_lines", is_flag=True, help="One JSON object a line, the sums last."
)
def rematch(
    folder: Path | None,
    *,
    marketplaces: tuple[str, ...],
    since: datetime | None,
    dry_run: bool,
    jobs: int | None,
    as_lines: bool,
    **cluster: Any,
) -> None:
    """Match stored listings again, after a change of the species list or the rules.

    Each listing is judged by the Appendices of the day on which it was last seen.
    The former matches become past ones; nothing is lost. Interrupted, the same
    command goes on where it stopped.

    Example: citeswatch rematch --since 2026-01-01 --dry-run
    """
    from crawler.cores import WorkerDied, cores
    from crawler.species import SpeciesFileError
    from crawler.store import Store, StoreError
    from crawler.store.rematching import Wanted

    machines = machines_of(jobs=jobs, **cluster)
    workspace = workspace_or_exit(folder)
    wanted = Wanted(tuple(sorted(marketplaces)), f"{since:%Y-%m-%d}" if since else "")
    try:
        with Store.open(workspace.database, read_only=dry_run) as store:
            crawled_or_exit(store, marketplaces)
            _run(
                store,
                wanted,
                workspace.folder,
                dry=dry_run,
                jobs=jobs or cores(),
                machines=machines,
                as_lines=as_lines,
            )
    except (StoreError, SpeciesFileError) as error:
        raise click.ClickException(str(error)) from error
    except WorkerDied as error:
        raise click.ClickException(
            f"{error}; what was matched again is kept: run the same command again "
            "and it goes on there"
        ) from error


def _run(
    store: Store,
    wanted: Wanted,
    folder: Path,
    *,
    dry: bool,
    jobs: int,
    machines: Address | None,
    as_lines: bool,
) -> None:
    from crawler.cli.terminal_text import json_line
    from crawler.rematching import BATCH, Told, rematch
    from crawler.species.species_list import folder_in_use
    from crawler.store.rematching import count_listings

    total = count_listings(store.conn, wanted)
    told = Told()
    shown: list[Move] = []
    with ExitStack() as stack:
        elsewhere = _elsewhere(stack, machines, folder_in_use(folder))
        bar = stack.enter_context(_progress(total))
        moves = rematch(
            store,
            wanted,
            folder_in_use(folder),
            jobs=min(jobs, max(total // BATCH, 1)),
            elsewhere=elsewhere,
            dry=dry,
            told=told,
            on_done=bar.update if bar is not None else lambda count: None,
        )
        for move in moves:
            if as_lines:
                click.echo(json_line(move.as_dict()))
            elif len(shown) < _SHOWN:
                shown.append(move)
    if as_lines:
        click.echo(json_line({"summary": _summary(told, dry)}))
    else:
        _print(shown, told, dry)


def _elsewhere(
    stack: ExitStack, machines: Address | None, species_lists: Path
) -> Work | None:
    """Give what judges on other machines, where they were asked for."""
    if machines is None:
        return None
    from functools import partial

    from crawler import rematching
    from crawler.cli.machines import reached

    client, in_order_on = reached(stack, machines)
    expected = rematching.stamp(rematching.Batch(species_lists, []))
    return partial(
        in_order_on,
        client,
        rematching.assess_here,
        stamp=rematching.stamp,
        expected=expected,
    )


def _summary(told: Told, dry: bool) -> dict[str, Any]:
    names = ("listings", *_CHANGES, "matches replaced", "seen meanwhile")
    counts = {name.replace(" ", "_"): told.counts[name] for name in names}
    return {**counts, "resumed": told.resumed, "dry_run": dry}


def _print(moves: list[Move], told: Told, dry: bool) -> None:
    from crawler.cli.terminal_text import printable

    for move in moves:
        one, after = move.listing, move.after
        click.echo(f"{printable(one.title, 60)}  ({one.marketplace} {one.listing_id})")
        before = _judged(one._asdict())
        click.echo(f"  {_CHANGES[move.change]}: {before} -> {_judged(after)}")
    counts = told.counts
    moved = sum(counts[name] for name in _CHANGES)
    if moved > len(moves):
        click.echo(f"and {moved - len(moves)} more; --json tells each")
    would = "would be " if dry else ""
    resumed = ", going on with a run that was cut off" if told.resumed else ""
    click.echo(f"{counts['listings']} listings {would}matched again{resumed}")
    for name, text in _CHANGES.items():
        click.echo(f"{counts[name]:>8}  {text}")
    if counts["seen meanwhile"]:
        click.echo(f"{counts['seen meanwhile']:>8}  left to the crawl that saw them")


def _judged(values: dict[str, Any]) -> str:
    from crawler.cli.terminal_text import printable

    if not values["match_count"]:
        return "no match"
    appendix = f"Appendix {values['appendix']}" if values["appendix"] else "no Appendix"
    return f"{printable(values['taxon'])}, {appendix}, {values['offer']}"


def _progress(total: int) -> Any:
    if not sys.stderr.isatty():
        return nullcontext()
    return click.progressbar(length=total, label="Matching again", file=sys.stderr)
