"""The tables with which `citeswatch demo` ends."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.cli.terminal_text import printable
from crawler.demo.catalogue import sites

if TYPE_CHECKING:
    from crawler.demo.outcome import Outcome
    from crawler.store.listing_queries import Finding
    from crawler.workspace import Workspace

LONGEST_TITLE, LONGEST_PRICE, LONGEST_REASON = 60, 20, 120
WIDE = 110  # columns of a terminal
COUNTS = ("listings", "new", "changed", "gone", "relisted", "errors")


def print_outcome(
    console: Console,
    workspace: Workspace,
    rows: list[dict[str, Any]],
    outcome: Outcome,
    report: Path,
) -> None:
    """Print what was seen, what it matched, what changed, and what to do next."""
    console.print()
    console.print(_seen(rows))
    console.print(_matches(outcome))
    if outcome.appendix_i:
        console.print(_flagged(console, outcome.appendix_i))
    else:
        console.print("Flagged Appendix I offers: none")
    console.print(
        f"Of {outcome.planted_i} Appendix I offers that were hidden among the goods, "
        f"{outcome.found_i} were flagged; of {outcome.lookalikes} look-alikes (tiger "
        f"print, Jaguar parts), {outcome.lookalikes_flagged}. A flag is a name match, "
        "for a person to judge.",
        highlight=False,
    )
    _print_places(console, workspace, report)


def _seen(rows: list[dict[str, Any]]) -> Table:
    table = _table(
        "Listings seen in the last crawl, and what changed since the one before"
    )
    table.add_column("marketplace")
    for name in COUNTS:
        table.add_column(name, justify="right")
    for row in rows:
        counts = [str(row[name]) for name in COUNTS]
        name = row["marketplace"]
        site = Text.assemble(sites()[name].title, "\n", (_KINDS[name], "dim"))
        table.add_row(site, *counts)
    table.add_section()
    totals = [str(sum(row[name] for row in rows)) for name in COUNTS]
    table.add_row("all", *totals)
    return table


_KINDS = {
    "demo_classifieds": "classifieds, JSON-LD",
    "demo_shop": "shop, plain HTML",
    "demo_storefront": "storefront, JSON API",
    "demo_auction": "auction, microdata",
}


def _matches(outcome: Outcome) -> Table:
    table = _table("Name matches by Appendix, in the listings of the last crawl")
    table.add_column("the taxon is listed in")
    for offer in ("likely", "possible", "unlikely"):
        table.add_column(f"{offer} offers", justify="right")
    for appendix in ("I", "II", "III"):
        counts = [
            str(outcome.by_appendix[appendix, offer])
            for offer in ("likely", "possible", "unlikely")
        ]
        table.add_row(f"Appendix {appendix}", *counts)
    return table


def _flagged(console: Console, found: list[Finding]) -> Table:
    table = _table(f"Flagged Appendix I offers: {len(found)}")
    if console.width >= WIDE:
        for name in ("taxon", "title", "price", "marketplace", "why"):
            table.add_column(name, overflow="fold")
        for one in found:
            table.add_row(*_cells(one))
        return table
    # A narrow terminal has room for two columns of several lines.
    table.add_column("offer", overflow="fold", ratio=1)
    table.add_column("taxon and why", overflow="fold", ratio=1)
    for one in found:
        taxon, title, price, marketplace, why = _cells(one)
        table.add_row(
            Text("\n").join([title, price, marketplace]), Text("\n").join([taxon, why])
        )
        table.add_section()
    return table


def _cells(one: Finding) -> list[Text]:
    row = one.listing
    return [
        Text(row.taxon, style="italic"),
        Text(printable(row.title, LONGEST_TITLE)),
        Text(printable(_price(row.price_text, row.currency), LONGEST_PRICE)),
        Text(sites()[row.marketplace].title),
        Text(printable(one.reason, LONGEST_REASON)),
    ]


def _price(text: str, currency: str) -> str:
    named = any(map(_names_a_currency, text))
    return text if named or not text else f"{text} {currency}"


def _names_a_currency(letter: str) -> bool:
    return letter.isalpha() or unicodedata.category(letter) == "Sc"


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)


def _print_places(console: Console, workspace: Workspace, report: Path) -> None:
    folder = quote(str(workspace.folder))
    lines = {
        "Database": str(workspace.database),
        "Report": str(report),
        "Portal": f"citeswatch portal --workspace {folder}",
        "Offers": f"citeswatch listings --workspace {folder}",
        "One more week": f"citeswatch demo --workspace {folder}",
        "Crawl yourself": f"citeswatch demo --workspace {folder} --serve",
        "For real": "citeswatch init --workspace unit --contact YOU@EXAMPLE.ORG",
    }
    activate = Path(sys.prefix) / "bin" / "activate"
    if activate.is_file():
        lines = {"In a new shell": f"source {quote(str(activate))}", **lines}
    console.print()
    for name, words in lines.items():
        console.print(Text(f"{name + ':':16}{words}"), soft_wrap=True)
