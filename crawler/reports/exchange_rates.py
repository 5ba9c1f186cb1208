"""Exchange rates from a file of the unit, in the shapes that are published."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from crawler.currencies import is_currency

EURO = "EUR"
ECB = "European Central Bank, euro foreign exchange reference rates"
_NONE = {"", "N/A"}
_PLAIN = ["date", "currency", "per_unit"]
_SHAPES = (
    "the first line is either that of the European Central Bank's eurofxref-hist.csv "
    "(Date,USD,JPY,…) or date,currency,per_unit"
)


class RatesError(Exception):
    """The file cannot be used; the text names file, line and mend."""


@dataclass(frozen=True)
class Rates:
    """What a unit of each currency was worth on each day, in one `currency`.

    `table` has `day` (a time without clock), `unit` (ISO 4217) and `per_unit`: how much
    of `currency` one of `unit` is. `days` is how old a rate may be that is used.
    """

    currency: str
    table: pd.DataFrame
    source: str
    days: int


def read_rates(path: Path, currency: str, days: int, source: str = "") -> Rates:
    """Read *path*: the ECB's reference rates, or rows of `date,currency,per_unit`.

    The ECB tells how much of each currency a euro is; other pairs are by way of the
    euro of the same day. In the plain shape `per_unit` is how much of *currency* one
    unit of the row's currency is. *source* is what the report names; without it the
    ECB or the file's name.

    Raises:
        RatesError: the file cannot be read, or a line of it is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            heads = [head.strip() for head in next(rows, [])]
            lines = ((rows.line_num, row) for row in rows if any(map(str.strip, row)))
            if heads == _PLAIN:
                found, named = list(_plain(path, lines, currency)), path.name
            else:
                found, named = list(_by_euro(path, heads, lines, currency)), ECB
    except UnicodeDecodeError:
        raise RatesError(
            f"{path} is no CSV in UTF-8; a .zip of the ECB must be unpacked first"
        ) from None
    except csv.Error as error:
        raise RatesError(f"{path}, line {rows.line_num}: {error}") from error
    except OSError as error:
        raise RatesError(
            f"{path} cannot be read ({error.strerror}); mend rates under [report] in "
            "citeswatch.toml"
        ) from error
    if not found:
        raise RatesError(f"{path} holds no rate; {_SHAPES}")
    table = pd.DataFrame(found, columns=["day", "unit", "per_unit"])
    table["day"] = pd.to_datetime(table["day"])
    table = table.sort_values(["day", "unit"], ignore_index=True)
    return Rates(currency, table, source or named, days)


def _plain(
    path: Path, lines: Iterator[tuple[int, list[str]]], currency: str
) -> Iterator[tuple[date, str, float]]:
    seen: dict[tuple[date, str], int] = {}
    for number, row in lines:
        where = f"{path}, line {number}"
        if len(row) != len(_PLAIN):
            raise RatesError(f"{where}: {len(row)} cells, not date,currency,per_unit")
        day, unit = _day(where, row[0]), row[1].strip().upper()
        if not is_currency(unit):
            raise RatesError(
                f"{where}: {unit!r} is no currency of ISO 4217, such as USD"
            )
        if unit == currency:
            raise RatesError(
                f"{where}: {unit} is the currency of the report; remove it"
            )
        if earlier := seen.get((day, unit)):
            raise RatesError(f"{where}: {unit} on {day} is in line {earlier} already")
        seen[day, unit] = number
        yield day, unit, _positive(where, row[2])


def _by_euro(
    path: Path, heads: list[str], lines: Iterator[tuple[int, list[str]]], currency: str
) -> Iterator[tuple[date, str, float]]:
    units = [head for head in heads[1:] if head]
    if not heads or heads[0] != "Date" or not units:
        raise RatesError(f"{path}, line 1: {_SHAPES}")
    for unit in units:
        if not is_currency(unit):
            raise RatesError(f"{path}, line 1: {unit!r} is no currency of ISO 4217")
    if currency not in {EURO, *units}:
        raise RatesError(
            f"{path}, line 1: no column {currency}; take a currency of the file under "
            "[report] in citeswatch.toml"
        )
    for number, row in lines:
        where = f"{path}, line {number}"
        if len(row) <= len(units):
            raise RatesError(f"{where}: {len(row)} cells for {len(units) + 1} heads")
        day = _day(where, row[0])
        euro = {
            unit: _positive(where, text)
            for unit, text in zip(heads[1:], row[1:], strict=False)
            if unit and text.strip() not in _NONE
        }
        euro[EURO] = 1.0
        if currency in euro:
            for unit, rate in euro.items():
                if unit != currency:
                    yield day, unit, euro[currency] / rate


def _day(where: str, text: str) -> date:
    written = text.strip()
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(written, form).date()
        except ValueError:
            continue
    raise RatesError(f"{where}: {written!r} is no date; write 2026-11-24")


def _positive(where: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        raise RatesError(
            f"{where}: {text.strip()!r} is no rate; write a number such as 1.0823"
        )
    return value
