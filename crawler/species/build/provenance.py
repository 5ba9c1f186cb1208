"""SOURCES.toml: who published each input, under which licence, and what it gave."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from crawler.species.build.inputs import FACTS, SourceFolder
from crawler.species.reading import SpeciesFileError
from crawler.species.species_list import FILES, SpeciesList
from crawler.species.writing import write_species_list

HEADER = """\
# The species list: what it was built from. Written by the build
# (python -m crawler.species.build); the text of each source is kept in
# crawler/species/build/facts/sources.toml.
"""


def write_sources(source: SourceFolder, target: Path, day: date) -> None:
    """Write SOURCES.toml beside the files of the list.

    Raises:
        SpeciesFileError: a row names a source that facts/sources.toml does not have.
    """
    rows = {name: _rows_by_source(target / name) for name in FILES}
    told = tomllib.loads((FACTS / "sources.toml").read_text(encoding="utf-8"))
    _check_keys(FACTS / "sources.toml", rows, set(told))
    lines = [HEADER, "[list]", f"date = {day.isoformat()}", "", "[sha256]"]
    for name in FILES:
        lines.append(f'"{name}" = "{_sha256(target / name)}"')
    for key, entry in told.items():
        lines += ["", f"[sources.{key}]", *_entry(source, key, entry, rows)]
    (target / "SOURCES.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def renew(folder: Path) -> None:
    """Sort the files of a list that was edited by hand, and renew its sums and counts.

    Raises:
        SpeciesFileError: a file is wrong, or a row names a source without an entry.
    """
    species_list = SpeciesList.load(folder)
    write_species_list(
        folder,
        species_list.taxa.values(),
        species_list.all_listings(),
        species_list.names,
    )
    rows = {name: _rows_by_source(folder / name) for name in FILES}
    path = folder / "SOURCES.toml"
    key, lines = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        key = line[9:-1] if line.startswith("[sources.") else key
        name = line.split('"')[1] if line.startswith('"') else ""
        if name in FILES:
            lines.append(f'"{name}" = "{_sha256(folder / name)}"')
        elif line.startswith("rows = "):
            lines.append(_counts(key, rows))
        else:
            lines.append(line)
    _check_keys(
        path, rows, {line[9:-1] for line in lines if line.startswith("[sources.")}
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _check_keys(path: Path, rows: dict[str, Counter[str]], known: set[str]) -> None:
    unknown = {key for counts in rows.values() for key in counts} - known
    if unknown:
        raise SpeciesFileError(
            path,
            0,
            f"no entry for the source {', '.join(sorted(unknown))}",
            "Describe it under [sources.KEY], or write the key of one that is there",
        )


def _counts(key: str, rows: dict[str, Counter[str]]) -> str:
    counts = ", ".join(
        f"{name.removesuffix('.csv')} = {rows[name][key]}" for name in FILES
    )
    return f"rows = {{ {counts} }}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _entry(
    source: SourceFolder, key: str, entry: dict[str, Any], rows: dict[str, Counter[str]]
) -> list[str]:
    lines = [
        f"{name} = {_toml(value)}" for name, value in entry.items() if name != "inputs"
    ]
    lines.append(_counts(key, rows))
    lines += [f'inputs."{name}" = "{source.sha256(name)}"' for name in entry["inputs"]]
    return lines


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _rows_by_source(path: Path) -> Counter[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return Counter(row["source"] for row in csv.DictReader(file))
