"""Rows of the store as tables with the right types, also when there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any, get_type_hints

import numpy as np
import pandas as pd

from crawler.store.times import utc_text

_TYPES: dict[Any, str] = {
    int: "int64",
    float: "float64",
    str: "str",
    bool: "bool",
    int | None: "float64",
    float | None: "float64",
}
"""A number that may be missing is NaN where it is."""
AT_ONCE = 10_000


def table_of(rows: Sequence[Any], kind: type) -> pd.DataFrame:
    """Table *rows*, which are named tuples of *kind*."""
    hints = get_type_hints(kind)
    table = pd.DataFrame(rows, columns=list(hints))
    return table.astype(
        {name: _TYPES[hint] for name, hint in hints.items() if hint in _TYPES}
    )


def table_of_many(
    rows: Iterable[Any], kind: type, categories: Sequence[str] = ()
) -> pd.DataFrame:
    """Table *rows* bit by bit, for there may be a million of them.

    The columns *categories*, of few values, are ordered categories.
    """
    iterator, parts = iter(rows), [table_of([], kind)]
    while some := list(islice(iterator, AT_ONCE)):
        parts.append(table_of(some, kind))
    table = pd.concat(parts[1:] or parts, ignore_index=True)
    return table.assign(**{name: category(table[name]) for name in categories})


def numbers_of(rows: Iterable[tuple[int, ...]], names: Sequence[str]) -> pd.DataFrame:
    """Table *rows* of whole numbers; a column takes no more bytes than it needs."""
    flat = np.fromiter(chain.from_iterable(rows), "int64").reshape(-1, len(names))
    return pd.DataFrame(
        {name: narrow(flat[:, place]) for place, name in enumerate(names)}
    )


def narrow(column: np.ndarray) -> np.ndarray:
    """Give whole numbers in half the bytes, where they all fit."""
    fits = not column.size or abs(column).max() <= np.iinfo("int32").max
    return column.astype("int32" if fits else "int64")


def moments(seconds: pd.Series) -> pd.Series:
    """Spell seconds since 1970 as the store spells times."""
    values, places = np.unique(seconds.to_numpy(), return_inverse=True)
    told = [utc_text(datetime.fromtimestamp(int(value), UTC)) for value in values]
    return pd.Series(told, dtype="str").take(places).set_axis(seconds.index)


def category(column: pd.Series) -> pd.Series:
    """Give *column* as categories in the order of their names."""
    return column.astype(pd.CategoricalDtype(sorted(set(column)), ordered=True))


def typed(table: pd.DataFrame, types: Mapping[str, type]) -> pd.DataFrame:
    """Give the columns of *table* the *types*: an empty table has none of its own."""
    return table.astype({name: _TYPES[kind] for name, kind in types.items()})
