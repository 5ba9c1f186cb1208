"""A check's report on the terminal."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.inspection.findings import CheckReport, FieldFinding

MARKS = {"found": "found", "missing": "missing", "unread": "NOT READ"}
LONGEST = 60


def print_report(report: CheckReport) -> None:
    """Print *report*: the pages, then field by field, then what to do."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 140
    for label, value in _facts(report):
        console.print(Text(f"{label:15}{value}"))
    if report.fields:
        console.print(_table(report.fields))
    for problem in report.problems:
        console.print(Text(f"Problem: {problem}", style="red"))
    for note in report.notes:
        console.print(Text(f"Note: {note}"))
    if report.is_good:
        where = "on the first page alone" if report.first_page_only else "here"
        console.print(Text(f"A crawl would find listings {where}.", style="green"))


def _facts(report: CheckReport) -> list[tuple[str, str]]:
    facts = [
        ("marketplace", f"{report.marketplace} (family {report.family})"),
        ("robots.txt", report.robots),
        ("results page", report.results_url),
        ("  listings", _listings(report)),
        ("  next page", report.next_url),
        ("listing", report.listing_url),
        ("  id", report.listing_id),
    ]
    return [(label, value) for label, value in facts if value]


def _listings(report: CheckReport) -> str:
    if report.listing_links:
        return f"{report.listing_links} links"
    return f"{report.listings} read from the page itself" if report.listings else ""


def _table(findings: list[FieldFinding]) -> Table:
    # Text, not markup: a listing may hold anything.
    table = Table(box=SIMPLE_HEAD)
    for column in ("field", "", "value", "from", "read as, or what to do"):
        table.add_column(column, overflow="fold")
    for one in findings:
        value = " ".join(one.value.split())
        shown = value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
        said = "; ".join(part for part in (one.read_as, one.advice) if part)
        cells = (one.field, MARKS[one.verdict], shown, one.where, said)
        table.add_row(*map(Text, cells))
    return table
