"""Text for spreadsheets: no title becomes a formula, no number is mangled."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫−⁺⁻⁼₊₋₌﬩"
FORMULA_STARTS = frozenset(f"{_SIGNS}\t\r\n")
"""What a spreadsheet, or a full-width reading of it, may take for a command."""

_UNSEEN = "\u034f\u115f\u1160\u2800\u3164\ufe0f\uffa0"
"""Leave no mark, though Unicode counts them as letters, marks or symbols."""
_BEFORE_SIGN = (
    rf"[\s'\"\x00-\x1f\xad\u200b-\u200f\u2060-\u2064\ufeff]*[{re.escape(_SIGNS)}]"
)
# Where lists are parted by semicolons, or lines are cut without a look at quotes, what
# follows here begins a cell of its own.
_INNER_START = re.compile(rf"([;\t\r\n])(?={_BEFORE_SIGN})")
_INNER_DEFUSED = re.compile(rf"([;\t\r\n])'(?={_BEFORE_SIGN})")

_MANGLED = re.compile(
    r"""\s*(
        \d{12,}                        # shown as 1.23E+15, last digits lost
      | 0\d+                           # leading zeros lost
      | \d+([.,]\d+)?[eE]\d+           # taken for scientific notation
      | \d{1,4}([-/.])\d{1,2}\3\d{1,4}     # taken for a date
      | \d{1,4}[-/]\d{1,4}                 # so, and for a fraction
      | \d{1,2}\.(0?[1-9]|1[0-2])          # so, where dates are written 12.11.
      | \d{1,3}:\d{2}(:\d{2})?         # taken for a time
    )\s*""",
    re.VERBOSE | re.ASCII,
)

_PARTS = re.compile(r"[;\t]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def defuse(text: str) -> str:
    """Put an apostrophe before *text* if a spreadsheet would not leave it as text.

    One more stands inside, after a semicolon, a tab or a line's end, if what follows
    would run in a cell of its own. Text that begins with an apostrophe gets another,
    so that `restore` gives back exactly what was published.
    """
    inside = _INNER_START.sub(r"\1'", text)
    if text.startswith("'") or _is_command(text) or _MANGLED.fullmatch(text):
        return "'" + inside
    return inside


def defuse_formula(cell: str) -> str:
    """Put an apostrophe before *cell* if a spreadsheet would run it.

    For cells that may be numbers: those, negative ones too, stay as they are.
    """
    inside = _INNER_START.sub(r"\1'", cell)
    if _is_command(cell) and not _NUMBER.fullmatch(cell):
        return "'" + inside
    return inside


def restore(cell: str) -> str:
    """Undo `defuse`."""
    return _INNER_DEFUSED.sub(r"\1", cell.removeprefix("'"))


def as_csv(
    columns: Sequence[str], rows: Iterable[Mapping[str, object]], *, own: Iterable[str]
) -> bytes:
    """Write *rows* as CSV: UTF-8 with a byte order mark, RFC 4180.

    Every text is defused. In the columns *own*, whose values are made by citeswatch
    (dates, times, hashes, links), only what would run is, so that a date stays one;
    negative numbers too. The mark makes
    Excel read UTF-8; LibreOffice, R and pandas accept it. NUL is dropped.

    Raises:
        KeyError: a row lacks a column.
    """
    own = frozenset(own)
    raw = io.BytesIO()
    buffer = io.TextIOWrapper(raw, "utf-8-sig", errors="replace", newline="")
    plain = csv.writer(buffer)
    # LibreOffice parts cells at semicolons and tabs too, if they stand in no quotes.
    quoting = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    plain.writerow(columns)
    for row in rows:
        cells = [_cell(row[name], name in own) for name in columns]
        parted = any(isinstance(cell, str) and _PARTS.search(cell) for cell in cells)
        (quoting if parted else plain).writerow(cells)
    buffer.flush()
    return raw.getvalue()


def _is_command(text: str) -> bool:
    if text[:1] in FORMULA_STARTS:
        return bool(text)
    if text[:1].isalnum() and text[0] not in _UNSEEN:
        return False
    visible = text.lstrip(_invisible(text))
    return visible[:1] in FORMULA_STARTS and bool(visible)


def _invisible(text: str) -> str:
    """Give the characters of *text* that leave no mark on a sheet."""
    return "".join(
        {
            letter
            for letter in text
            if letter.isspace()
            or letter in _UNSEEN
            or unicodedata.category(letter) in ("Cf", "Cc")
        }
    )


def _cell(value: object, own: bool) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, str):
        return value
    value = value.replace("\0", "")
    return defuse_formula(value) if own else defuse(value)
