"""The lexicon as plain values and numbers, and back; each text is kept once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

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
        cells = [_cells(facts[name], columns[name]) for name in names]
        tables[table] = tuple(kind(*row) for row in zip(*cells, strict=True))
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
    told = [tuple(value) if type(value) is list else value for value in values]
    return list(map(told.__getitem__, column.tolist()))
