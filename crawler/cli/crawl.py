"""`citeswatch crawl`: run the spiders."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from crawler.crawl_summary import CrawlSummary
    from crawler.crawling import Progress
    from crawler.panel.query import Panel
    from crawler.workspace import Workspace

FAILED_PAGES_SHOWN = 3
LONGEST_LINE = 400


class Moment(click.ParamType[datetime]):
    """An ISO 8601 date or time; without a zone it is UTC."""

    name = "when"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the time."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date; write it as 2026-11-20", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command()
@click.argument("names", metavar="[MARKET]...", nargs=-1)
@workspace_option
@click.option("--as-of", type=Moment(), help="Date of the crawl, for the demo only.")
@click.option("--now", is_flag=True, help="Also sites that rest after a refusal.")
@click.option(
    "--panel",
    type=click.Choice(["catalogue", "fixed", "sweep"]),
    help="What to ask: a site's own lists, its frozen queries, or the next of all "
    "queries [default: sweep for sites with a search, else catalogue].",
)
@click.option("--anew", is_flag=True, help="Begin crawls that were cut off anew.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def crawl(
    names: tuple[str, ...],
    *,
    folder: Path | None,
    as_of: datetime | None,
    now: bool,
    panel: Panel | None,
    anew: bool,
    as_json: bool,
) -> None:
    """Crawl marketplaces: all of the workspace's, or those named.

    Ctrl-C ends it cleanly; what was found is stored, and the next crawl goes on
    where this one was, as it does after a crash. The exit code is 0 when
    every crawl ran to its end, 1 when one did not.

    Example: citeswatch crawl reptile_forum
    """
    from rich.console import Console

    from crawler.crawling import CrawlError, run_crawl
    from crawler.demo.state import DemoError, moment_of
    from crawler.unit_facts import lacks_contact

    workspace = workspace_or_exit(folder)
    if lack := lacks_contact(workspace):
        click.echo(f"Note: {lack}", err=True)
    console = Console(stderr=as_json)
    if not console.is_terminal:
        console.width = 120
    try:
        with _progress(console) as progress:
            summaries = run_crawl(
                *(workspace, list(names) or None),
                as_of=as_of or moment_of(workspace, datetime.now(UTC)),
                progress=progress,
                now=now,
                panel=panel,
                anew=anew,
            )
    except (CrawlError, DemoError) as error:
        raise click.UsageError(str(error)) from error
    _tell(workspace, console, summaries, as_json=as_json)
    _tell_alarms(workspace)
    sys.exit(0 if all(summary.is_good for summary in summaries) else 1)


def _tell(
    workspace: Workspace,
    console: Console,
    summaries: list[CrawlSummary],
    *,
    as_json: bool,
) -> None:
    if as_json:
        for summary in summaries:
            click.echo(json.dumps(summary.as_dict(), ensure_ascii=False))
    else:
        _print_table(console, summaries)
    for summary in summaries:
        if summary.note:
            click.echo(f"{summary.marketplace}: {summary.note}", err=True)
        if summary.warning:
            click.echo(f"{summary.marketplace}: {summary.warning}", err=True)
        if summary.outcome != "finished" or summary.short:
            word = "short" if summary.short else summary.outcome
            click.echo(f"{summary.marketplace}: {word}: {summary.reason}", err=True)
    _tell_failed_pages(summaries)


def _tell_failed_pages(summaries: list[CrawlSummary]) -> None:
    """Show the first pages that failed, and name the file that holds all."""
    from crawler.cli.terminal_text import printable

    failed = [line for summary in summaries for line in summary.failed_pages]
    for line in failed[:FAILED_PAGES_SHOWN]:
        click.echo(printable(line, LONGEST_LINE), err=True)
    files = {one.failed_pages_file for one in summaries if one.failed_pages_file}
    for file in sorted(files):
        click.echo(f"Every page that failed, and what to do, is in {file}", err=True)


def _tell_alarms(workspace: Workspace) -> None:
    """Judge the crawls against those before, and say what is news."""
    from crawler.health.after_crawl import after_crawl
    from crawler.secret_file import SecretFileError
    from crawler.store import StoreError

    try:
        for news in after_crawl(workspace):
            click.echo(str(news), err=True)
    except (StoreError, SecretFileError) as error:
        click.echo(str(error), err=True)


@contextmanager
def _progress(console: Console) -> Iterator[Progress | None]:
    """Show a line for each marketplace while on a terminal."""
    if not console.is_terminal:
        yield None
        return
    from rich.progress import Progress as Bars
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        yield _Lines(bars)


class _Lines:
    def __init__(self, bars: Any) -> None:
        self.bars = bars
        self.tasks: dict[str, Any] = {}

    def show(self, name: str, stats: Mapping[str, Any]) -> None:
        """Show pages, listings and flagged offers so far."""
        if name not in self.tasks:
            self.tasks[name] = self.bars.add_task(name, total=None)
        line = (
            f"{name}: {stats.get('response_received_count', 0)} pages, "
            f"{stats.get('listing/seen', 0)} listings, "
            f"{stats.get('flagged/high', 0)} flagged"
        )
        done = "finish_reason" in stats
        self.bars.update(
            self.tasks[name],
            description=line,
            total=1 if done else None,
            completed=done,
        )


def _print_table(console: Console, summaries: list[CrawlSummary]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    # One space between columns, so that it fits a terminal of 80.
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column("marketplace", overflow="fold")
    table.add_column("outcome", no_wrap=True)
    for heading in _NUMBERS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for summary in summaries:
        numbers = [str(getattr(summary, name)) for name in _NUMBERS]
        word = "short" if summary.short else summary.outcome
        table.add_row(Text(summary.marketplace), word, *numbers)
    console.print(table)


_NUMBERS = {
    "pages": "pages",
    "listings": "seen",
    "new": "new",
    "changed": "changed",
    "gone": "gone",
    "relisted": "relisted",
    "flagged": "flagged",
    "errors": "errors",
}
