"""The labelled titles that the benchmarks read: the project's own, and others beside."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

OWN = Path(__file__).parent / "titles"
SHARED = Path(__file__).parents[2] / "shared" / "titles"


@dataclass(frozen=True, slots=True)
class Title:
    """A title with what is to be found in it; `taxa` is empty for no offer.

    Any of `taxa` and any of `appendices` is right.
    """

    text: str
    language: str
    taxa: tuple[str, ...] = ()
    appendices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class TitleSet:
    """Offers, traps and ordinary titles of one origin."""

    name: str
    positive: list[Title]
    negative: list[Title]
    background: list[Title]


def title_sets() -> list[TitleSet]:
    """Give the sets that are there; the project's own always is."""
    folders = {"benchmarks/titles": OWN, "../shared/titles": SHARED}
    return [
        read_set(name, folder) for name, folder in folders.items() if folder.is_dir()
    ]


def read_set(name: str, folder: Path) -> TitleSet:
    """Read the three files of a folder."""
    return TitleSet(
        name,
        _read(folder / "positive.csv"),
        _read(folder / "negative.csv"),
        _read(folder / "background.csv"),
    )


def _read(path: Path) -> list[Title]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Title(
                row["title"],
                row["language"],
                tuple(filter(None, row.get("expected_taxon", "").split("|"))),
                tuple(filter(None, row.get("expected_appendix", "").split("/"))),
                row.get("trap") or row.get("note") or "",
            )
            for row in csv.DictReader(file)
        ]
