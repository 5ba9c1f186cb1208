"""Taking an official download over into a copy of the species list.

Nothing is lost: a listing that ends keeps its row with the day of its end, an old
name becomes a synonym, a taxon that is gone stays with its history.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from crawler.species.appendix import in_force
from crawler.species.changes import Changes
from crawler.species.grafting import Grafting
from crawler.species.languages import tag
from crawler.species.model import LegalListing, Name, Taxon
from crawler.species.official.download import Download
from crawler.species.official.records import OfficialTaxon
from crawler.species.reading import read_text
from crawler.species.species_list import FILES, SpeciesList, fold_name
from crawler.species.writing import write_species_list


def source_key(download: Download) -> str:
    """Give the key under which SOURCES.toml names the download."""
    return f"import-{download.sha256[:12]}"


def apply_download(
    species_list: SpeciesList,
    download: Download,
    changes: Changes,
    *,
    in_force_from: date,
    base: Path,
    folder: Path,
) -> None:
    """Write the list with the download taken over into *folder*, whole or not at all.

    Listings that the download does not date begin on *in_force_from*; those that
    they take the place of end then. *base* is the folder that *species_list* was
    read from; its SOURCES.toml is continued.

    Raises:
        OSError: *folder* cannot be written.
        SpeciesFileError: SOURCES.toml of *base* cannot be read.
    """
    key = source_key(download)
    moved = {change.taxon_id for change in [*changes.added, *changes.moved]}
    ended = moved | {change.taxon_id for change in changes.removed}
    grafting = Grafting(species_list.taxa, key)
    listings = [
        _ended(row, in_force_from) if row.taxon_id in ended else row
        for row in species_list.all_listings()
    ]
    names = list(species_list.names)
    for row in download.taxa:
        if row.taxon_id not in species_list.taxa and row.taxon_id not in moved:
            continue
        grafting.take(row)
        if row.taxon_id in moved:
            listings += _new_listings(row, in_force_from, key)
        names += _new_names(species_list, row, key)
    known = {name.text for name in species_list.names if name.kind == "accepted"}
    names = _without_doubles(_renamed(names, grafting.taxa), known)
    text = read_text(base / "SOURCES.toml")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        new = Path(made)
        write_species_list(new, grafting.taxa.values(), set(listings), names)
        _write_sources(new, text, download, in_force_from)
        folder.mkdir(exist_ok=True)
        for path in sorted(new.iterdir()):
            path.replace(folder / path.name)


def _ended(row: LegalListing, day: date) -> LegalListing:
    if not in_force(row, day) or row.valid_from == day:
        return row
    return replace(row, valid_until=day)


def _new_listings(row: OfficialTaxon, day: date, key: str) -> Iterator[LegalListing]:
    if row.listings:
        for told in row.listings:
            yield LegalListing(
                row.taxon_id,
                told.appendix,
                told.population,
                told.party,
                told.annotation,
                told.valid_from or day,
                None,
                key,
            )
        return
    listed = [name for name in row.appendices if name in {"I", "II", "III"}]
    # Without a row of its own, a taxon that is left out falls under its family.
    for appendix in listed or ["NC"]:
        yield LegalListing(
            row.taxon_id,
            appendix,
            "",
            row.party if appendix == "III" else "",
            row.annotation,
            day,
            None,
            key,
        )


def _new_names(
    species_list: SpeciesList, row: OfficialTaxon, key: str
) -> Iterator[Name]:
    known = {fold_name(name.text) for name in species_list.names_of(row.taxon_id)}
    if fold_name(row.scientific_name) not in known:
        yield Name(row.taxon_id, row.scientific_name, "la", "Latn", "accepted", key)
    for text in row.synonyms or ():
        if fold_name(text) not in known:
            yield Name(row.taxon_id, text, "la", "Latn", "synonym", key)
    for language, text in row.common or ():
        tags = tag(language, text)
        if tags and fold_name(text) not in known:
            yield Name(row.taxon_id, text, *tags, "common", key)


def _renamed(names: list[Name], taxa: dict[str, Taxon]) -> Iterator[Name]:
    """Make the former accepted name of a renamed taxon its synonym, and back."""
    for name in names:
        taxon = taxa[name.taxon_id]
        current = name.text == taxon.scientific_name and not taxon.accepted_id
        if name.kind == "accepted" and not current:
            yield replace(name, kind="synonym")
        elif name.kind == "synonym" and current:
            yield replace(name, kind="accepted")
        else:
            yield name


def _without_doubles(names: Iterator[Name], accepted: set[str]) -> list[Name]:
    """Leave out doubles, and a new synonym that is the accepted name of another."""
    kept: dict[tuple[str, str, str], Name] = {}
    for name in names:
        new_synonym = name.kind == "synonym" and name.source.startswith("import-")
        if new_synonym and name.text in accepted:
            continue
        kept.setdefault((name.taxon_id, name.language, fold_name(name.text)), name)
    return list(kept.values())


def _write_sources(folder: Path, text: str, download: Download, day: date) -> None:
    lines = [line for line in text.splitlines() if not line.startswith("date = ")]
    start = lines.index("[list]")
    lines.insert(start + 1, f"date = {day.isoformat()}")
    for name in FILES:
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        lines = [
            f'"{name}" = "{digest}"' if line.startswith(f'"{name}" = ') else line
            for line in lines
        ]
    key = f"[sources.{source_key(download)}]"
    if key not in lines:
        lines += [
            "",
            key,
            f"title = {json.dumps(download.title)}",
            f"file = {json.dumps(download.path.name, ensure_ascii=False)}",
            f"in_force = {day.isoformat()}",
            f"taxa_read = {len(download.taxa)}",
            f'sha256 = "{download.sha256}"',
        ]
    (folder / "SOURCES.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
