"""The lexicon as plain values and numbers, and back; each text is kept once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar, overload

import numpy as np
import numpy.typing as npt

from crawler.matching.lexicon import (
    CodeWord,
    Decoy,
    EverydayName,
    Lexicon,
    SpecimenTerm,
)

_TABLES: dict[str, type] = {
    "specimens": SpecimenTerm,
    "code_words": CodeWord,
    "decoys": Decoy,
    "everyday": EverydayName,
}

Array = npt.NDArray[Any]


Row = TypeVar("Row")


class Rows(Sequence[Row], Generic[Row]):
    """The rows of a table, each made when it is asked for: most never are.

    Raises:
        ValueError, IndexError: the columns are not those of a table.
    """

    def __init__(self, kind: type[Row], columns: list[tuple[list[Any], Array]]) -> None:
        self._kind = kind
        self._columns = [(_told(values), column.data) for values, column in columns]
        self._length = len(columns[0][1])
        if any(len(column) != self._length for _, column in columns):
            raise ValueError(f"columns of {kind.__name__} of unequal length")
        for values, column in columns:
            if self._length and not 0 <= column.min() <= column.max() < len(values):
                raise IndexError(
                    f"a column of {kind.__name__} numbers what is not there"
                )
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return self._length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[Row]:
        return map(self.__getitem__, range(self._length))

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        """Give one row, the same object every time, or some."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(self._length))]
        row = self._made.get(place)
        if row is None:
            cells = [values[column[place]] for values, column in self._columns]
            row = self._made[place] = self._kind(*cells)
        return row


def lexicon_to(lexicon: Lexicon) -> tuple[dict[str, Any], dict[str, Array]]:
    """Give a lexicon as facts for JSON and as columns of numbers.

    A column numbers the values of its field, which are among the facts.
    """
    facts: dict[str, Any] = {}
    columns: dict[str, Array] = {}
    for table, kind in _TABLES.items():
        for field in fields(kind):
            name = f"{table}_{field.name}"
            cells = [getattr(term, field.name) for term in getattr(lexicon, table)]
            facts[name], columns[name] = _numbered(cells)
    facts["ordinary"] = list(lexicon.ordinary)
    facts["homes"], columns["homes"] = _numbered(list(lexicon.ordinary.values()))
    facts["groups"] = lexicon.groups
    facts["frequent"] = sorted(lexicon.frequent)
    return facts, columns


def lexicon_from(facts: dict[str, Any], columns: Mapping[str, Array]) -> Lexicon:
    """Rebuild a lexicon from `lexicon_to`.

    Raises:
        KeyError, ValueError, IndexError: they are not those of a lexicon.
    """
    tables: dict[str, Any] = {}
    for table, kind in _TABLES.items():
        names = [f"{table}_{field.name}" for field in fields(kind)]
        tables[table] = Rows(kind, [(facts[name], columns[name]) for name in names])
    homes = _cells(facts["homes"], columns["homes"])
    return Lexicon(
        **tables,
        groups={name: tuple(items) for name, items in facts["groups"].items()},
        ordinary=dict(zip(facts["ordinary"], homes, strict=True)),
        frequent=frozenset(facts["frequent"]),
    )


def _numbered(cells: list[Any]) -> tuple[list[Any], Array]:
    numbers: dict[Any, int] = {}
    column = [numbers.setdefault(cell, len(numbers)) for cell in cells]
    return list(numbers), np.array(column, dtype=np.int32)


def _cells(values: list[Any], column: Array) -> list[Any]:
    """Give the cells of a column; equal ones are one object."""
    return list(map(_told(values).__getitem__, column.tolist()))


def _told(values: list[Any]) -> list[Any]:
    """Give values as they were before JSON, which knows no tuples."""
    return [tuple(value) if type(value) is list else value for value in values]
