"""Words that every matcher knows from its start, as the compiled list reads them.

A common word is read as any other, when the list is compiled; only what was found is kept.
So a text reads the same whether its words were known or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from crawler.matching.index import Index
from crawler.matching.readings import Reading, Spelt
from crawler.matching.spelling import Speller

_AT_ONCE = 2048


def with_known(index: Index, words: list[str]) -> Index:
    """Give an index that knows how it reads some words."""
    speller = Speller(index)
    known: dict[str, Spelt] = {}
    for place in range(0, len(words), _AT_ONCE):
        some = words[place : place + _AT_ONCE]
        known.update(zip(some, speller.read_few(some), strict=True))
    return replace(index, known=known)


def known_to(known: Mapping[str, Spelt]) -> tuple[list[Any], npt.NDArray[np.int32]]:
    """Give what is known of words as facts for JSON, and the number of each word's.

    Equal readings are kept once.
    """
    readings: dict[Reading, int] = {}
    spelt: dict[Spelt, int] = {}
    column = [spelt.setdefault(one, len(spelt)) for one in known.values()]
    rows = [
        [[readings.setdefault(one, len(readings)) for one in found], *rest]
        for found, *rest in spelt
    ]
    return [list(readings), rows], np.array(column, dtype=np.int32)


def known_from(
    words: list[str], facts: list[Any], column: npt.NDArray[np.int32]
) -> dict[str, Spelt]:
    """Rebuild known words from `known_to`.

    Raises:
        ValueError, TypeError, IndexError: they are not those of known words.
    """
    cells, rows = facts
    readings = list(map(Reading._make, cells))
    spelt = [
        Spelt(tuple([readings[one] for one in found]), tuple(splits), gate, searched)
        for found, splits, gate, searched in rows
    ]
    return dict(zip(words, map(spelt.__getitem__, column.tolist()), strict=True))
