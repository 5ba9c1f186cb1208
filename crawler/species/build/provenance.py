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
from crawler.species.species_list import FILES

HEADER = """\
# The species list: what it was built from. Written by the build
# (python -m crawler.species.build); the text of each source is kept in
# crawler/species/build/facts/sources.toml.
"""


def write_sources(source: SourceFolder, target: Path, day: date) -> None:
    """Write SOURCES.toml beside the files of the list.

    Raises:
        ValueError: a row names a source that facts/sources.toml does not have.
    """
    rows = {name: _rows_by_source(target / name) for name in FILES}
    told = tomllib.loads((FACTS / "sources.toml").read_text(encoding="utf-8"))
    unknown = {key for counts in rows.values() for key in counts} - set(told)
    if unknown:
        raise ValueError(
            f"facts/sources.toml: no entry for {', '.join(sorted(unknown))}"
        )
    lines = [HEADER, "[list]", f"date = {day.isoformat()}", "", "[sha256]"]
    for name in FILES:
        digest = hashlib.sha256((target / name).read_bytes()).hexdigest()
        lines.append(f'"{name}" = "{digest}"')
    for key, entry in told.items():
        lines += ["", f"[sources.{key}]", *_entry(source, key, entry, rows)]
    (target / "SOURCES.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _entry(
    source: SourceFolder, key: str, entry: dict[str, Any], rows: dict[str, Counter[str]]
) -> list[str]:
    lines = [
        f"{name} = {_toml(value)}" for name, value in entry.items() if name != "inputs"
    ]
    counts = ", ".join(
        f"{name.removesuffix('.csv')} = {rows[name][key]}" for name in FILES
    )
    lines.append(f"rows = {{ {counts} }}")
    lines += [f'inputs."{name}" = "{source.sha256(name)}"' for name in entry["inputs"]]
    return lines


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _rows_by_source(path: Path) -> Counter[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return Counter(row["source"] for row in csv.DictReader(file))
