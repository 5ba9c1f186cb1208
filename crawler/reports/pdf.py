"""The report as PDF/A: its charts and tables, told to Typst as data."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.exports.report_pdf import report_pdf
from crawler.reports.contents import Contents
from crawler.reports.figures import Figures
from crawler.reports.layout import columns_of
from crawler.reports.page import Heading
from crawler.reports.pictures import as_svg
from crawler.reports.renditions import NOTICE
from crawler.reports.sentences import sentences

TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
ROWS_SHOWN = 40
SECTIONS = {
    "The trend": ("trend", "known_changes"),
    "The extent": ("extent", "value", "life_spans", "missed"),
    "Routes and methods of shipment": ("routes", "methods"),
    "The marketplaces": ("conduct",),
    "How thorough was the search": ("effort",),
    "Offers per effort": (
        "rates_by_marketplace",
        "rates_by_appendix",
        "rates_by_taxon_group",
        "totals_by_marketplace",
        "totals_by_taxon_group",
        "totals_by_taxon",
    ),
    "What changed": ("changes",),
    "Flagged Appendix I offers": ("appendix_i_offers",),
    "The crawls of the period": ("crawls",),
}
"""The tables of each chapter; a chart stands above the table of its name."""
SHOWN_DIMENSIONS = {"all", "taxon_group", "specimen", "country", "marketplace"}


def as_pdf(figures: Figures, contents: Contents, heading: Heading) -> bytes:
    """Make the report. Of a long table the first rows are in it; all are in the CSV."""
    day = heading.made_on
    made_at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="citeswatch-charts-") as folder:
        for chart in contents.charts.values():
            (Path(folder) / f"{chart.name}.svg").write_bytes(as_svg(chart.wide))
        told = _told(figures, contents, heading)
        return report_pdf(told, Path(folder), made_at, TEMPLATE)


def _told(figures: Figures, contents: Contents, heading: Heading) -> dict[str, Any]:
    first, last = figures.period.first, figures.period.last
    return {
        "title": "Online offers of CITES-listed wildlife",
        "unit": heading.unit or "citeswatch",
        "period": f"{first} to {last}" if figures.weeks else figures.period.text,
        "made_on": heading.made_on.isoformat(),
        "notice": NOTICE,
        "sentences": sentences(figures, contents),
        "sections": [
            {"title": title, "parts": list(_parts(names, figures, contents))}
            for title, names in SECTIONS.items()
        ],
    }


def _parts(
    names: Iterable[str], figures: Figures, contents: Contents
) -> Iterable[dict[str, Any]]:
    for name in names:
        table, chart = contents.tables[name], contents.charts.get(name)
        rows = table.rows
        if name == "extent":
            rows = [row for row in rows if row["dimension"] in SHOWN_DIMENSIONS]
        if not rows or (name == "trend" and all(row["why_not"] for row in rows)):
            continue  # the first sentences say why there is no trend
        columns = columns_of(name, figures.titles)
        yield {
            "title": table.title,
            "chart": f"{chart.name}.svg" if chart else "",
            "alt": chart.alt if chart else "",
            "heads": [column.head for column in columns],
            "numbers": [column.number for column in columns],
            "rows": [
                [column.text(row) for column in columns] for row in rows[:ROWS_SHOWN]
            ],
            "left": max(len(rows) - ROWS_SHOWN, 0),
            "file": f"{name}.csv",
        }
