"""`citeswatch marketplace`: add marketplaces and look after them, without code."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
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
@click.option(
    "--shipped", is_flag=True, help="Those that come with citeswatch, to be added."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_marketplaces(folder: Path | None, shipped: bool, as_json: bool) -> None:
    """List marketplaces: country, family, how far proved, whether they may be crawled.

    What is wrong with a file is told too. A country in brackets is one whose public
    the site serves, wherever its offers are.

    Example: citeswatch marketplace list --shipped
    """
    from crawler.cli.marketplace_table import print_marketplaces
    from crawler.marketplace import find_marketplaces, marketplace_folder, suggest_names

    workspace = workspace_or_exit(folder)
    source = marketplace_folder(None) if shipped else workspace.marketplaces
    files = find_marketplaces(source)
    if shipped:
        files = {name: path for name, path in files.items() if name[:5] != "demo_"}
    if not files:
        click.echo(suggest_names("", []), err=True)
    sound = print_marketplaces(workspace, files, as_json=as_json, shipped=shipped)
    if shipped and not as_json:
        click.echo("Take one into the workspace: citeswatch marketplace add NAME")
    sys.exit(0 if sound else 1)


@marketplace.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@workspace_option
def add(names: tuple[str, ...], folder: Path | None) -> None:
    """Take marketplaces that come with citeswatch into the workspace.

    Their files are copied: read them, read the sites' terms of use, and check them.

    Example: citeswatch marketplace add ebay_de
    """
    from crawler.marketplace import find_marketplaces, marketplace_folder, suggest_names

    workspace = workspace_or_exit(folder)
    shipped = find_marketplaces(marketplace_folder(None))
    for name in names:
        if name not in shipped:
            hint = suggest_names(name, list(shipped))
            raise click.UsageError(f"none is named {name!r}; {hint}")
        target = workspace.marketplaces / f"{name}.toml"
        if target.exists():
            raise click.ClickException(f"{target} is there already")
        target.write_bytes(shipped[name].read_bytes())
        click.echo(f"Written: {target}")
    click.echo(
        "Next: read the file and the site's terms of use, then: "
        f"citeswatch marketplace reviewed {names[0]}"
    )


@marketplace.command()
@click.argument("name")
@workspace_option
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which a person read them [default: today].",
)
def reviewed(name: str, folder: Path | None, on: datetime | None) -> None:
    """Record that a person has read a site's terms of use. Only then it is crawled.

    Example: citeswatch marketplace reviewed ebay_de --on 2026-11-26
    """
    from crawler.marketplace import MarketplaceError, find_marketplaces, suggest_names
    from crawler.marketplace.editing import record_review

    workspace = workspace_or_exit(folder)
    files = find_marketplaces(workspace.marketplaces)
    if name not in files:
        hint = suggest_names(name, list(files))
        raise click.UsageError(f"there is no marketplace {name!r}; {hint}")
    today = datetime.now(UTC).date()
    day = on.date() if on else today
    if day > today:
        raise click.UsageError(f"{day} is yet to come")
    try:
        record_review(files[name], day)
    except MarketplaceError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Recorded in {files[name]}: terms of use read on {day}")


@marketplace.command()
@click.argument("name")
@click.option(
    "--file",
    "saved",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The rules, saved as HTML or as plain text.",
)
@click.option("--fetch", is_flag=True, help="Ask the site for its wildlife_policy_url.")
@click.option(
    "--in-force-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day from which the rules hold [default: today, UTC].",
)
@workspace_option
def policy(
    *,
    name: str,
    saved: Path | None,
    fetch: bool,
    in_force_on: datetime | None,
    folder: Path | None,
) -> None:
    """Keep a site's rules on wildlife: their text, its checksum, and from when they hold.

    The report compares how soon Appendix I offers go before and after that day.

    Example: citeswatch marketplace policy ebay_de --fetch --in-force-on 2026-06-01
    """
    from crawler.cli.policy import keep_policy

    if (saved is None) != fetch:
        raise click.UsageError("give either --file or --fetch")
    keep_policy(folder, name, saved, in_force_on.date() if in_force_on else None)


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
    from crawler.inspection.newcomer import NewcomerError, introduce, namesakes
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
    if others := ", ".join(namesakes(path, url)):
        click.echo(
            f"Warning: {others} reads this site already; its offers would be counted "
            "twice. Remove one of the files, unless they read different parts of it."
        )
    if report.is_good:
        click.echo(f"\nNext: read {path.name}, then: citeswatch crawl {name}")
        if provisional.on_loopback:
            click.echo("It runs on this machine: no review of terms of use is needed.")
        else:
            terms = (
                f"first read its terms of use: citeswatch marketplace reviewed {name}"
            )
            click.echo(f"A real site is crawled only when somebody did; {terms}")
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
