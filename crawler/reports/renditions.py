"""The report's tables in one file: an Excel workbook, and JSON for programs."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

from crawler.exports.sheets import SheetWriter, workbook
from crawler.reports.columns import COLUMNS
from crawler.reports.contents import Contents
from crawler.reports.figures import Figures
from crawler.reports.page import Heading
from crawler.reports.sentences import sentences

LONGEST_NAME = 31
"""Letters that the name of a sheet may have."""
WIDTHS = {
    "title": 50,
    "reason": 60,
    "url": 40,
    "meaning": 80,
    "what": 40,
    "value": 30,
    "in short": 140,
}
NOTICE = "A name match is not a finding of illegality."


def as_xlsx(figures: Figures, contents: Contents, heading: Heading) -> bytes:
    """Write each table as a sheet; the last one says what the columns mean."""
    out = BytesIO()
    day = heading.made_on
    with workbook(out) as book:
        # The day alone, so that the same figures give the same bytes.
        book.set_properties({"created": datetime(day.year, day.month, day.day)})
        write = SheetWriter(book, WIDTHS)
        told = [{"in short": sentence} for sentence in sentences(figures, contents)]
        write.sheet("in_short", ("in short",), told)
        for table in contents.tables.values():
            write.sheet(
                table.name[:LONGEST_NAME], list(table.frame.columns), table.rows
            )
        about = f"{NOTICE} Period {figures.period.text}, made {day.isoformat()}."
        meanings = [{"column": "", "meaning": about}]
        meanings += [
            {"column": name, "meaning": text} for name, text in COLUMNS.items()
        ]
        write.sheet("columns", ("column", "meaning"), meanings)
    return out.getvalue()


def as_json(figures: Figures, contents: Contents, heading: Heading) -> bytes:
    """Write every table with its title and the meaning of its columns."""
    period = figures.period
    told = {
        "report": "citeswatch",
        "notice": NOTICE,
        "unit": heading.unit,
        "made_on": heading.made_on.isoformat(),
        "period": {
            "text": period.text,
            "first": period.first.isoformat() if period.first else None,
            "last": period.last.isoformat() if period.last else None,
        },
        "tables": {
            table.name: {
                "title": table.title,
                "columns": {name: COLUMNS[name] for name in table.frame.columns},
                "rows": table.rows,
            }
            for table in contents.tables.values()
        },
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
