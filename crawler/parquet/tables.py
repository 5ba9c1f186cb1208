"""The columns of each table as Parquet types, and values on their way there and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crawler.store.whole_tables import Column

_TYPES = {"INTEGER": pa.int64(), "REAL": pa.float64(), "TEXT": pa.string()}
_TIME = pa.timestamp("ms", "UTC")
_SPELT = "%Y-%m-%dT%H:%M:%SZ"
_AS_PUBLISHED = "ends_at"
"""A text as the marketplace wrote it: a time, a date, or anything."""


class ValueFault(Exception):
    """A value of the database is not what its column says."""


def schema_of(columns: Iterable[Column]) -> pa.Schema:
    """Give the Parquet columns of a table that has *columns*."""
    return pa.schema(
        pa.field(one.name, _type_of(one), nullable=one.nullable) for one in columns
    )


def as_batch(
    schema: pa.Schema, table: str, rows: Sequence[tuple[Any, ...]]
) -> pa.RecordBatch:
    """Turn rows of the database into a batch.

    Raises:
        ValueFault: a time is not spelt as citeswatch spells it.
    """
    arrays = []
    for field, values in zip(schema, zip(*rows, strict=True), strict=True):
        if field.type == _TIME:
            arrays.append(_times(table, field.name, values))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def as_rows(batch: pa.RecordBatch) -> list[tuple[Any, ...]]:
    """Turn a batch into rows of the database."""
    columns = [
        pc.strftime(column.cast(pa.timestamp("s", "UTC")), _SPELT)
        if column.type == _TIME
        else column
        for column in batch.columns
    ]
    return list(zip(*(column.to_pylist() for column in columns), strict=True))


def _type_of(column: Column) -> pa.DataType:
    named = column.name.endswith("_at") or column.name == "state_since"
    return _TIME if named and column.name != _AS_PUBLISHED else _TYPES[column.kind]


def _times(table: str, name: str, values: Sequence[str | None]) -> pa.Array:
    texts = pa.array(values, pa.string())
    try:
        times = pc.strptime(texts, _SPELT, "ms").cast(_TIME)
    except pa.ArrowInvalid as error:
        raise ValueFault(
            f"{table}.{name} holds a time that is not spelt as 2026-11-24T09:30:00Z "
            f"({error}); was the database changed by hand?"
        ) from error
    return times
