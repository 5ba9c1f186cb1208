"""Writing the store as Parquet: in batches, of one moment, whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from crawler.parquet.manifest import (
    NAME,
    File,
    Manifest,
    ParquetError,
    place_of,
    sum_of,
)
from crawler.parquet.tables import ValueFault, as_batch, schema_of
from crawler.store import Store, StoreError
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.times import utc_text
from crawler.store.whole_tables import (
    PARTED,
    SMALL,
    Part,
    columns_of,
    one_moment,
    parts_of,
)
from crawler.store.write_audit import write_audit
from crawler.store.write_exports import ExportedFile, record_export
from crawler.workspace import Workspace

FORMAT = "parquet"


def write_parquet(
    workspace: Workspace,
    folder: Path | None,
    made_by: str,
    *,
    made_at: datetime | None = None,
    on_rows: Callable[[int], None] = lambda count: None,
) -> tuple[Path, Manifest]:
    """Write the store of *workspace* into the new *folder*, else into its exports.

    It appears under its name when it is whole and noted in the database. *on_rows* is
    told how many rows were written.

    Raises:
        ParquetError: it cannot be read or written, or is there already.
    """
    moment = utc_text(made_at or datetime.now(UTC))
    stem = moment.replace("-", "").replace(":", "")
    target = (folder or workspace.exports / f"store-{stem}").absolute()
    if target.exists():
        raise ParquetError(f"{target} is there already; name a new folder")
    draft = target.with_name(f".{target.name}.partial")
    with _explained(draft):
        draft.mkdir(parents=True)
        with Store.open(workspace.database, read_only=True) as store:
            manifest = Manifest(made_at=moment, files=_write(store, draft, on_rows))
        (draft / NAME).write_text(
            manifest.model_dump_json(by_alias=True, indent=1), encoding="utf-8"
        )
        with Store.open(workspace.database) as store:
            _place(store, draft, target, manifest, made_by)
    return target, manifest


def _write(store: Store, draft: Path, on_rows: Callable[[int], None]) -> list[File]:
    files = []
    with explaining(store.path), one_moment(store.conn):
        for table in (*SMALL, *PARTED):
            writing = _Table(draft, table, schema_of(columns_of(store.conn, table)))
            for part in parts_of(store.conn, table):
                writing.add(part)
                on_rows(len(part.rows))
            files += writing.end()
    return files


class _Table:
    """The files of one table, one after the other."""

    def __init__(self, draft: Path, table: str, schema: pa.Schema) -> None:
        self._draft, self._table, self._schema = draft, table, schema
        self._writer: pq.ParquetWriter | None = None
        self._open: File | None = None
        self._done: list[File] = []
        if table in SMALL:
            self._begin("", "")  # one file, also without a row

    def add(self, part: Part) -> None:
        """Write rows to the file of their part."""
        now = self._open
        if now is None or (now.marketplace, now.month) != part[1:3]:
            self._close()
            now = self._begin(part.marketplace, part.month)
        assert self._writer is not None  # noqa: S101
        self._writer.write_batch(as_batch(self._schema, self._table, part.rows))
        now.rows += len(part.rows)

    def end(self) -> list[File]:
        """Close the last file and tell of all."""
        self._close()
        return self._done

    def _begin(self, marketplace: str, month: str) -> File:
        path = self._draft / place_of(self._table, marketplace, month)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._open = File(
            table=self._table,
            marketplace=marketplace,
            month=month,
            rows=0,
            sha256="0" * 64,
        )
        return self._open

    def _close(self) -> None:
        if self._writer is None or self._open is None:
            return
        self._writer.close()
        self._open.sha256 = sum_of(self._draft / self._open.path)
        self._done.append(self._open)
        self._writer = self._open = None


def _place(
    store: Store, draft: Path, target: Path, manifest: Manifest, made_by: str
) -> None:
    """Note the folder in the database and give it its name, or neither."""
    rows = sum(file.rows for file in manifest.files)
    made = ExportedFile(str(target), FORMAT, rows, sum_of(draft / NAME))
    with explaining(store.path), transaction(store.conn):
        record_export(store.conn, manifest.made_at, {"whole store": True}, made)
        told = {"folder": made.path, "rows": rows, "sha256": made.sha256}
        write_audit(
            store.conn,
            made_by,
            "store written as Parquet",
            "",
            told,
            at=manifest.made_at,
        )
        draft.replace(target)


@contextmanager
def _explained(draft: Path) -> Iterator[None]:
    try:
        yield
    except (StoreError, ValueFault) as error:
        raise ParquetError(str(error)) from error
    except OSError as error:
        raise ParquetError(
            f"nothing can be written to {draft.parent}: {error.strerror or error}; free "
            "some space or give another folder with --output"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
