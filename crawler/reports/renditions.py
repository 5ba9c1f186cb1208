"""The report's tables in one file: an Excel workbook, and JSON for programs."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

from crawler.exports.sheets import SheetWriter, workbook
from crawler.reports.columns import meanings
from crawler.reports.contents import Contents
from crawler.reports.figures import Figures
from crawler.reports.page import NOTICE, Heading
from crawler.reports.sentences import sentences

LONGEST_NAME = 31
"""Letters that the name of a sheet may have."""
WIDTHS = {
    "title": 50,
    "reason": 60,
    "url": 40,
    "what": 40,
    "value": 30,
}
MEANING, IN_SHORT = 80, 140
"""Widths of the explaining columns, whose heads are translated."""


def as_xlsx(figures: Figures, contents: Contents, heading: Heading) -> bytes:
    """Write each table as a sheet; the last one says what the columns mean."""
    out = BytesIO()
    words, day = figures.words, heading.made_on
    column, meaning = words.say("column"), words.say("meaning")
    in_short = words.say("in short")
    with workbook(out) as book:
        # The day alone, so that the same figures give the same bytes.
        book.set_properties({"created": datetime(day.year, day.month, day.day)})
        write = SheetWriter(book, {**WIDTHS, meaning: MEANING, in_short: IN_SHORT})
        told = [{in_short: sentence} for sentence in sentences(figures, contents)]
        write.sheet("in_short", (in_short,), told)
        for table in contents.tables.values():
            write.sheet(
                table.name[:LONGEST_NAME], list(table.frame.columns), table.each()
            )
        about = words.say(
            "Period %(period)s, made on %(day)s.",
            period=figures.period.text,
            day=words.day(day, "long"),
        )
        rows = [{column: "", meaning: f"{words.say(NOTICE)} {about}"}]
        rows += [
            {column: name, meaning: text} for name, text in meanings(words).items()
        ]
        write.sheet("columns", (column, meaning), rows)
    return out.getvalue()


def as_json(figures: Figures, contents: Contents, heading: Heading) -> bytes:
    """Write every table with its title and the meaning of its columns."""
    period, meaning = figures.period, meanings(figures.words)
    told = {
        "report": "citeswatch",
        "language": figures.words.language,
        "notice": figures.words.say(NOTICE),
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
                "columns": {name: meaning[name] for name in table.frame.columns},
                "rows": table.rows,
            }
            for table in contents.tables.values()
        },
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
