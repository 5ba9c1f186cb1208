"""The list of marketplaces on the terminal, or as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.marketplace import Marketplace, MarketplaceError, load_marketplace
from crawler.readiness import obstacle
from crawler.workspace import Workspace

PROOFS = {
    "real_software": "real software",
    "recorded_shape": "recorded shape",
    "documented_api": "documented API",
    "not_tried": "not tried",
}


def print_marketplaces(
    workspace: Workspace, files: dict[str, Path], *, as_json: bool, shipped: bool
) -> bool:
    """Print each marketplace; give whether all their files can be used.

    Of those that are *shipped* and not in the workspace, nothing stands in the way yet.
    """
    rows, sound = [], True
    for path in files.values():
        try:
            rows.append(_row(workspace, load_marketplace(path)))
        except MarketplaceError as error:
            sound = False
            click.echo(str(error), err=True)
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif rows:
        _print_table(rows)
        for row in [] if shipped else rows:
            if row["obstacle"]:
                click.echo(f"{row['name']}: {row['obstacle']}")
    return sound


def _row(workspace: Workspace, facts: Marketplace) -> dict[str, Any]:
    reason = obstacle(workspace, facts)
    return {
        "name": facts.name,
        "title": facts.title,
        "home": facts.home,
        "family": facts.family,
        "country": facts.country,
        "serves": facts.serves,
        "proof": facts.proof.how,
        "proved_on": str(facts.proof.on or ""),
        "may_crawl": not reason,
        "obstacle": reason,
    }


def _print_table(rows: list[dict[str, Any]]) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 140
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False)
    for heading in ("name", "title", "country", "family", "proof", "may be crawled"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        proof = f"{PROOFS[row['proof']]} {row['proved_on']}".strip()
        country = row["country"] or " ".join(f"({one})" for one in row["serves"])
        cells = (row["name"], row["title"], country, row["family"], proof)
        table.add_row(*map(Text, cells), Text("yes" if row["may_crawl"] else "no"))
    console.print(table)
