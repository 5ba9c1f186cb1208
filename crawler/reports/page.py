"""The report as an HTML page that needs nothing from outside its folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawler.quoting import quoted
from crawler.reports.cells import Reader, price
from crawler.reports.columns import meanings
from crawler.reports.contents import Contents, Table
from crawler.reports.figures import Figures
from crawler.reports.layout import columns_of
from crawler.reports.method import (
    definitions,
    filters,
    states,
    told_countries,
    told_period,
)
from crawler.reports.notes import notes_of
from crawler.reports.offers import whys_of
from crawler.reports.sentences import looked, nothing
from crawler.reports.summary import summarise
from crawler.reports.trend import compare
from crawler.translation.catalogues import marked
from crawler.translation.words import Words

ROWS_SHOWN = 300
OFFERS_SHOWN = 200
NOTICE = marked("A name match is not a finding of illegality.")


@dataclass(frozen=True)
class Heading:
    """Who made the report, and when; the only facts not from the database."""

    unit: str
    made_on: date


def render(figures: Figures, contents: Contents, heading: Heading) -> str:
    """Write the page. Every text of a listing is escaped."""
    words, summary = figures.words, summarise(figures)
    reader = Reader(words, figures.titles)
    table = contents.tables["appendix_i_offers"]
    offers = grouped_offers(table, OFFERS_SHOWN)
    return (
        _environment(words)
        .get_template("report.html")
        .render(
            language=words.language,
            heading=heading,
            period=figures.period,
            told_period=told_period(figures),
            told_countries=told_countries(figures),
            summary=summary,
            looked=looked(summary, words),
            nothing=nothing(figures),
            comparison=compare(figures),
            titles=figures.titles,
            tables=contents.tables,
            charts=contents.charts,
            offers=offers,
            offers_left=table.frame["offer_id"].nunique() - len(offers),
            notice=words.say(NOTICE),
            definitions=definitions(figures),
            states=states(words),
            whys=whys_of(figures),
            filters=filters(figures, summary),
            column_meanings=meanings(words),
            columns_of=lambda name: columns_of(name, reader),
            rows_shown=ROWS_SHOWN,
            notes=notes_of(figures),
            rate_days=figures.given.rates.days if figures.given.rates else 0,
        )
    )


def _environment(words: Words) -> Environment:
    """Give the templates, whose texts are said in *words*."""
    environment = Environment(
        loader=PackageLoader("crawler.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        number=words.number,
        percent=words.percent,
        day=words.day,
        term=words.term,
        price=lambda row: price(row, words.say("no price")),
        quoted=quoted,
        per_1000=lambda value: words.number(value * 1000, 2),
    )
    environment.globals.update(say=words.say, count=words.count)
    return environment


def grouped_offers(table: Table, count: int) -> list[Sequence[dict[str, Any]]]:
    """Put the listings of one offer together, in the table's order: the first *count*."""
    groups = groupby(table.each(), lambda row: row["offer_id"])
    return [list(rows) for _, rows in islice(groups, count)]
