"""A report's folder: page, pictures, tables, and a list of what is in it."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from crawler.reports.contents import Contents
from crawler.reports.figures import Figures
from crawler.reports.page import Heading, render
from crawler.reports.pictures import as_png, as_svg
from crawler.reports.renditions import as_json, as_xlsx

PAGE = "index.html"
CONTENTS_FILE = "files.json"
MORE_FORMATS = ("pdf", "xlsx", "json")
FORMATS = ("html", "csv", *MORE_FORMATS)
"""The page and the tables are always there: the others rest on them."""


class ReportFolderError(Exception):
    """The folder cannot take the report; the text says what mends it."""


def write_report(
    folder: Path,
    figures: Figures,
    contents: Contents,
    heading: Heading,
    formats: Collection[str] = (),
) -> Path:
    """Write the report to *folder* and give the path of its page.

    *formats* are those wanted beside the page and its tables.

    An earlier report there is replaced as a whole, or not at all; a folder that
    holds anything else is left alone.

    Raises:
        ReportFolderError: *folder* holds something else, or cannot be written.
    """
    _check(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            dir=folder.parent, prefix=f".{folder.name}-"
        ) as temporary:
            fresh = Path(temporary) / "new"
            _fill(fresh, dict(_files(figures, contents, heading, formats)))
            _swap(fresh, folder, Path(temporary) / "old")
    except OSError as error:
        raise ReportFolderError(
            f"the report cannot be written to {folder}: {error.strerror or error}; "
            "free some space or give another folder with --output"
        ) from error
    return folder / PAGE


def _files(
    figures: Figures, contents: Contents, heading: Heading, formats: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    yield PAGE, render(figures, contents, heading).encode()
    language = figures.words.language
    for chart in contents.charts.values():
        yield f"charts/{chart.name}.svg", as_svg(chart.wide, language)
        yield f"charts/{chart.name}-narrow.svg", as_svg(chart.narrow, language)
        yield f"charts/{chart.name}.png", as_png(chart.wide, language)
    for table in contents.tables.values():
        yield f"tables/{table.name}.csv", table.csv()
    if "pdf" in formats:
        from crawler.reports.pdf import as_pdf

        yield "report.pdf", as_pdf(figures, contents, heading)
    if "xlsx" in formats:
        yield "report.xlsx", as_xlsx(figures, contents, heading)
    if "json" in formats:
        yield "report.json", as_json(figures, contents, heading)


def _fill(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sums = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    listing = json.dumps({"report": "citeswatch", "sha256": sums}, indent=1)
    (folder / CONTENTS_FILE).write_text(listing + "\n", encoding="utf-8")


def _swap(fresh: Path, folder: Path, aside: Path) -> None:
    """Put *fresh* in the place of *folder*; if that fails, put the old one back."""
    if not folder.exists():
        fresh.rename(folder)
        return
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        aside.rename(folder)
        raise


def _check(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ReportFolderError(f"{folder} is a file; give a folder with --output")
    if any(folder.iterdir()) and not (folder / CONTENTS_FILE).is_file():
        raise ReportFolderError(
            f"{folder} holds something else than a report; give a new folder with "
            "--output"
        )
