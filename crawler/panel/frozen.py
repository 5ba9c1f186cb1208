"""The fixed panel of a site: one CSV in the workspace's `panels/`, never changed.

A trend compares like with like: the same site asked for the same words to the same
depth. A new panel is a new series; the old file is kept beside it, dated.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from datetime import date
from pathlib import Path

from crawler.panel.query import Query

COLUMNS = ("text", "language", "taxon", "appendix", "kind")
MOST_OF_A_TAXON = 3
"""Queries for one taxon in a panel, so that it holds many taxa."""


class PanelError(Exception):
    """A panel cannot be used; the text names the file and the mend."""


def panel_file(workspace: Path, marketplace: str) -> Path:
    """Give the place of a site's fixed panel."""
    return workspace / "panels" / f"{marketplace}.csv"


def choose(queries: list[Query], size: int, taxa: Collection[str] = ()) -> list[Query]:
    """Choose the *size* queries of a panel; with *taxa*, for those alone.

    Each taxon's first query, then each one's second, then the third: a panel of many
    taxa tells more than one of many words for a few.
    """
    rounds: list[list[Query]] = [[] for _ in range(MOST_OF_A_TAXON)]
    counts: dict[str, int] = {}
    for query in queries:
        count = counts.get(query.taxon, 0)
        if count < MOST_OF_A_TAXON and (not taxa or query.taxon in taxa):
            counts[query.taxon] = count + 1
            rounds[count].append(query)
    return [query for one in rounds for query in one][:size]


def freeze(file: Path, queries: list[Query], *, today: date, replace: bool) -> None:
    """Write a panel.

    Raises:
        PanelError: there is one, and *replace* is not said; or there is no query.
    """
    if not queries:
        raise PanelError("no query fits; name other taxa, or languages of the site")
    if file.exists():
        if not replace:
            raise PanelError(
                f"{file} is there already; a fixed panel stays as it is. With "
                "--replace a new series of figures begins, and the old file is kept"
            )
        file.rename(file.with_name(f"{file.stem}.until-{today}.csv"))
    file.parent.mkdir(exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([getattr(one, name) for name in COLUMNS] for one in queries)
    file.write_text(text.getvalue(), encoding="utf-8")


def read_panel(file: Path) -> tuple[Query, ...]:
    """Read a panel.

    Raises:
        PanelError: there is none, or a line of it is wrong.
    """
    try:
        rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    except FileNotFoundError:
        raise PanelError(
            f"there is no fixed panel {file.name}; make one with: "
            f"citeswatch panel freeze {file.stem}"
        ) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PanelError(f"{file}: cannot be read: {error}") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise PanelError(f"{file}:1: the first line must be {','.join(COLUMNS)}")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(COLUMNS) or not row[0].strip():
            raise PanelError(f"{file}:{number}: needs a text and {len(COLUMNS)} cells")
    if len(rows) < 2:
        raise PanelError(f"{file}: holds no query")
    return tuple(Query(*row) for row in rows[1:])
