"""Which taxa a name stands for, asked of a list's files without loading it whole."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from crawler.species.species_list import fold_name

NEAR = 5
_LEAST_LIKE = 70
"""Likeness (0 to 100) from which a name is near another."""


@lru_cache(maxsize=512)
def taxa_called(folder: Path, name: str) -> tuple[str, ...]:
    """Give ids of the taxa that the list in *folder* calls *name*, in any language.

    Upper and lower case and blanks apart, as `SpeciesList.find` does; the ids of
    synonyms are given as they stand. The answer is kept while the program runs.
    """
    wanted = fold_name(name)
    found = (taxon for taxon, text in _names(folder) if fold_name(text) == wanted)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=64)
def near_names(folder: Path, name: str) -> tuple[str, ...]:
    """Give the names of the list in *folder* that are spelt most like *name*."""
    return nearest(name, list(dict.fromkeys(text for _, text in _names(folder))))


def nearest(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """Give those of *names* that are spelt most like *name*, the nearest first."""
    found = process.extract(
        fold_name(name),
        names,
        scorer=fuzz.ratio,
        processor=fold_name,
        limit=NEAR,
        score_cutoff=_LEAST_LIKE,
    )
    return tuple(text for text, _, _ in found)


def names_within(folder: Path, above: Sequence[str]) -> frozenset[str]:
    """Give the scientific names of the taxa *above* and of all those below them."""
    with (folder / "taxa.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    below: dict[str, list[str]] = {}
    for key, row in rows.items():
        below.setdefault(row["parent"], []).append(key)
    waiting = [key for key, row in rows.items() if row["scientific_name"] in above]
    within: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in within:
            within.add(key)
            waiting += below.get(key, [])
    return frozenset(rows[key]["scientific_name"] for key in within)


def _names(folder: Path) -> Iterator[tuple[str, str]]:
    with (folder / "names.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for row in rows:
            yield row[0], row[1]
