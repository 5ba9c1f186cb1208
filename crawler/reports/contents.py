"""The contents of a report: its tables, and the charts that stand on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crawler.exports.spreadsheet import as_csv
from crawler.reports import charts, describe, rate_charts, tables
from crawler.reports.changes import changes_table
from crawler.reports.chart_style import NARROW, WIDE
from crawler.reports.columns import PUBLISHED
from crawler.reports.comparison import change_table, compared_effort_table
from crawler.reports.conduct import conduct_table
from crawler.reports.extent import extent_table, value_table
from crawler.reports.figures import Figures
from crawler.reports.fitted_trend import trend_table
from crawler.reports.known_changes import known_changes_table
from crawler.reports.legal_trade import (
    trade_by_taxon_table,
    trade_routes_table,
    trade_sources_table,
)
from crawler.reports.map_chart import offers_by_country, routes_map
from crawler.reports.missed_offers import missed_table
from crawler.reports.offers import flagged_offers
from crawler.reports.removals import notices_table, removals_table
from crawler.reports.routes import methods_table, routes_table
from crawler.reports.staying import life_span_table
from crawler.reports.value import exchange_rates_table, worth_table
from crawler.translation.catalogues import marked

AT_ONCE = 1000
CRAWL_COLUMNS = {
    "id": "crawl",
    "marketplace": "marketplace",
    "started_at": "started_at",
    "status": "status",
    "reason": "reason",
    "pages_fetched": "pages_fetched",
    "listings_seen": "listings_seen",
    "clock": "clock",
    "software_version": "software_version",
    "species_list_version": "species_list_version",
}


@dataclass(frozen=True)
class Table:
    """One table: a CSV file, and rows for the page."""

    name: str
    title: str
    frame: pd.DataFrame

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows with None where there is no figure."""
        return list(self.each())

    def each(self) -> Iterator[dict[str, Any]]:
        """Give them one by one: of a long table they take more room than its frame."""
        for begin in range(0, len(self.frame), AT_ONCE):
            some = self.frame.iloc[begin : begin + AT_ONCE]
            blank = some.astype(object).where(some.notna(), None)
            for row in blank.to_dict("records"):
                yield {str(key): value for key, value in row.items()}

    def csv(self) -> bytes:
        """Write the table for spreadsheets and statistics programs."""
        columns = list(self.frame.columns)
        own = set(columns) - PUBLISHED - {"reason"}
        return as_csv(columns, self.each(), own=own)


@dataclass(frozen=True)
class Chart:
    """One chart, drawn for a page and for a phone, and what it shows in words."""

    name: str
    alt: str
    wide: Any
    narrow: Any


@dataclass(frozen=True)
class Contents:
    """Everything a report holds, by name. A chart bears the name of its table."""

    tables: dict[str, Table]
    charts: dict[str, Chart]


def contents_of(figures: Figures) -> Contents:
    """Build the tables and the charts of a report."""
    found = {table.name: table for table in _tables(figures)}
    drawn = _charts(figures, {name: table.frame for name, table in found.items()})
    return Contents(found, {chart.name: chart for chart in drawn})


def _charts(figures: Figures, frames: dict[str, pd.DataFrame]) -> Iterator[Chart]:
    """Draw what there is something to draw of."""
    titles, words = figures.titles, figures.words
    told = describe.words_for(figures, frames)

    def chart(name: str, draw: Callable[[int], Any]) -> Chart:
        return Chart(name, told[name], draw(WIDE), draw(NARROW))

    if figures.crawls.empty:
        return
    effort = frames["effort"]
    yield chart(
        "effort", lambda width: charts.crawl_calendar(effort, titles, width, words)
    )
    changes = frames["changes"]
    yield chart(
        "changes",
        lambda width: charts.changes_by_week(changes, figures.weeks, width, words),
    )
    if figures.complete_weeks:
        by_market = frames["rates_by_marketplace"]
        yield chart(
            "rates_by_marketplace",
            lambda width: rate_charts.rate_by_marketplace(
                by_market, titles, "I", width, words
            ),
        )
    if not frames["rates_by_taxon_group"].empty:
        by_appendix = frames["rates_by_appendix"]
        by_group = frames["rates_by_taxon_group"]
        yield chart(
            "rates_by_appendix",
            lambda width: rate_charts.rate_by_appendix(by_appendix, width, words),
        )
        yield chart(
            "rates_by_taxon_group",
            lambda width: rate_charts.rate_by_taxon_group(by_group, width, words),
        )
    extent, routes = frames["extent"], frames["routes"]
    if offers_by_country(extent):
        yield chart("routes", lambda width: routes_map(extent, routes, width, words))
    if not frames["totals_by_taxon_group"].empty:
        groups = frames["totals_by_taxon_group"]
        yield chart(
            "totals_by_taxon_group",
            lambda width: charts.offers_by_group(groups, width, words),
        )


