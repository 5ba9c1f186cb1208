"""The tables with which `citeswatch demo` ends."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
CHANGES = ("new", "changed", "gone", "relisted")


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
    console.print(_flagged(outcome.appendix_i))
    console.print(
        f"Of {outcome.planted_i} Appendix I offers that were hidden among the goods, "
        f"{outcome.found_i} were flagged; of {outcome.lookalikes} look-alikes (tiger "
        f"print, Jaguar parts), {outcome.lookalikes_flagged}. A flag is a name match, "
        "for a person to judge."
    )
    _print_places(console, workspace, report)


def _seen(rows: list[dict[str, Any]]) -> Table:
    table = _table(
        "Listings seen in the last crawl, and what changed since the one before"
    )
    table.add_column("marketplace")
    table.add_column("kind of site")
    table.add_column("listings", justify="right")
    for name in CHANGES:
        table.add_column(name, justify="right")
    table.add_column("pages in error", justify="right")
    for row in rows:
        counts = [str(row[name]) for name in ("listings", *CHANGES, "errors")]
        name = row["marketplace"]
        table.add_row(f"{sites()[name].title}", _KINDS[name], *counts)
    totals = [str(sum(row[name] for row in rows)) for name in ("listings", *CHANGES)]
    errors = str(sum(row["errors"] for row in rows))
    table.add_section()
    table.add_row("all", "", *totals, errors)
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


def _flagged(listings: list[Finding]) -> Table:
    table = _table(f"Flagged Appendix I offers: {len(listings)}")
    table.add_column("taxon", overflow="fold")
    table.add_column("title", overflow="fold", ratio=3)
    table.add_column("price", justify="right", overflow="fold")
    table.add_column("marketplace", overflow="fold")
    table.add_column("why", overflow="fold", ratio=3)
    for one in listings:
        row = one.listing
        table.add_row(
            Text(row.taxon),
            Text(printable(row.title, LONGEST_TITLE)),
            Text(printable(_price(row.price_text, row.currency), LONGEST_PRICE)),
            sites()[row.marketplace].title,
            Text(printable(one.reason, LONGEST_REASON)),
        )
    return table


def _price(text: str, currency: str) -> str:
    named = any(map(_names_a_currency, text))
    return text if named or not text else f"{text} {currency}"


def _names_a_currency(letter: str) -> bool:
    return letter.isalpha() or unicodedata.category(letter) == "Sc"


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", expand=False)


def _print_places(console: Console, workspace: Workspace, report: Path) -> None:
    folder = workspace.folder
    lines = {
        "Database": str(workspace.database),
        "Report": str(report),
        "Portal": f"citeswatch portal --workspace {folder}",
        "Offers": f"citeswatch listings --workspace {folder}",
        "One more week": f"citeswatch demo --workspace {folder}",
        "Crawl yourself": f"citeswatch demo --workspace {folder} --serve",
        "For real": "citeswatch init",
    }
    console.print()
    for name, words in lines.items():
        console.print(Text(f"{name + ':':16}{words}"), soft_wrap=True)
