"""Making an export: read, write whole files or none, note what was handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from crawler import __version__
from crawler.exports.formats import offers_csv, offers_json
from crawler.exports.offers import Record, flagged_offers
from crawler.exports.placing import written_aside
from crawler.store import Store, StoreError
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.export_queries import ExportFilters
from crawler.store.report_queries import marketplace_titles
from crawler.store.times import utc_text
from crawler.store.write_exports import ExportedFile, record_export
from crawler.workspace import Workspace

FORMATS = ("csv", "json")


class ExportError(Exception):
    """The export cannot be made; the text says what mends it."""


@dataclass(frozen=True)
class MadeExport:
    """The files that were written and how many offers they hold."""

    files: list[ExportedFile]
    offers: int


def make_export(
    workspace: Workspace,
    filters: ExportFilters,
    *,
    formats: Sequence[str] = FORMATS,
    output: Path | None = None,
    made_at: datetime | None = None,
) -> MadeExport:
    """Write the offers that *filters* let through to *output*, in each format.

    The files appear under their names only when all are complete and noted in
    the database; their names hold nothing but the time.

    Raises:
        ExportError: the database cannot be used or the folder not written.
    """
    folder = (output or workspace.exports).absolute()
    moment = (made_at or datetime.now(UTC)).astimezone(UTC)
    asked = {name: value for name, value in asdict(filters).items() if value}
    with _explained(folder):
        if not workspace.database.is_file():
            raise StoreError(
                f"{workspace.database} is not there yet; a crawl makes it: "
                "citeswatch crawl"
            )
        with Store.open(workspace.database) as store:
            _check_marketplaces(store, filters)
            records = sorted(flagged_offers(store, filters), key=_likely_and_new)
            written = {
                name: _write(name, records, utc_text(moment), asked) for name in formats
            }
            files = _hand_over(
                store, folder, moment, written, rows=len(records), asked=asked
            )
    return MadeExport(files, len(records))


def _check_marketplaces(store: Store, filters: ExportFilters) -> None:
    known = marketplace_titles(store.conn)
    if unknown := sorted(set(filters.marketplaces) - set(known)):
        raise StoreError(
            f"no marketplace called {unknown[0]!r} has been crawled; there are: "
            f"{', '.join(sorted(known)) or 'none'}"
        )


def _likely_and_new(record: Record) -> tuple[int, int, float, int]:
    """Sort by Appendix, then what is surer, then what was first seen last."""
    seen = datetime.fromisoformat(record["first_seen_at"]).timestamp()
    surer = ("likely", "possible", "unlikely").index(record["offer"])
    return len(record["appendix"]), surer, -seen, record["id"]


def _hand_over(
    store: Store,
    folder: Path,
    moment: datetime,
    written: Mapping[str, bytes],
    *,
    rows: int,
    asked: Mapping[str, object],
) -> list[ExportedFile]:
    """Note the files in the database and put them in their places, or neither."""
    paths = _free_paths(folder, moment, list(written))
    files = [
        ExportedFile(str(paths[name]), name, rows, sha256(content).hexdigest())
        for name, content in written.items()
    ]
    contents = {paths[name]: content for name, content in written.items()}
    with (
        written_aside(folder, contents) as drafts,
        explaining(store.path),
        transaction(store.conn),
    ):
        for file in files:
            record_export(store.conn, utc_text(moment), asked, file)
        drafts.place()
    return files


def _write(
    name: str, records: Sequence[Record], made_at: str, asked: Mapping[str, object]
) -> bytes:
    if name == "csv":
        return offers_csv(records)
    return offers_json(
        records, made_at=made_at, software_version=__version__, filters=asked
    )


def _free_paths(
    folder: Path, moment: datetime, formats: Sequence[str]
) -> dict[str, Path]:
    """Name the files after the time, and apart from those that are there."""
    stem, number = f"flagged-offers-{moment:%Y%m%dT%H%M%SZ}", 1
    while True:
        ending = f"-{number}" if number > 1 else ""
        paths = {name: folder / f"{stem}{ending}.{name}" for name in formats}
        if not any(path.exists() for path in paths.values()):
            return paths
        number += 1


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise ExportError(str(error)) from error
    except OSError as error:
        raise ExportError(
            f"the export cannot be written to {folder}: {error.strerror or error}; "
            "free some space or give another folder with --output"
        ) from error
