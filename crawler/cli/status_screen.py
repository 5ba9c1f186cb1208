"""The screen of `citeswatch status`."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.cli.cluster_lines import cluster_lines
from crawler.cli.terminal_text import printable

PLAIN_WIDTH = 120
"""Columns of the tables when the output is no terminal."""
_NUMBERS = {
    "listings_seen": "listings",
    "usual_listings": "usual",
    "pages_fetched": "pages",
    "errors": "errors",
    "budget_left": "left",
}


def print_status(told: dict[str, Any]) -> None:
    """Print what `crawler.health.overview` gathered."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PLAIN_WIDTH)
    console.print(_marketplaces(told["marketplaces"], told["alarms"]))
    if told["schedules"]:
        console.print()
        console.print(_schedules(told["schedules"]))
    console.print()
    _print_rest(console, told)


def _print_rest(console: Console, told: dict[str, Any]) -> None:
    waiting = sum(one.get("high_active", 0) for one in told["marketplaces"])
    rows = told["rows"]
    lines = [
        f"Active offers of high priority: {waiting:,}, of these not reviewed: "
        f"{told['queue']:,} (see: citeswatch listings --priority high --state active)",
        f"Database: {told['database']}, {_size(told['bytes'])}, {rows['listings']:,} "
        f"listings, {rows['sightings']:,} sightings, {rows['crawls']:,} crawls",
        f"Free on the disk: {_size(told['free_bytes'])}",
    ]
    lines += cluster_lines(told["cluster"])
    if told["lacks_contact"]:
        lines.append(f"Note: {told['lacks_contact']}")
    if "faults" in told:
        faults = "; ".join(told["faults"]) or "the database is sound"
        lines.append(f"Check: {faults}")
    if told["needs"]:
        lines += ["", "Needs a person:", *(f"- {need}" for need in told["needs"])]
    for line in lines:
        console.print(Text(printable(line)), soft_wrap=True)


def _marketplaces(
    marketplaces: list[dict[str, Any]], alarms: list[dict[str, Any]]
) -> Table:
    table = _table("marketplace", "last crawl", "health")
    for heading in _NUMBERS.values():
        table.add_column(heading, justify="right")
    table.add_column("reason", overflow="fold")
    alarmed = {alarm["marketplace"]: alarm for alarm in alarms}
    for one in marketplaces:
        name = one["marketplace"]
        cells = [_number(one.get(number)) for number in _NUMBERS]
        health = "first page only" if _is_first_page(one) else one["verdict"]
        if name in alarmed:
            health = f"ALARM: {alarmed[name]['kind']}"
        told = [name, _when(one), health, *cells, _why(one, alarmed.get(name))]
        table.add_row(*(Text(printable(cell)) for cell in told))
    return table


def _is_first_page(one: dict[str, Any]) -> bool:
    return bool(one["first_page_only"]) and one["verdict"] in {"well", "late"}


def _schedules(schedules: list[dict[str, Any]]) -> Table:
    table = _table("schedule", "next due (UTC)", "last run (UTC)", "outcome")
    table.add_column("missed in 7 days", justify="right")
    table.add_column("marketplaces", overflow="fold")
    for one in schedules:
        outcome = one["last_outcome"] or ("" if one["known"] else "nothing runs it yet")
        table.add_row(
            one["name"],
            _minute(one["next_due"]),
            _minute(one["last_started"]) or "never",
            outcome,
            str(one["missed"]),
            ", ".join(one["marketplaces"]) or "all",
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, no_wrap=True)
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _minute(time: str) -> str:
    return time[:16].replace("T", " ")


def _when(one: dict[str, Any]) -> str:
    if "days" not in one:
        return "never"
    if one["days"] < 0:
        return f"{one['started_at'][:10]} (demo's calendar)"
    unit = "day" if one["days"] == 1 else "days"
    return f"{one['started_at'][:10]} ({one['days']:g} {unit} ago)"


def _why(one: dict[str, Any], alarm: dict[str, Any] | None) -> str:
    if one["verdict"] == "never crawled":
        return f"try: citeswatch crawl {one['marketplace']}"
    if one["resting_until"]:
        return f"rests until {_minute(one['resting_until'])} UTC: {one['reason']}"
    if alarm:
        return f"since {alarm['raised_at'][:10]}: {alarm['said']}"
    if _is_first_page(one):
        return "paging is not set"
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
