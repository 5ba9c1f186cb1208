"""`citeswatch listings`: what is stored, from the shell."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler.cli.options import crawled_or_exit, workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from crawler.store import Store
    from crawler.store.listing_queries import Finding, ListingFilter

SHOWN = 50
PLAIN_WIDTH = 80
"""Columns of the table when the output is no terminal and COLUMNS says nothing."""
NARROW = 100
"""Columns below which the table leaves out the state and the reason."""
OURS = ("id", "first_seen_at", "last_seen_at", "ends_at", "posted_on", "seller")
"""Columns of a spreadsheet that hold our own values, not a stranger's text."""

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@workspace_option
@click.option(
    "--appendix",
    "appendices",
    multiple=True,
    type=click.Choice(["I", "II", "III"]),
    help="Appendix of the matched taxon; may be given again.",
)
@click.option("--taxon", default="", help="A name of any rank and in any language.")
@click.option("--marketplace", "marketplaces", multiple=True, help="Its short name.")
@click.option("--since", type=_DAY, help="On sale on this day or later.")
@click.option("--until", type=_DAY, help="On sale on this day or earlier.")
@click.option(
    "--priority",
    "priorities",
    multiple=True,
    type=click.Choice(["high", "normal", "low"]),
    help="High: a likely or possible Appendix I offer.",
)
@click.option(
    "--offer",
    "offers",
    multiple=True,
    type=click.Choice(["likely", "possible", "unlikely"]),
    help="How likely the words name a specimen.",
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(["active", "gone", "ended"]),
    help="Still on sale, vanished, or ended by its date.",
)
@click.option(
    "--new", "events", flag_value="new", multiple=True, help="New in the last crawl."
)
@click.option(
    "--changed", "events", flag_value="changed", multiple=True, help="Changed in it."
)
@click.option("--gone", "events", flag_value="gone", multiple=True, help="Gone in it.")
@click.option(
    "--relisted",
    "events",
    flag_value="relisted",
    multiple=True,
    help="Came back in it.",
)
@click.option("--all", "unmatched", is_flag=True, help="Also listings without a match.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    help=f"At most so many [default: {SHOWN} in the table, else all].",
)
@click.option("--json", "form", flag_value="json", help="One JSON object a line.")
@click.option(
    "--csv", "form", flag_value="csv", help="For a spreadsheet; formulas are defused."
)
def listings(
    folder: Path | None, form: str | None, limit: int | None, **wanted: Any
) -> None:
    """Show stored listings with a name match: likely offers first, then last seen.

    Below 100 columns the table leaves out the state and why it matched.

    A match says that a name stands in the text and that its taxon is listed in
    that Appendix; whether the offer is what it says is for a person to judge.

    Example: citeswatch listings --taxon Felidae --since 2026-11-01
    """
    from crawler.store import Store, StoreError

    workspace = workspace_or_exit(folder)
    asked = _filter(limit, form, **wanted)
    try:
        with Store.open(workspace.database, read_only=True) as store:
            _check(store, asked)
            _show(store, asked, form)
    except StoreError as error:
        raise click.ClickException(str(error)) from error


def _filter(limit: int | None, form: str | None, **wanted: Any) -> ListingFilter:
    from crawler.store.listing_queries import ListingFilter

    for day in ("since", "until"):
        wanted[day] = f"{wanted[day]:%Y-%m-%d}" if wanted[day] else ""
    if limit is None:
        limit = 0 if form else SHOWN
    return ListingFilter(**wanted, limit=limit)


def _check(store: Store, asked: ListingFilter) -> None:
    """Tell a name that nobody has from one without a listing that fits."""
    from crawler.store.taxon_names import UnknownTaxonError, check_taxon

    try:
        check_taxon(store.conn, asked.taxon)
    except UnknownTaxonError as error:
        raise click.UsageError(str(error)) from error
    crawled_or_exit(store, asked.marketplaces)


def _show(store: Store, asked: ListingFilter, form: str | None) -> None:
    from crawler.cli.terminal_text import json_line
    from crawler.store.listing_queries import count_listings, find_listings

    found = find_listings(store.conn, asked)
    if form == "json":
        for one in found:
            click.echo(json_line(one.as_dict()))
    elif form == "csv":
        click.echo(_as_csv(list(found)), nl=False)
    else:
        _print_table(list(found), count_listings(store.conn, asked))


def _as_csv(found: list[Finding]) -> bytes:
    from crawler.exports.spreadsheet import as_csv
    from crawler.store.listing_queries import FoundListing

    rows = [
        {**one.listing._asdict(), "claims": one.claims, "reason": one.reason}
        for one in found
    ]
    return as_csv([*FoundListing._fields, "reason"], rows, own=OURS)


def _print_table(found: list[Finding], count: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from crawler.cli.terminal_text import printable

    console = Console()
    if not console.is_terminal:
        wanted = os.environ.get("COLUMNS", "")
        console = Console(width=int(wanted) if wanted.isdecimal() else PLAIN_WIDTH)
    narrow = console.width < NARROW
    table = Table(
        box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", expand=True
    )
    columns = [one for one in _COLUMNS if not (narrow and one[0] in _LEFT_OUT)]
    for name, width, ratio in columns:
        most = _NARROWED.get(name) if narrow else None
        table.add_column(
            name,
            min_width=width,
            max_width=most,
            ratio=None if most else ratio,
            no_wrap=True,
            overflow="ellipsis",
        )
    for one in found:
        cells = _cells(one)
        table.add_row(*(Text(printable(cells[name])) for name, _, _ in columns))
    console.print(table)
    shown = f"{len(found)} of {count}" if count > len(found) else str(count)
    console.print(f"{shown} listing{'' if count == 1 else 's'}", highlight=False)


_COLUMNS: tuple[tuple[str, int, int | None], ...] = (
    ("last seen", 10, None),
    ("state", 6, None),
    ("marketplace", 8, None),
    ("title", 14, 5),
    ("price", 8, None),
    ("taxon", 16, 4),
    ("App.", 4, None),
    ("offer", 8, None),
    ("why", 8, 4),
)
"""Name, least width, and share of the width that is left."""
_LEFT_OUT = ("state", "why")
_NARROWED = {"marketplace": 10, "price": 11, "taxon": 17}
"""Most columns of a narrow table, so that title and taxon can be read."""
SHORT = 18
"""Letters of a price."""


def _cells(one: Finding) -> dict[str, str]:
    row = one.listing
    return {
        "last seen": row.last_seen_at[:10],
        "state": row.state,
        "marketplace": row.marketplace,
        "title": row.title,
        "price": _price(row.price_text, row.currency),
        "taxon": row.taxon,
        "App.": row.appendix,
        "offer": row.offer,
        "why": one.reason,
    }


def _price(text: str, currency: str) -> str:
    """Give the published price, with its currency if it names none itself."""
    price = f"{text} {currency}" if text.replace(".", "").isdigit() else text
    return price if len(price) <= SHORT else price[: SHORT - 1] + "…"
