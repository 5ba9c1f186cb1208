"""Making a report of a workspace, from the database to the folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.counting import counted
from crawler.reports.contents import contents_of
from crawler.reports.figures import ENGLISH, gather
from crawler.reports.folder import MORE_FORMATS, ReportFolderError, write_report
from crawler.reports.page import Heading
from crawler.reports.period import Period
from crawler.reports.summary import Summary, summarise
from crawler.store import Store, StoreError
from crawler.translation.catalogues import ORIGINAL
from crawler.translation.words import Words
from crawler.workspace import Workspace


class ReportError(Exception):
    """The report cannot be made; the text says what mends it."""


@dataclass(frozen=True)
class MadeReport:
    """Where the report is, and what it says in one line."""

    page: Path
    in_short: str
    also: list[Path]
    """The other files that were asked for, and the folder of the tables."""


def make_report(
    workspace: Workspace,
    period: Period,
    made_on: date,
    output: Path | None = None,
    formats: Collection[str] = (),
    *,
    words: Words = ENGLISH,
    countries: Collection[str] = (),
) -> MadeReport:
    """Make the report of *period* in *output*, else in the workspace's reports.

    *formats* are those wanted beside the page and its tables: pdf, xlsx, json; *words*
    is its language. With *countries* (ISO 3166-1 alpha-2) it is of these alone.

    Raises:
        ReportError: the database cannot be read or the folder not written.
    """
    chosen = tuple(sorted(set(countries)))
    name = _name(period, words, chosen)
    folder = (output or workspace.reports / name).absolute()
    try:
        with Store.open(workspace.database, read_only=True) as store:
            figures = gather(store, period, made_on, words, chosen)
    except StoreError as error:
        raise ReportError(str(error)) from error
    heading = Heading(workspace.settings.unit, made_on)
    try:
        page = write_report(folder, figures, contents_of(figures), heading, formats)
    except ReportFolderError as error:
        raise ReportError(str(error)) from error
    also = [folder / f"report.{one}" for one in MORE_FORMATS if one in formats]
    in_short = _in_short(period, chosen, summarise(figures))
    return MadeReport(page, in_short, [*also, folder / "tables"])


def _name(period: Period, words: Words, countries: Collection[str]) -> str:
    """Name the folder: reports of two countries or languages stand side by side."""
    language = [] if words.language == ORIGINAL else [words.language]
    return "-".join([period.text, *countries, *language])


def _in_short(period: Period, countries: Collection[str], summary: Summary) -> str:
    if not summary.crawls and not summary.flagged.listings:
        where = f" on a marketplace of {', '.join(countries)}" if countries else ""
        return f"No crawl began{where} in the period {period.text}: nothing to report."
    return (
        f"{counted(summary.appendix_i.offers, 'flagged Appendix I offer')} "
        f"({counted(summary.appendix_i.listings, 'listing')}) among "
        f"{counted(summary.listings, 'listing')} seen in {summary.crawls_counted} of {summary.crawls} crawls "
        "that ran to the end."
    )
