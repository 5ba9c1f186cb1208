"""The species list: taxa, their legal listings and their names, read from CSV."""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections import defaultdict
from functools import cached_property
from pathlib import Path

from crawler.no_garbage import no_garbage
from crawler.species.model import LegalListing, Name, Taxon
from crawler.species.reading import (
    LISTINGS_COLUMNS,
    NAMES_COLUMNS,
    TAXA_COLUMNS,
    DateReader,
    SpeciesFileError,
    duplicates,
    fail,
    read_rows,
    read_text,
)

APPENDICES = ("I", "II", "III", "NC")
KINDS = ("accepted", "synonym", "common", "trade")
FILES = ("taxa.csv", "listings.csv", "names.csv")


def packaged_folder() -> Path:
    """Give the folder of the list that comes with citeswatch."""
    import species_lists

    return Path(str(species_lists.__file__)).parent


def folder_in_use(workspace: Path | None) -> Path:
    """Give the folder of the list that a unit works with.

    It is the workspace's own `species_lists/`, which `citeswatch species import
    --apply` writes, else the one that comes with citeswatch.
    """
    if workspace:
        own = workspace / "species_lists"
        if (own / "taxa.csv").is_file():
            return own
    return packaged_folder()


def fold_name(text: str) -> str:
    """Give the form under which a name is looked up: case, width and blanks apart."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class SpeciesList:
    """All taxa of one folder of CSV files.

    Attributes:
        version: the date of the list and the start of the SHA-256 over its files.
        taxa: every taxon by its id, higher taxa included.
        names: every name, sorted as in the file.
    """

    def __init__(
        self,
        taxa: list[Taxon],
        listings: list[LegalListing],
        names: list[Name],
        version: str = "",
    ) -> None:
        self.version = version
        self.taxa = {taxon.taxon_id: taxon for taxon in taxa}
        self.names = names
        self._listings: defaultdict[str, list[LegalListing]] = defaultdict(list)
        for listing in listings:
            self._listings[listing.taxon_id].append(listing)

    @classmethod
    def load(cls, folder: Path | None = None) -> SpeciesList:
        """Read the list in *folder* (None: the one that comes with citeswatch).

        Raises:
            SpeciesFileError: a file is missing or wrong.
        """
        folder = folder or packaged_folder()
        with no_garbage():
            taxa = _read_taxa(folder / "taxa.csv")
            known = {taxon.taxon_id for taxon in taxa}
            return cls(
                taxa,
                _read_listings(folder / "listings.csv", known),
                _read_names(folder / "names.csv", known),
                read_version(folder),
            )

    def listings_of(self, taxon_id: str) -> list[LegalListing]:
        """Give the listings of the taxon itself, of all times, in file order."""
        return list(self._listings.get(taxon_id, ()))

    def all_listings(self) -> list[LegalListing]:
        """Give every listing."""
        return [row for rows in self._listings.values() for row in rows]

    def lineage(self, taxon_id: str) -> list[Taxon]:
        """Give the taxa above this one: its parent first, its kingdom last."""
        above: list[Taxon] = []
        taxon = self.taxa[taxon_id]
        while taxon.parent_id:
            taxon = self.taxa[taxon.parent_id]
            above.append(taxon)
        return above

    def children(self, taxon_id: str) -> list[Taxon]:
        """Give the taxa whose parent is this one."""
        return self._children.get(taxon_id, [])

    def accepted(self, taxon_id: str) -> Taxon:
        """Give the accepted taxon of a synonym, else the taxon itself."""
        taxon = self.taxa[taxon_id]
        return self.taxa[taxon.accepted_id] if taxon.accepted_id else taxon

    def find(self, name: str) -> list[Taxon]:
        """Give the taxa with this name in any language, letter case apart.

        A synonym gives its accepted taxon. Higher ranks come last.
        """
        found = {
            self.accepted(row.taxon_id).taxon_id: None
            for row in self._by_name.get(fold_name(name), ())
        }
        return [self.taxa[taxon_id] for taxon_id in found]

    def names_of(self, taxon_id: str) -> list[Name]:
        """Give the names of a taxon."""
        return self._by_taxon.get(taxon_id, [])

    @cached_property
    def _by_name(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = {}
        for name in self.names:
            index.setdefault(fold_name(name.text), []).append(name)
        order = {"accepted": 0, "synonym": 1, "common": 2, "trade": 3}
        for rows in index.values():
            rows.sort(key=lambda row: order[row.kind])
        return index

    @cached_property
    def _by_taxon(self) -> dict[str, list[Name]]:
        index: dict[str, list[Name]] = {}
        for name in self.names:
            index.setdefault(name.taxon_id, []).append(name)
        return index

    @cached_property
    def _children(self) -> dict[str, list[Taxon]]:
        index: dict[str, list[Taxon]] = {}
        for taxon in self.taxa.values():
            if taxon.parent_id:
                index.setdefault(taxon.parent_id, []).append(taxon)
        return index


def read_version(folder: Path) -> str:
    """Give the version of the list in *folder*: its date, `+`, 8 digits of its hash.

    Raises:
        SpeciesFileError: SOURCES.toml is missing or has no date of the list.
    """
    path = folder / "SOURCES.toml"
    try:
        facts = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise SpeciesFileError(
            path, 0, f"not valid TOML ({error})", "Mend it there"
        ) from error
    day = str(facts.get("list", {}).get("date", ""))
    if not day:
        raise SpeciesFileError(
            path, 0, "says no date of the list", "Add: [list] date = 2026-03-05"
        )
    digest = hashlib.sha256()
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return f"{day}+{digest.hexdigest()[:8]}"


def _read_taxa(path: Path) -> list[Taxon]:
    rows = read_rows(path, TAXA_COLUMNS)
    known = {row[0] for row in rows}
    for index in duplicates([row[0] for row in rows]):
        fail(path, index, f'id "{rows[index][0]}" is there twice', "Remove one of them")
    for index, row in enumerate(rows):
        if not row[0] or not row[1]:
            fail(path, index, "a taxon without id or name", "Give both")
        if row[3] and row[3] not in known:
            fail(path, index, f'parent "{row[3]}" is unknown', "Add that taxon first")
        if row[10] and row[10] not in known:
            fail(path, index, f'accepted "{row[10]}" is unknown', "Add that taxon")
    _check_circles(path, rows)
    return [Taxon(*row) for row in rows]


def _check_circles(path: Path, rows: list[list[str]]) -> None:
    parents = {row[0]: row[3] for row in rows}
    safe = {""}
    for index, row in enumerate(rows):
        seen, at = {row[0]}, row[3]
        while at not in safe:
            if at in seen:
                fail(path, index, f'"{at}" is above itself', "Mend its parent")
            seen.add(at)
            at = parents[at]
        safe |= seen


def _read_listings(path: Path, known: set[str]) -> list[LegalListing]:
    dates = DateReader(path)
    listings = []
    for index, row in enumerate(read_rows(path, LISTINGS_COLUMNS)):
        if row[0] not in known:
            fail(path, index, f'taxon "{row[0]}" is unknown', "Add it to taxa.csv")
        if row[1] not in APPENDICES:
            fail(
                path,
                index,
                f'Appendix "{row[1]}" is unknown',
                "Write I, II, III, or NC for a taxon that is left out",
            )
        start, end = dates.read(row[5], index), dates.read(row[6], index)
        if start and end and start >= end:
            fail(path, index, "ends before it begins", "Exchange or mend the dates")
        taxon, appendix, population, party, annotation, _, _, source = row
        listings.append(
            LegalListing(
                taxon, appendix, population, party, annotation, start, end, source
            )
        )
    return listings


def _read_names(path: Path, known: set[str]) -> list[Name]:
    rows = read_rows(path, NAMES_COLUMNS)
    for index, row in enumerate(rows):
        if row[0] not in known:
            fail(path, index, f'taxon "{row[0]}" is unknown', "Add it to taxa.csv")
        if not row[1].strip():
            fail(path, index, "an empty name", "Write the name or remove the line")
        if row[4] not in KINDS:
            fail(
                path, index, f'kind "{row[4]}" is unknown', f"Write {', '.join(KINDS)}"
            )
    return [Name(*row) for row in rows]
