"""`citeswatch demo`: everything at once, on invented marketplaces."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from rich.console import Console

    from crawler.demo.run import Tell
    from crawler.demo.state import DemoState
    from crawler.workspace import Workspace

PLAIN_WIDTH = 120  # columns when the output is no terminal
REPORT_SHARE = 0.06  # of the whole job, for the progress bar


@click.command()
@click.option(
    "--workspace",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The demo's folder [default: ./citeswatch-demo].",
)
@click.option(
    "--weeks",
    default=3,
    show_default=True,
    type=click.IntRange(1, 26),
    help="How many weekly crawls; the last is today.",
)
@click.option(
    "--fresh", is_flag=True, help="Begin anew; an earlier demo is kept aside."
)
@click.option("--serve", is_flag=True, help="Then serve the next week, to try crawl.")
@click.option("--small", is_flag=True, help="A fifth of the ordinary goods.")
def demo(
    folder: Path | None, weeks: int, fresh: bool, serve: bool, small: bool
) -> None:
    """Crawl four invented marketplaces on this machine, and show what was found.

    Three weekly crawls are made, as if two weeks had passed. Run it again for one
    more week. A workspace of your own is never touched.

    Example: citeswatch demo --serve
    """
    from rich.console import Console

    from crawler.demo.process import DemoServerError
    from crawler.demo.state import DEFAULT_DEMO_FOLDER, DemoError, WrongFolderError

    if isinstance(sys.stdout, TextIOWrapper):
        # Eleven languages go to a terminal that may know one.
        sys.stdout.reconfigure(errors="replace")
    console = Console(soft_wrap=False)
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH, soft_wrap=False)
    signal.signal(signal.SIGTERM, _as_ctrl_c)
    place = (folder or Path(DEFAULT_DEMO_FOLDER)).absolute()
    try:
        _run(console, place, weeks, fresh=fresh, serve=serve, small=small)
    except WrongFolderError as error:
        raise click.UsageError(str(error)) from error
    except (DemoError, DemoServerError) as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        console.print("Stopped. What was found is stored; run it again to go on.")
        sys.exit(130)


def _as_ctrl_c(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _run(
    console: Console,
    folder: Path,
    weeks: int,
    *,
    fresh: bool,
    serve: bool,
    small: bool,
) -> None:
    from crawler.demo.state import open_demo_workspace, set_aside, write_state

    kept = set_aside(folder, datetime.now(UTC)) if fresh else None
    if kept:
        console.print(f"The earlier demo is kept in {kept}")
    workspace = open_demo_workspace(folder)
    state = _weeks_to_live(console, workspace, weeks, serve=serve, small=small)
    write_state(workspace, state)
    if state.done < state.planned:
        state = _live_and_show(console, workspace, state)
    if serve:
        _serve(console, workspace, state)


def _weeks_to_live(
    console: Console, workspace: Workspace, weeks: int, *, serve: bool, small: bool
) -> DemoState:
    """Plan the weeks: new ones, those left from last time, else one more."""
    from crawler.demo.calendar import Calendar
    from crawler.demo.state import DemoState, read_state
    from crawler.demo.world import DEFAULT_SEED

    today = datetime.now(UTC).date()
    state = read_state(workspace)
    if state is None:
        return DemoState(DEFAULT_SEED, small, Calendar.ending(today, weeks))
    if state.done < state.planned or serve:
        return state
    console.print(
        f"The demo in {workspace.folder} has {state.done} weeks; here is one more. "
        "(--fresh begins anew.)"
    )
    return state.one_more(today)


def _live_and_show(
    console: Console, workspace: Workspace, state: DemoState
) -> DemoState:
    from crawler.cli.demo_tables import print_outcome
    from crawler.demo.outcome import gather
    from crawler.demo.run import crawl_weeks, expected_requests, marketplaces_of
    from crawler.reports.make import make_report
    from crawler.reports.period import parse_period

    first = state.done
    console.print(
        "Four marketplaces are served on this machine only. Every offer on them is "
        "invented; nothing is for sale, and no other computer is asked."
    )
    expected = expected_requests(state)
    with _progress(console, expected) as tell:
        tell("Starting the marketplaces", 0)
        with marketplaces_of(workspace, state, first) as server:
            state, rows = crawl_weeks(workspace, state, server, tell)
        tell("Writing the report", expected)
        made = make_report(workspace, parse_period("all"), datetime.now(UTC).date())
    print_outcome(console, workspace, rows, gather(workspace, state), made.page)
    return state


@contextmanager
def _progress(console: Console, expected: int) -> Iterator[Tell]:
    """Show one bar over the whole job; a plain line for each step off a terminal."""
    if not console.is_terminal:
        said: set[str] = set()

        def say(words: str, answered: int) -> None:
            if words not in said:
                said.add(words)
                console.print(words)

        yield say
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    total = expected * (1 + REPORT_SHARE)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def show(words: str, answered: int) -> None:
            bar.update(task, description=words, completed=min(answered, expected))

        yield show


def _serve(console: Console, workspace: Workspace, state: DemoState) -> None:
    """Serve the week after the last crawled one, and a later one for each Enter."""
    from dataclasses import replace
    from shlex import quote

    from rich.text import Text

    from crawler.demo.run import marketplaces_of
    from crawler.demo.state import write_state

    def next_week(state: DemoState) -> DemoState:
        state = state.one_more(datetime.now(UTC).date())
        # A week that was shown counts as done: the next demo goes on after it.
        state = replace(state, done=state.planned)
        write_state(workspace, state)
        return state

    state = next_week(state)
    with marketplaces_of(workspace, state, state.done - 1) as server:
        console.print(f"\nWeek {state.done} is on show:")
        for name, address in server.addresses.items():
            console.print(f"  {name}  {address}", highlight=False)
        console.print("In another terminal, type:", end=" ")
        place = quote(str(workspace.folder))
        line = Text(f"citeswatch crawl --workspace {place}")
        console.print(line, soft_wrap=True)
        if not sys.stdin.isatty():
            console.print("Ctrl-C ends it.")
            server.wait()
            return
        console.print("Enter shows the week after; Ctrl-C ends it.")
        while sys.stdin.readline():
            state = next_week(state)
            server.show(state.done - 1, state.calendar.days[-1])
            console.print(f"Week {state.done} is on show.")
