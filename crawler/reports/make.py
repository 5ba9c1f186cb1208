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
) -> MadeReport:
    """Make the report of *period* in *output*, else in the workspace's reports.

    *formats* are those wanted beside the page and its tables: pdf, xlsx, json; *words*
    is its language.

    Raises:
        ReportError: the database cannot be read or the folder not written.
    """
    folder = (output or workspace.reports / _name(period, words)).absolute()
    try:
        with Store.open(workspace.database, read_only=True) as store:
            figures = gather(store, period, made_on, words)
    except StoreError as error:
        raise ReportError(str(error)) from error
    heading = Heading(workspace.settings.unit, made_on)
    try:
        page = write_report(folder, figures, contents_of(figures), heading, formats)
    except ReportFolderError as error:
        raise ReportError(str(error)) from error
    also = [folder / f"report.{one}" for one in MORE_FORMATS if one in formats]
    in_short = _in_short(period, summarise(figures))
    return MadeReport(page, in_short, [*also, folder / "tables"])


def _name(period: Period, words: Words) -> str:
    """Name the folder: reports in two languages stand side by side."""
    language = words.language
    return period.text if language == ORIGINAL else f"{period.text}-{language}"


def _in_short(period: Period, summary: Summary) -> str:
    if not summary.crawls:
        return f"No crawl began in the period {period.text}: nothing to report."
    return (
        f"{counted(summary.appendix_i.offers, 'flagged Appendix I offer')} "
        f"({counted(summary.appendix_i.listings, 'listing')}) among "
        f"{counted(summary.listings, 'listing')} seen in {summary.crawls_counted} of {summary.crawls} crawls "
        "that ran to the end."
    )
