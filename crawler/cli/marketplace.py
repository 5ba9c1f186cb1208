"""`citeswatch marketplace`: add marketplaces and look after them, without code."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler.cli.options import workspace_option, workspace_or_exit

if TYPE_CHECKING:
    from crawler.families.spider import MarketplaceSpider
    from crawler.inspection.findings import CheckReport
    from crawler.workspace import Workspace


@click.group()
def marketplace() -> None:
    """Add marketplaces and look after them, without code.

    Example: citeswatch marketplace new reptile_forum https://forum.example/for-sale
    """


@marketplace.command("list")
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_marketplaces(folder: Path | None, as_json: bool) -> None:
    """List the workspace's marketplaces, with what is wrong with their files.

    Example: citeswatch marketplace list
    """
    from crawler.marketplace import (
        MarketplaceError,
        find_marketplaces,
        load_marketplace,
        suggest_names,
    )

    workspace = workspace_or_exit(folder)
    files = find_marketplaces(workspace.marketplaces)
    if not files:
        click.echo(suggest_names("", []), err=True)
    faulty = False
    for name, path in files.items():
        try:
            facts = load_marketplace(path)
        except MarketplaceError as error:
            faulty = True
            click.echo(str(error), err=True)
            continue
        row = {"name": name, "title": facts.title, "home": facts.home}
        row |= {"family": facts.family, "country": facts.country}
        line = (
            json.dumps(row, ensure_ascii=False) if as_json else "  ".join(row.values())
        )
        click.echo(line)
    sys.exit(1 if faulty else 0)


@marketplace.command()
@click.argument("name", metavar="NAME|FILE")
@click.argument("url", required=False, default="")
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def check(name: str, url: str, folder: Path | None, as_json: bool) -> None:
    """Try a marketplace's file: one results page, one listing, field by field.

    With URL only that listing is tried. Nothing is stored.

    Example: citeswatch marketplace check reptile_forum
    """
    from crawler.crawl_settings import settings_for
    from crawler.inspection.check import check as try_out
    from crawler.inspection.session import FetchError, run_session

    workspace, spider = _spider(name, folder)
    try:
        report = run_session(
            settings_for(workspace),
            spider.marketplace,
            lambda session: try_out(session, spider, url),
        )
    except FetchError as error:
        raise click.ClickException(str(error)) from error
    _print_report(report, as_json=as_json)
    sys.exit(0 if report.is_good else 1)


@marketplace.command()
@click.argument("name")
@click.argument("url")
@workspace_option
def new(name: str, url: str, folder: Path | None) -> None:
    """Write the file of a new marketplace, from one of its results pages.

    Looks at the page, at one listing, at robots.txt and at sitemaps and feeds that
    the page names, writes what it recognised, and checks it.

    Example: citeswatch marketplace new reptile_forum https://forum.example/for-sale
    """
    from crawler.crawl_settings import settings_for
    from crawler.inspection.newcomer import NewcomerError, introduce
    from crawler.inspection.session import FetchError, run_session

    workspace = workspace_or_exit(folder)
    path = workspace.marketplaces / f"{name}.toml"
    try:
        provisional, work = introduce(path, url)
        report = run_session(settings_for(workspace), provisional, work)
    except (NewcomerError, FetchError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Written: {path}\n")
    _print_report(report)
    if report.is_good:
        click.echo(f"\nNext: read {path.name}, then: citeswatch crawl {name}")
    else:
        click.echo(f"\nNext: mend {path}, then: citeswatch marketplace check {name}")
        sys.exit(1)


@marketplace.command()
@click.argument("name", metavar="NAME|FILE")
@click.argument("url", required=False, default="")
@workspace_option
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder [default: marketplaces/frozen in the workspace].",
)
def freeze(name: str, url: str, folder: Path | None, into: Path | None) -> None:
    """Keep a listing's page with what is read from it, as a test for later.

    Sellers' names, e-mail addresses and telephone numbers are taken out.

    Example: citeswatch marketplace freeze reptile_forum
    """
    from crawler.crawl_settings import settings_for
    from crawler.inspection.freeze import freeze as keep
    from crawler.inspection.session import FetchError, run_session

    workspace, spider = _spider(name, folder)
    target = (into or workspace.marketplaces / "frozen") / spider.name
    try:
        kept = run_session(
            settings_for(workspace),
            spider.marketplace,
            lambda session: keep(session, spider, target, url),
        )
    except FetchError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Page:     {kept.page}")
    click.echo(f"Expected: {kept.expected}")
    click.echo(f"{kept.removed} personal details were taken out of the page.")
    click.echo("Next: read the expected values and correct what is wrong.")


def _spider(
    name: str, folder: Path | None
) -> tuple[Workspace, type[MarketplaceSpider]]:
    """Find a marketplace by its name in the workspace, or by its file."""
    from crawler.marketplace import MarketplaceError, find_marketplaces, suggest_names
    from crawler.readiness import plan_of
    from crawler.spider_loader import load_spider

    workspace = workspace_or_exit(folder)
    files = find_marketplaces(workspace.marketplaces)
    path = Path(name) if name.endswith(".toml") else files.get(name)
    if path is None:
        hint = suggest_names(name, list(files))
        raise click.UsageError(f"there is no marketplace {name!r}; {hint}")
    try:
        spider = load_spider(path)
    except MarketplaceError as error:
        raise click.ClickException(str(error)) from error
    if not spider.marketplace.has_catalogue:
        # A site that is only searched is tried with the query whose turn is next.
        spider.plan = plan_of(workspace, spider.marketplace, "sweep")
    return workspace, spider


def _print_report(report: CheckReport, *, as_json: bool = False) -> None:
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        return
    from crawler.cli.check_table import print_report

    print_report(report)
