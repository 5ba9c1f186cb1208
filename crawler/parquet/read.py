"""Reading a folder of Parquet into a store that is thrown away afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.parquet.manifest import File, Manifest, ParquetError, read_manifest, sum_of
from crawler.parquet.tables import as_rows, schema_of
from crawler.store import Store, StoreError
from crawler.store.errors import explaining
from crawler.store.flagged_sightings import note_all_flagged
from crawler.store.whole_tables import BATCH, PARTED, SMALL, columns_of, fill, filling


def check(folder: Path) -> Manifest:
    """See that a folder is as it was written: every file, whole.

    Raises:
        ParquetError: it is not; the text names the file.
    """
    manifest = read_manifest(folder)
    for file in manifest.files:
        path = folder / file.path
        if file.table not in (*SMALL, *PARTED):
            raise ParquetError(f"{path}: there is no table {file.table!r}")
        if not path.is_file():
            raise ParquetError(f"{path} is missing; copy the whole folder again")
        if sum_of(path) != file.sha256:
            raise ParquetError(
                f"{path} is not as it was written (cut short, or changed): copy the "
                "folder again, or write it again with: citeswatch parquet write"
            )
    return manifest


@contextmanager
def store_of(folder: Path) -> Iterator[Path]:
    """Give the path of a database filled from *folder*, inside the block.

    Raises:
        ParquetError: the folder is not whole, or none of ours.
    """
    with tempfile.TemporaryDirectory(prefix="citeswatch-parquet-") as aside:
        database = Path(aside) / "citeswatch.db"
        try:
            _fill(database, folder)
        except (StoreError, OSError) as error:
            raise ParquetError(f"{folder} cannot be read: {error}") from error
        yield database


def _fill(database: Path, folder: Path) -> None:
    manifest = check(folder)
    with Store.open(database) as store, explaining(database), filling(store.conn):
        for file in manifest.files:
            _fill_from(store, folder / file.path, file)
        note_all_flagged(store.conn)


def _fill_from(store: Store, path: Path, file: File) -> None:
    expected = schema_of(columns_of(store.conn, file.table))
    try:
        with pq.ParquetFile(path) as found:
            if not found.schema_arrow.equals(expected):
                raise ParquetError(
                    f"{path} has not the columns of {file.table} as docs/parquet.md "
                    "tells them; write the folder again with: citeswatch parquet write"
                )
            for batch in found.iter_batches(BATCH):
                fill(store.conn, file.table, file.marketplace, as_rows(batch))
    except pa.ArrowException as error:
        raise ParquetError(f"{path} is no Parquet that can be read: {error}") from error