def _tables(figures: Figures) -> list[Table]:
    say = figures.words.say
    beside = [
        (name, title, make)
        for was_given, name, title, make in _BESIDE
        if was_given(figures)
    ]
    return [
        Table(name, say(title), make(figures)) for name, title, make in _TABLES + beside
    ]


def _crawls(figures: Figures) -> pd.DataFrame:
    return figures.crawls[list(CRAWL_COLUMNS)].rename(columns=CRAWL_COLUMNS)


_TABLES: list[tuple[str, str, Callable[[Figures], pd.DataFrame]]] = [
    ("trend", marked("The yearly change of offers per effort"), trend_table),
    ("extent", marked("Flagged offers, by what they are and where"), extent_table),
    ("value", marked("Published prices"), value_table),
    ("life_spans", marked("How long flagged listings stay"), life_span_table),
    ("missed", marked("What was missed"), missed_table),
    ("routes", marked("From where to where, as far as offers say"), routes_table),
    ("methods", marked("How goods are sent, as far as offers say"), methods_table),
    ("conduct", marked("Register of marketplaces"), conduct_table),
    ("known_changes", marked("What changed in how was looked"), known_changes_table),
    ("effort", marked("Effort by week and marketplace"), tables.effort_table),
    (
        "rates_by_marketplace",
        marked("Flagged listings per effort, by week and marketplace"),
        tables.rates_by_marketplace,
    ),
    (
        "rates_by_appendix",
        marked("Flagged listings per effort, by week and Appendix"),
        tables.rates_by_appendix,
    ),
    (
        "rates_by_taxon_group",
        marked("Flagged listings per effort, by week and taxon group"),
        tables.rates_by_taxon_group,
    ),
    (
        "totals_by_marketplace",
        marked("The period by marketplace"),
        tables.totals_by_marketplace,
    ),
    (
        "totals_by_taxon_group",
        marked("The period by taxon group and Appendix"),
        tables.totals_by_group,
    ),
    ("totals_by_taxon", marked("The period by taxon"), tables.totals_by_taxon),
    ("changes", marked("What changed, by week"), changes_table),
    ("appendix_i_offers", marked("Flagged Appendix I offers"), flagged_offers),
    ("crawls", marked("Crawls of the period"), _crawls),
]


def _rates(figures: Figures) -> bool:
    return figures.given.rates is not None


def _trade(figures: Figures) -> bool:
    return figures.given.trade is not None


def _earlier(figures: Figures) -> bool:
    return figures.given.earlier is not None


def _notices(figures: Figures) -> bool:
    return bool(figures.notices)


def _notices_or_rules(figures: Figures) -> bool:
    return bool(figures.notices or figures.policies)


_BESIDE: list[
    tuple[Callable[[Figures], bool], str, str, Callable[[Figures], pd.DataFrame]]
] = [
    (_rates, "worth", marked("Prices in one currency"), worth_table),
    (_rates, "exchange_rates", marked("Exchange rates used"), exchange_rates_table),
    (_earlier, "change", marked("Change since the earlier period"), change_table),
    (
        _earlier,
        "compared_effort",
        marked("Weeks that were compared"),
        compared_effort_table,
    ),
    (
        _trade,
        "trade_by_taxon",
        marked("Offers beside reported trade, by taxon"),
        trade_by_taxon_table,
    ),
    (
        _trade,
        "trade_routes",
        marked("Routes of offers beside reported trade"),
        trade_routes_table,
    ),
    (
        _trade,
        "trade_sources",
        marked("Claims of sellers beside sources of reported trade"),
        trade_sources_table,
    ),
    (_notices, "notices", marked("Notices to marketplaces"), notices_table),
    (
        _notices_or_rules,
        "removals",
        marked("How fast Appendix I listings go after a notice and after rules"),
        removals_table,
    ),
]
"""Tables that are in a report only when something was given or noted: what, name, title."""
