"""The figures of the title benchmark as tables that a person reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

OVERALL = (
    "precision",
    "recall",
    "F1",
    "recall, Appendix I",
    "raised, any taxon",
    "taxon first",
    "right Appendix",
    "false alarms, traps",
    "false alarms, ordinary",
    "code words seen",
    "code words raised",
)
MOST_LINES = 30
COLUMNS = {
    "offers": ("recall", "taxon first", "right Appendix"),
    "all": ("precision", "recall", "F1", "false alarms, traps"),
    "traps": ("false alarms, traps",),
    "files": (
        "precision",
        "recall",
        "recall, Appendix I",
        "false alarms, traps",
        "false alarms, ordinary",
    ),
}


def overall(title: str, contestants: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Give the lines of a table: a figure a line, a contestant a column."""
    wide = max(30, *(len(name) + 2 for name in contestants))
    yield title
    yield f"  {'':24}" + "".join(f"{name:>{wide}}" for name in contestants)
    for name in OVERALL:
        cells = [cell(figures[name]) for figures in contestants.values()]
        if any(cells):
            yield f"  {name:24}" + "".join(f"{text:>{wide}}" for text in cells)
    yield ""


def breakdown(
    title: str, values: dict[str, dict[str, Any]], columns: str
) -> Iterator[str]:
    """Give the lines of a table: a value of a column a line; nothing for no value.

    Of free texts only the most frequent are told.
    """
    names = COLUMNS[columns]
    rows = {
        value: [cell(figures[name]) for name in names]
        for value, figures in list(values.items())[:MOST_LINES]
    }
    if not any(map(any, rows.values())):
        return
    yield title
    yield f"  {'':24}" + "".join(f"{name:>30}" for name in names)
    for value, cells in rows.items():
        if any(cells):
            yield f"  {value[:24]:24}" + "".join(f"{text:>30}" for text in cells)
    yield ""


def cell(figure: Any) -> str:
    """Give a figure: `97.0 % (96.1-97.8) of 1160`, or nothing where nothing is."""
    if not isinstance(figure, dict):
        return "" if figure is None else f"{figure:.3f}"
    if not figure["of"]:
        return ""
    low, high = 100 * figure["low"], 100 * figure["high"]
    return f"{100 * figure['share']:.1f} % ({low:.1f}-{high:.1f}) of {figure['of']}"
