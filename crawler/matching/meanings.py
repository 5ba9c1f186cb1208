"""Collecting texts with what each may be, in columns of numbers, not in objects."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

_MOST_READINGS = 12


class LaidOut(NamedTuple):
    """Texts in order; the meanings of text t are rows `starts[t]` to `starts[t + 1]`."""

    texts: list[str]
    starts: npt.NDArray[np.int64]
    senses: npt.NDArray[Any]
    refs: npt.NDArray[Any]


class Meanings:
    """Collects texts, each with one meaning or several: a sense and a row of its table."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._owners = array("i")
        self._senses = array("B")
        self._refs = array("i")

    def __contains__(self, text: str) -> bool:
        return text in self._numbers

    def add(self, text: str, sense: int, ref: int) -> None:
        """Add a meaning of a text, behind those that it has."""
        self._owners.append(self._numbers.setdefault(text, len(self._numbers)))
        self._senses.append(sense)
        self._refs.append(ref)

    def laid_out(self) -> LaidOut:
        """Sort the texts; each keeps its first meanings, in the order of adding.

        They are given away: nothing can be added afterwards.
        """
        texts = sorted(self._numbers)
        ranks = np.empty(len(texts), dtype=np.int32)
        ranks[[self._numbers[text] for text in texts]] = np.arange(len(texts))
        self._numbers.clear()
        owners = ranks[np.frombuffer(self._owners, dtype=np.int32)]
        rows = np.argsort(owners, kind="stable")
        owners = owners[rows]
        begun = np.searchsorted(owners, owners, "left")
        first = np.arange(len(rows)) - begun < _MOST_READINGS
        rows, owners = rows[first], owners[first]
        starts = np.zeros(len(texts) + 1, dtype=np.int64)
        np.cumsum(np.bincount(owners, minlength=len(texts)), out=starts[1:])
        return LaidOut(
            texts,
            starts,
            np.frombuffer(self._senses, dtype=np.uint8)[rows],
            np.frombuffer(self._refs, dtype=np.int32)[rows],
        )


def together(first: LaidOut, second: LaidOut) -> tuple[npt.NDArray[Any], ...]:
    """Give the three columns of both, the texts of *second* numbered after the others."""
    return (
        np.concatenate((first.starts, second.starts[1:] + first.starts[-1])),
        np.concatenate((first.senses, second.senses)),
        np.concatenate((first.refs, second.refs)),
    )
