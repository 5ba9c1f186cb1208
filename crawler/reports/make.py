"""Making a report of a workspace, from the database to the folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from crawler.counting import counted
from crawler.reports.contents import contents_of
from crawler.reports.exchange_rates import RatesError, read_rates
from crawler.reports.figures import ENGLISH, gather
from crawler.reports.folder import MORE_FORMATS, ReportFolderError, write_report
from crawler.reports.given import Given
from crawler.reports.page import Heading
from crawler.reports.period import Period
from crawler.reports.summary import Summary, summarise
from crawler.reports.trade_file import TradeFileError, read_trade
from crawler.store import Store, StoreError
from crawler.translation.catalogues import ORIGINAL
from crawler.translation.words import Words
from crawler.workspace import Workspace


@dataclass(frozen=True)
class Beside:
    """What is asked for beside the figures of the period."""

    compare_with: Period | None = None
    legal_trade: Path | None = None
    """A file of the CITES Trade Database."""


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
    beside: Beside = Beside(),
    database: Path | None = None,
) -> MadeReport:
    """Make the report of *period* in *output*, else in the workspace's reports.

    *formats* are those wanted beside the page and its tables: pdf, xlsx, json; *words*
    is its language, *beside* what stands beside the database. With *countries* (ISO
    3166-1 alpha-2) it is of these alone; with *database* it is of that file, not of the
    workspace's own.

    Raises:
        ReportError: the database or a file cannot be read, the periods overlap, or the
            folder cannot be written.
    """
    chosen = tuple(sorted(set(countries)))
    name = _name(period, words, chosen)
    folder = (output or workspace.reports / name).absolute()
    try:
        with Store.open(database or workspace.database, read_only=True) as store:
            given = _given(
                workspace,
                store,
                period=period,
                made_on=made_on,
                words=words,
                countries=chosen,
                beside=beside,
            )
            figures = gather(store, period, made_on, words, chosen, given=given)
    except (StoreError, RatesError, TradeFileError) as error:
        raise ReportError(str(error)) from error
    heading = Heading(workspace.settings.unit, made_on)
    try:
        page = write_report(folder, figures, contents_of(figures), heading, formats)
    except ReportFolderError as error:
        raise ReportError(str(error)) from error
    also = [folder / f"report.{one}" for one in MORE_FORMATS if one in formats]
    in_short = _in_short(period, chosen, summarise(figures))
    return MadeReport(page, in_short, [*also, folder / "tables"])


def _given(
    workspace: Workspace,
    store: Store,
    *,
    period: Period,
    made_on: date,
    words: Words,
    countries: tuple[str, ...],
    beside: Beside,
) -> Given:
    """Read what stands beside the database."""
    settings = workspace.settings.report
    rates = None
    if settings.rates:
        path = workspace.folder / settings.rates
        rates = read_rates(
            path, settings.currency, settings.rate_days, settings.rates_source
        )
    earlier = None
    if beside.compare_with:
        _check_apart(beside.compare_with, period)
        earlier = gather(store, beside.compare_with, made_on, words, countries)
    trade = read_trade(beside.legal_trade) if beside.legal_trade else None
    return Given(rates, trade, earlier)


def _check_apart(earlier: Period, period: Period) -> None:
    """Refuse periods that share a day, or of which one has no end."""
    if None in (earlier.first, earlier.last, period.first, period.last):
        raise ReportError(
            "to compare, give both periods with a beginning and an end, for example "
            "--period 2026 --compare-with 2025"
        )
    if earlier.last >= period.first:  # type: ignore[operator]
        raise ReportError(
            f"{earlier.text} must end before {period.text} begins; an offer would be in "
            "both"
        )


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
