"""`citeswatch status`: is everything well?"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from crawler.store import Store
    from crawler.workspace import Workspace

PLAIN_WIDTH = 120
"""Columns of the table when the output is no terminal."""
LITTLE_DISK = 1_000_000_000
"""Free bytes below which a warning is due."""


@click.command()
@workspace_option
@click.option(
    "--check", is_flag=True, help="Read the whole database and see that it is sound."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def status(folder: Path | None, check: bool, as_json: bool) -> None:
    """Show each marketplace's last crawl, what waits for a person, and the disk.

    The exit code is 1 when --check finds a fault.

    Example: citeswatch status --check
    """
    from crawler.cli.terminal_text import json_line
    from crawler.store import Store, StoreError

    workspace = workspace_or_exit(folder)
    try:
        with Store.open(workspace.database, read_only=True) as store:
            told = _tell(workspace, store, check=check)
    except StoreError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json_line(told))
    else:
        _print(told)
    sys.exit(1 if told.get("faults") else 0)


def _tell(workspace: Workspace, store: Store, *, check: bool) -> dict[str, Any]:
    from crawler.store.consistency import find_faults
    from crawler.store.health import crawl_health
    from crawler.store.status_queries import count_rows

    told: dict[str, Any] = {
        "database": str(workspace.database),
        "bytes": sum(file.stat().st_size for file in _files(workspace.database)),
        "free_bytes": shutil.disk_usage(workspace.folder).free,
        "rows": count_rows(store.conn),
        "marketplaces": crawl_health(store, _known(workspace), datetime.now(UTC)),
    }
    if check:
        told["faults"] = find_faults(store.conn)
    return told


def _known(workspace: Workspace) -> list[str]:
    from crawler.marketplace import find_marketplaces

    return list(find_marketplaces(workspace.marketplaces))


def _files(database: Path) -> list[Path]:
    """List the files of the database: SQLite keeps up to three."""
    found = database.parent.glob(f"{database.name}*")
    return [file for file in found if file.is_file()]


def _print(told: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PLAIN_WIDTH)
    console.print(_table(told["marketplaces"]))
    waiting = sum(one.get("high_active", 0) for one in told["marketplaces"])
    rows = told["rows"]
    console.print(
        f"Active offers of high priority: {waiting:,}"
        " (see: citeswatch listings --priority high --state active)"
    )
    console.print(
        f"Database: {told['database']}, {_size(told['bytes'])}, {rows['listings']:,} "
        f"listings, {rows['sightings']:,} sightings, {rows['crawls']:,} crawls",
        soft_wrap=True,
    )
    little = ": soon full" if told["free_bytes"] < LITTLE_DISK else ""
    console.print(f"Free on the disk: {_size(told['free_bytes'])}{little}")
    if "faults" in told:
        console.print(
            "Check: " + ("; ".join(told["faults"]) or "the database is sound")
        )


def _table(marketplaces: list[dict[str, Any]]) -> Any:
    from rich.table import Table
    from rich.text import Text

    from crawler.cli.terminal_text import printable

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("marketplace", "last crawl", "health"):
        table.add_column(name, no_wrap=True)
    for name in ("listings", "at least", "pages", "errors"):
        table.add_column(name, justify="right")
    table.add_column("reason", overflow="fold")
    for one in marketplaces:
        cells = [str(one.get(name, "")) for name in _NUMBERS]
        told = [one["marketplace"], _when(one), one["verdict"], *cells, _why(one)]
        table.add_row(*(Text(printable(cell)) for cell in told))
    return table


_NUMBERS = ("listings_seen", "min_listings", "pages_fetched", "errors")


def _when(one: dict[str, Any]) -> str:
    if "days" not in one:
        return "never"
    return f"{one['started_at'][:10]} ({one['days']:g} days ago)"


def _why(one: dict[str, Any]) -> str:
    if one["verdict"] == "never crawled":
        return f"try: citeswatch crawl {one['marketplace']}"
    if one["verdict"] == "incomplete":
        return one["reason"].replace("finished", "") or "not every page was read"
    return "" if one["reason"] == "finished" else str(one["reason"])


def _size(count: int) -> str:
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
