"""The file that says what a folder of Parquet holds, and whether it is whole."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crawler import __version__
from crawler.store.schema import step_names

NAME = "citeswatch-parquet.json"
SCHEMA = "citeswatch-parquet-1"


class ParquetError(Exception):
    """A folder of Parquet cannot be written or read; the text says what mends it."""


class File(BaseModel):
    """One Parquet file: whose rows it holds, and what it must be."""

    model_config = ConfigDict(extra="forbid")

    table: str = Field(pattern=r"^[a-z_]+$")
    marketplace: str = ""
    month: str = Field(default="", pattern=r"^(\d{4}-\d{2})?$")
    rows: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @property
    def path(self) -> str:
        """Its place within the folder."""
        return place_of(self.table, self.marketplace, self.month)


class Manifest(BaseModel):
    """What is in the folder; `step` is the database's last step of migration."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    form: str = Field(default=SCHEMA, alias="schema")
    made_at: str
    software_version: str = __version__
    step: str = Field(default_factory=lambda: step_names()[-1])
    files: list[File]


def place_of(table: str, marketplace: str, month: str) -> str:
    """Name a file as DuckDB, Polars and Spark find the values in the path."""
    if not marketplace:
        return f"{table}.parquet"
    # A dot is safe to `quote`, and two of them would lead out of the folder.
    safe = quote(marketplace, safe="").replace(".", "%2E")
    return f"{table}/marketplace={safe}/month={month}/rows.parquet"


def read_manifest(folder: Path) -> Manifest:
    """Read what a folder holds.

    Raises:
        ParquetError: it is not ours, or of another version.
    """
    path = folder / NAME
    if not path.is_file():
        raise ParquetError(
            f"{folder} holds no Parquet of citeswatch (no {NAME} in it); write one with: "
            "citeswatch parquet write"
        )
    try:
        found = Manifest.model_validate_json(path.read_bytes())
    except (ValidationError, OSError) as error:
        first = str(error).splitlines()[:3]
        raise ParquetError(
            f"{path} cannot be read ({' '.join(first)}); write the folder again"
        ) from error
    if found.form != SCHEMA or found.step != step_names()[-1]:
        raise ParquetError(
            f"{folder} was written by citeswatch {found.software_version} ({found.form}, "
            f"step {found.step}); this one is {__version__} ({SCHEMA}, step "
            f"{step_names()[-1]}): write the folder again with this version"
        )
    return found


def sum_of(path: Path) -> str:
    """Give a file's SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
