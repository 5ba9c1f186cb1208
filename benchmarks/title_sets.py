"""The labelled titles that the benchmarks read: the project's own, and others beside."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OWN = Path(__file__).parent / "titles"
SHARED = Path(__file__).parents[2] / "shared" / "titles"
CLASS_OF_FILE = {"positive": "offer", "negative": "trap", "background": "ordinary"}
CLASSES = ("offer", "trap", "ordinary", "code_word")
PARTS = ("dev", "heldout")


class TitleFileError(ValueError):
    """A file of titles is wrong; the message names file, line and mend."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title with what is to be found in it; `taxa` is empty for no offer.

    Any of `taxa` and any of `appendices` is right. `kind` says how the taxon is
    named, `trick` how the name is hidden, `trap` what a title without an offer is
    about, `file` is the stem of the file that it stands in. Titles of part `heldout`
    are for measuring only, never for tuning.
    """

    text: str
    language: str
    taxa: tuple[str, ...] = ()
    appendices: tuple[str, ...] = ()
    note: str = ""
    title_id: str = ""
    offer_class: str = "offer"
    group: str = ""
    kind: str = ""
    specimen: str = ""
    trick: str = ""
    trap: str = ""
    part: str = "dev"
    file: str = ""

    @property
    def appendix_label(self) -> str:
        """Give the expected Appendix as it is written in the file: `I/II`."""
        return "/".join(self.appendices)


@dataclass(frozen=True, slots=True)
class TitleSet:
    """Offers, traps and ordinary titles of one origin, for development."""

    name: str
    positive: list[Title]
    negative: list[Title]
    background: list[Title]


def title_sets() -> list[TitleSet]:
    """Give the development titles that are there; the project's own always are."""
    folders = {"benchmarks/titles": OWN, "../shared/titles": SHARED}
    return [
        _development_set(name, read_folder(folder))
        for name, folder in folders.items()
        if folder.is_dir()
    ]


def _development_set(name: str, titles: list[Title]) -> TitleSet:
    def of(wanted: str) -> list[Title]:
        return [t for t in titles if t.offer_class == wanted and t.part == "dev"]

    return TitleSet(name, of("offer"), of("trap"), of("ordinary"))


def read_folder(folder: Path) -> list[Title]:
    """Read every CSV file of a folder.

    A file named positive.csv, negative.csv or background.csv needs no column
    `class`; a row without `part` is for development.

    Raises:
        TitleFileError: there is no file, or a row is wrong.
    """
    paths = sorted(folder.glob("*.csv"))
    if not paths:
        raise TitleFileError(f"{folder}: no CSV file here; name a folder of titles")
    return [title for path in paths for title in _read(path)]


def _read(path: Path) -> Iterator[Title]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            try:
                yield _title(row, path.stem)
            except (KeyError, ValueError) as error:
                raise TitleFileError(f"{path}:{reader.line_num}: {error}") from error


def _title(row: dict[str, str], file: str) -> Title:
    offer_class = row.get("class") or CLASS_OF_FILE.get(file, "")
    part = row.get("part") or "dev"
    if offer_class not in CLASSES:
        raise ValueError(f"class {offer_class!r}; write one of {', '.join(CLASSES)}")
    if part not in PARTS:
        raise ValueError(f"part {part!r}; write one of {', '.join(PARTS)}")
    taxa = _split(row.get("expected_taxon"), "|")
    if (offer_class == "offer") != bool(taxa):
        raise ValueError("an offer needs expected_taxon, any other row has none")
    return Title(
        row["title"],
        row["language"],
        taxa,
        _split(row.get("expected_appendix"), "/"),
        row.get("note") or "",
        row.get("id") or "",
        offer_class,
        row.get("group") or "",
        row.get("kind") or row.get("how_named") or "",
        row.get("specimen") or "",
        row.get("trick") or "",
        row.get("trap") or "",
        part,
        file,
    )


def _split(cell: str | None, by: str) -> tuple[str, ...]:
    return tuple(filter(None, (cell or "").split(by)))
