"""Rows of the store as tables with the right types, also when there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, get_type_hints

import pandas as pd

_TYPES = {int: "int64", float: "float64", str: "str", bool: "bool"}
AT_ONCE = 50_000


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


def category(column: pd.Series) -> pd.Series:
    """Give *column* as categories in the order of their names."""
    return column.astype(pd.CategoricalDtype(sorted(set(column)), ordered=True))


def typed(table: pd.DataFrame, types: Mapping[str, type]) -> pd.DataFrame:
    """Give the columns of *table* the *types*: an empty table has none of its own."""
    return table.astype({name: _TYPES[kind] for name, kind in types.items()})
