"""`citeswatch schedule`: crawls on a calendar."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from crawler.schedule.settings import ScheduledCrawl
    from crawler.workspace import Workspace

_EXAMPLE = """\
[[schedule]]
name = "nightly"
cron = "30 2 * * *"
timezone = "UTC"
"""


@click.group()
def schedule() -> None:
    """Crawl on a calendar: the tables [[schedule]] of citeswatch.toml."""


@schedule.command("list")
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--count", default=3, show_default=True, help="Due times to show.")
def list_(folder: Path | None, as_json: bool, count: int) -> None:
    """Show each schedule and when it is due next.

    Example: citeswatch schedule list
    """
    import json
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from crawler.schedule.cron import next_due

    for entry in _entries(workspace_or_exit(folder)):
        due, moment = [], datetime.now(UTC)
        for _ in range(count):
            coming = next_due(entry.calendar, entry.timezone, moment)
            if coming is None:
                break
            moment = coming
            due.append(coming.astimezone(ZoneInfo(entry.timezone)).isoformat())
        if as_json:
            click.echo(json.dumps({**entry.model_dump(), "due": due}))
            continue
        who = ", ".join(entry.marketplaces) or "all marketplaces"
        click.echo(f"{entry.name}: {entry.cron} ({entry.timezone}): {who}")
        for moment_text in due:
            click.echo(f"  {moment_text}")


@schedule.command()
@click.argument("name", required=False)
@workspace_option
def run(name: str | None, folder: Path | None) -> None:
    """Run the schedules until told to stop; with NAME, run that one once, now.

    Without NAME it is one process that stays: it starts each crawl when it is due,
    catches up once what was missed, and ends cleanly on SIGTERM or Ctrl-C. With
    NAME it is what a systemd timer calls; the exit code is then 1 when a crawl did
    not run to its end.

    Example: citeswatch schedule run nightly
    """
    from crawler.store import StoreError

    workspace = workspace_or_exit(folder)
    entries = _entries(workspace)
    try:
        if name is None:
            _stay(workspace)
        else:
            _once(workspace, entries, name)
    except StoreError as error:
        raise click.ClickException(str(error)) from error


@schedule.command()
@workspace_option
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the units [default: systemd/ in the workspace].",
)
@click.option("--user", help="Who runs the crawls [default: the workspace's owner].")
def systemd(folder: Path | None, output: Path | None, user: str | None) -> None:
    """Write a systemd service and timer for each schedule.

    Where the workspace names a cluster, also the services of the writer and of workers.

    Example: citeswatch schedule systemd --user citeswatch
    """
    from crawler.schedule.systemd import units

    workspace = workspace_or_exit(folder)
    if not workspace.settings.cluster.redis:
        _entries(workspace)
    output = (output or workspace.folder / "systemd").resolve()
    try:
        texts = units(workspace, user or workspace.folder.owner())
        output.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (output / name).write_text(text, encoding="utf-8")
    except (ValueError, OSError, KeyError) as error:
        raise click.ClickException(str(error)) from error
    if user and not _is_user(user):
        click.echo(
            f"Note: this machine has no user {user!r}; before the timers can run, make "
            f"one: sudo useradd --system {user}",
            err=True,
        )
    timers = " ".join(name for name in texts if name.endswith(".timer"))
    click.echo(f"{len(texts)} units are in {output}. Look at them, then:")
    click.echo(f"  sudo cp {output}/citeswatch-* /etc/systemd/system/")
    click.echo("  sudo systemctl daemon-reload")
    if timers:
        click.echo(f"  sudo systemctl enable --now {timers}")
    if workspace.settings.cluster.redis:
        click.echo(
            "  sudo systemctl enable --now citeswatch-writer  # one machine only"
        )
        click.echo(
            "  sudo systemctl enable --now citeswatch-worker@1 citeswatch-worker@2"
        )


def _is_user(name: str) -> bool:
    import pwd

    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _entries(workspace: Workspace) -> list[ScheduledCrawl]:
    entries = workspace.settings.schedule
    if not entries:
        raise click.UsageError(
            f"{workspace.folder / 'citeswatch.toml'} has no [[schedule]]; add one, "
            f"for example:\n\n{_EXAMPLE}"
        )
    return entries


def _once(workspace: Workspace, entries: list[ScheduledCrawl], name: str) -> None:
    from crawler.schedule.runs import run_schedule

    by_name = {entry.name: entry for entry in entries}
    if name not in by_name:
        raise click.UsageError(
            f"there is no schedule {name!r}; there are: {', '.join(by_name)}"
        )
    outcome = run_schedule(workspace, by_name[name])
    if outcome == "overlapping":
        click.echo(f"{name}: its last run is still under way; not started", err=True)
    sys.exit(0 if outcome == "done" else 1)


def _stay(workspace: Workspace) -> None:
    from crawler.schedule.process import AlreadyRunning, ScheduleProcess

    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr
    )
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        ScheduleProcess(workspace).run()
    except AlreadyRunning as error:
        raise click.ClickException(str(error)) from error
