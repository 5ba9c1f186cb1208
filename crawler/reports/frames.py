"""Rows of the store as tables with the right types, also when there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_type_hints

import pandas as pd

_TYPES = {int: "int64", float: "float64", str: "str", bool: "bool"}


def table_of(rows: Sequence[Any], kind: type) -> pd.DataFrame:
    """Table *rows*, which are named tuples of *kind*."""
    hints = get_type_hints(kind)
    table = pd.DataFrame(rows, columns=list(hints))
    return table.astype(
        {name: _TYPES[hint] for name, hint in hints.items() if hint in _TYPES}
    )


def typed(table: pd.DataFrame, types: Mapping[str, type]) -> pd.DataFrame:
    """Give the columns of *table* the *types*: an empty table has none of its own."""
    return table.astype({name: _TYPES[kind] for name, kind in types.items()})
