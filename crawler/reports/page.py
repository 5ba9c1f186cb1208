"""The report as an HTML page that needs nothing from outside its folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawler.quoting import quoted
from crawler.reports.columns import COLUMNS
from crawler.reports.contents import Contents, Table
from crawler.reports.effort import STATUSES
from crawler.reports.figures import Figures
from crawler.reports.layout import columns_of, number, percent, price
from crawler.reports.summary import summarise
from crawler.reports.trend import compare

ROWS_SHOWN = 300
OFFERS_SHOWN = 200


@dataclass(frozen=True)
class Heading:
    """Who made the report, and when; the only facts not from the database."""

    unit: str
    made_on: date


def render(figures: Figures, contents: Contents, heading: Heading) -> str:
    """Write the page. Every text of a listing is escaped."""
    environment = Environment(
        loader=PackageLoader("crawler.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = number
    environment.filters["price"] = price
    environment.filters["quoted"] = quoted
    environment.filters["percent"] = percent
    environment.filters["per_1000"] = lambda value: number(value * 1000, 2)
    offers = grouped_offers(contents.tables["appendix_i_offers"])
    return environment.get_template("report.html").render(
        heading=heading,
        period=figures.period,
        weeks=figures.weeks,
        summary=summarise(figures),
        comparison=compare(figures),
        titles=figures.titles,
        tables=contents.tables,
        charts=contents.charts,
        offers=offers[:OFFERS_SHOWN],
        offers_left=max(len(offers) - OFFERS_SHOWN, 0),
        statuses=STATUSES,
        column_meanings=COLUMNS,
        columns_of=lambda name: columns_of(name, figures.titles),
        rows_shown=ROWS_SHOWN,
    )


def grouped_offers(table: Table) -> list[Sequence[dict[str, Any]]]:
    """Put the listings of one offer together, in the table's order."""
    return [list(rows) for _, rows in groupby(table.rows, lambda row: row["offer_id"])]
