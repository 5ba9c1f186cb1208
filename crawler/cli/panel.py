"""`citeswatch panel`: what a site's search is asked for."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from crawler.marketplace import Marketplace
    from crawler.panel.query import Plan
    from crawler.workspace import Workspace


@click.group()
def panel() -> None:
    """See and freeze what sites' searches are asked for.

    Example: citeswatch panel show reptile_forum
    """


@panel.command()
@click.argument("name", metavar="MARKET")
@workspace_option
@click.option(
    "--panel",
    "which",
    type=click.Choice(["fixed", "sweep"]),
    default="sweep",
    show_default=True,
    help="The frozen queries, or those whose turn is next.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def show(name: str, folder: Path | None, which: str, as_json: bool) -> None:
    """Show what the next crawl asks a site for, and why. Nothing is asked.

    Example: citeswatch panel show reptile_forum --panel fixed
    """
    workspace, marketplace = _searched(name, folder)
    plan = _plan(workspace, marketplace, which)
    if as_json:
        for query in plan.queries:
            click.echo(json.dumps(asdict(query), ensure_ascii=False))
        return
    for query in plan.queries:
        click.echo(
            f"{query.text}  [{query.language}, {query.kind}] {query.taxon} "
            f"{query.appendix}".rstrip()
        )
    pages = f"{plan.pages} results pages each"
    click.echo(f"{len(plan.queries)} queries, at most {pages}", err=True)
    if which == "fixed":
        click.echo(f"panel {plan.sha256}", err=True)


@panel.command()
@click.argument("name", metavar="MARKET")
@workspace_option
@click.option(
    "--size", type=click.IntRange(1, 1000), default=40, show_default=True,
    help="Queries in the panel.",
)  # fmt: skip
@click.option("--taxon", "taxa", multiple=True, help="Any name of any rank; may be repeated.")  # fmt: skip
@click.option("--replace", is_flag=True, help="Begin a new series with a new panel.")
def freeze(
    name: str, folder: Path | None, size: int, taxa: tuple[str, ...], replace: bool
) -> None:
    """Write a site's fixed panel: the queries whose answers make a trend.

    At most three queries for a taxon, Appendix I first, or those of the taxa named.
    A panel is never changed afterwards; read it before its first crawl.

    Example: citeswatch panel freeze reptile_forum --size 40
    """
    from crawler.panel.frozen import PanelError, choose, panel_file
    from crawler.panel.frozen import freeze as write
    from crawler.panel.planning import every_query

    workspace, marketplace = _searched(name, folder)
    named = _within(workspace.folder, taxa)
    queries = choose(every_query(workspace.folder, marketplace), size, named)
    file = panel_file(workspace.folder, name)
    try:
        write(file, queries, today=datetime.now(UTC).date(), replace=replace)
    except PanelError as error:
        raise click.ClickException(str(error)) from error
    plan = _plan(workspace, marketplace, "fixed")
    click.echo(f"Written: {file} ({len(queries)} queries, panel {plan.sha256[:12]})")
    click.echo(f"Next: read it, then: citeswatch crawl {name} --panel fixed")


def _within(workspace: Path, taxa: tuple[str, ...]) -> frozenset[str]:
    from crawler.species.species_list import folder_in_use
    from crawler.store.taxon_names import UnknownTaxonError, with_those_below

    lists = folder_in_use(workspace)
    try:
        return frozenset().union(*(with_those_below(lists, one) for one in taxa))
    except UnknownTaxonError as error:
        raise click.UsageError(str(error)) from error


def _searched(name: str, folder: Path | None) -> tuple[Workspace, Marketplace]:
    from crawler.marketplace import (
        MarketplaceError,
        find_marketplaces,
        load_marketplace,
        suggest_names,
    )

    workspace = workspace_or_exit(folder)
    files = find_marketplaces(workspace.marketplaces)
    if name not in files:
        hint = suggest_names(name, list(files))
        raise click.UsageError(f"there is no marketplace {name!r}; {hint}")
    try:
        marketplace = load_marketplace(files[name])
    except MarketplaceError as error:
        raise click.ClickException(str(error)) from error
    if marketplace.search is None:
        raise click.ClickException(
            f"{files[name]}: has no [search]; see docs/searching.md for what it needs"
        )
    return workspace, marketplace


def _plan(workspace: Workspace, marketplace: Marketplace, which: str) -> Plan:
    from crawler.panel.frozen import PanelError
    from crawler.readiness import plan_of

    try:
        plan = plan_of(workspace, marketplace, "fixed" if which == "fixed" else "sweep")
    except PanelError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    assert plan is not None  # noqa: S101
    return plan
