"""The report as PDF/A: its charts and tables, told to Typst as data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.exports.report_pdf import report_pdf
from crawler.reports.cells import Reader
from crawler.reports.contents import Contents
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
from crawler.reports.page import NOTICE, Heading
from crawler.reports.pictures import as_svg
from crawler.reports.sentences import sentences
from crawler.reports.summary import summarise
from crawler.translation.catalogues import marked

TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
ROWS_SHOWN = 40
SECTIONS = {
    marked("The trend"): ("trend", "known_changes"),
    marked("The extent"): (
        "extent",
        "value",
        "worth",
        "exchange_rates",
        "life_spans",
        "missed",
    ),
    marked("Routes and methods of shipment"): ("routes", "methods"),
    marked("Change since the earlier period"): ("change", "compared_effort"),
    marked("Beside legal trade"): (
        "trade_by_taxon",
        "trade_routes",
        "trade_sources",
    ),
    marked("The marketplaces"): ("conduct", "notices", "removals"),
    marked("How thorough was the search"): ("effort",),
    marked("Offers per effort"): (
        "rates_by_marketplace",
        "rates_by_appendix",
        "rates_by_taxon_group",
        "totals_by_marketplace",
        "totals_by_taxon_group",
        "totals_by_taxon",
    ),
    marked("What changed"): ("changes",),
    marked("Flagged Appendix I offers"): ("appendix_i_offers",),
    marked("The crawls of the period"): ("crawls",),
}
"""The tables of each chapter; a chart stands above the table of its name."""
SHOWN_DIMENSIONS = {"all", "taxon_group", "specimen", "country", "marketplace", "claim"}


def as_pdf(figures: Figures, contents: Contents, heading: Heading) -> bytes:
    """Make the report. Of a long table the first rows are in it; all are in the CSV."""
    day, language = heading.made_on, figures.words.language
    made_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="citeswatch-charts-") as folder:
        for chart in contents.charts.values():
            (Path(folder) / f"{chart.name}.svg").write_bytes(
                as_svg(chart.wide, language)
            )
        told = _told(figures, contents, heading)
        return report_pdf(told, Path(folder), made_at, TEMPLATE)


def _told(figures: Figures, contents: Contents, heading: Heading) -> dict[str, Any]:
    words, summary = figures.words, summarise(figures)
    return {
        "language": words.language,
        "title": words.say("Online offers of CITES-listed wildlife"),
        "unit": heading.unit or "citeswatch",
        "period": " · ".join(
            filter(None, (told_countries(figures), told_period(figures)))
        ),
        "made_on": words.say("Made on %(day)s", day=words.day(heading.made_on, "long")),
        "notice": words.say(NOTICE),
        "in_short": words.say("In short"),
        "sentences": sentences(figures, contents),
        "letters": words.say(
            "No font on the machine that made this report has these letters; their "
            "numbers stand in their place. The tables hold the text unchanged."
        ),
        "sections": [
            {
                "title": words.say(title),
                "notes": notes_of(figures).get(names[0], []),
                "parts": list(_parts(names, figures, contents)),
            }
            for title, names in SECTIONS.items()
        ],
        "appendix": [
            {
                "title": words.say("What the figures mean"),
                "definitions": definitions(figures),
            },
            {
                "title": words.say("What became of a crawl, or of a week"),
                "definitions": states(words),
            },
            {
                "title": words.say("What the report was made from"),
                "definitions": filters(figures, summary),
            },
        ],
    }


def _parts(
    names: Iterable[str], figures: Figures, contents: Contents
) -> Iterable[dict[str, Any]]:
    for name in names:
        if name not in contents.tables:
            continue  # what it rests on was not given
        table, chart = contents.tables[name], contents.charts.get(name)
        rows = table.rows
        if name == "extent":
            rows = [row for row in rows if row["dimension"] in SHOWN_DIMENSIONS]
        if not rows or (name == "trend" and all(row["why_not"] for row in rows)):
            continue  # the first sentences say why there is no trend
        columns = columns_of(name, Reader(figures.words, figures.titles))
        left = max(len(rows) - ROWS_SHOWN, 0)
        yield {
            "title": table.title,
            "chart": f"{chart.name}.svg" if chart else "",
            "alt": chart.alt if chart else "",
            "heads": [column.head for column in columns],
            "numbers": [column.number for column in columns],
            "rows": [
                [column.text(row) for column in columns] for row in rows[:ROWS_SHOWN]
            ],
            "left": figures.words.count(
                "One more row is in %(file)s.",
                "%(num)s more rows are in %(file)s.",
                left,
                file=f"{name}.csv",
            )
            if left
            else "",
        }
