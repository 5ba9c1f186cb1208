"""Making an export: read, write whole files or none, note what was handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawler.evidence.chain import EvidenceError
from crawler.exports.naming import with_names
from crawler.exports.package import gather
from crawler.exports.placing import Placing, written_aside
from crawler.exports.report_pdf import TypesettingError
from crawler.exports.sealing import SEALED, Noting, Recipient, for_recipient
from crawler.exports.writers import DEFAULT, WRITERS
from crawler.privacy.identities import IdentityError
from crawler.secret_file import SecretFileError
from crawler.sharing.encryption import EncryptionError
from crawler.store import Store, StoreError
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.export_queries import ExportFilters
from crawler.store.report_queries import marketplace_titles
from crawler.store.taxon_names import UnknownTaxonError
from crawler.store.write_exports import ExportedFile
from crawler.workspace import Workspace

FORMATS = tuple(WRITERS)


class ExportError(Exception):
    """The export cannot be made; the text says what mends it."""


@dataclass(frozen=True)
class MadeExport:
    """The files that were written, how many offers they hold, and what they lack."""

    files: list[ExportedFile]
    offers: int
    faults: list[str]


def make_export(
    workspace: Workspace,
    filters: ExportFilters,
    *,
    formats: Sequence[str] = DEFAULT,
    output: Path | None = None,
    made_at: datetime | None = None,
    recipient: Recipient | None = None,
) -> MadeExport:
    """Write the offers that *filters* let through to *output*, in each format.

    The files appear under their names only when all are complete and noted in
    the database; their names hold nothing but the time. With *recipient* only what
    that contact takes goes out, encrypted for it alone.

    Raises:
        ExportError: the database cannot be used or the folder not written.
        UnknownTaxonError: no taxon has the name that is asked for.
    """
    folder = (output or workspace.exports).absolute()
    moment = (made_at or datetime.now(UTC)).astimezone(UTC)
    with _explained(folder):
        if not workspace.database.is_file():
            raise StoreError(
                f"{workspace.database} is not there yet; a crawl makes it: "
                "citeswatch crawl"
            )
        with Store.open(workspace.database) as store:
            _check_marketplaces(store, filters)
            package = gather(workspace, store, filters, moment)
            faults: list[str] = []
            if recipient is not None:
                package, faults = for_recipient(package, recipient)
                if recipient.with_sellers:
                    made_by = recipient.made_by
                    package = with_names(package, workspace, store, made_by)
            paths = _free_paths(folder, moment, formats, sealed=recipient is not None)
            with written_aside(folder) as drafts:
                noting = Noting(store, package, recipient)
                for name, path in paths.items():
                    draft = drafts.draft(path)
                    faults += WRITERS[name][1](package, store, workspace, draft)
                    noting.seal(path, draft)
                files = _hand_over(noting, paths, drafts)
    return MadeExport(files, len(package.records), faults)


def _check_marketplaces(store: Store, filters: ExportFilters) -> None:
    known = marketplace_titles(store.conn)
    if unknown := sorted(set(filters.marketplaces) - set(known)):
        raise StoreError(
            f"no marketplace called {unknown[0]!r} has been crawled; there are: "
            f"{', '.join(sorted(known)) or 'none'}"
        )


def _hand_over(
    noting: Noting, paths: Mapping[str, Path], drafts: Placing
) -> list[ExportedFile]:
    """Note the files in the database and put them in their places, or neither."""
    sums = drafts.sums()
    files = [
        ExportedFile(str(path), name, len(noting.package.records), sums[path])
        for name, path in paths.items()
    ]
    with explaining(noting.store.path), transaction(noting.store.conn):
        for file in files:
            noting.note(file)
        drafts.place()
    return files


def _free_paths(
    folder: Path, moment: datetime, formats: Sequence[str], *, sealed: bool
) -> dict[str, Path]:
    """Name the files after the time, and apart from those that are there."""
    stem, number = f"flagged-offers-{moment:%Y%m%dT%H%M%SZ}", 1
    while True:
        ending = f"-{number}" if number > 1 else ""
        last = SEALED if sealed else ""
        paths = {
            name: folder / f"{stem}{ending}{WRITERS[name][0]}{last}" for name in formats
        }
        if not any(path.exists() for path in paths.values()):
            return paths
        number += 1


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except UnknownTaxonError:
        raise
    except (
        StoreError,
        EvidenceError,
        EncryptionError,
        IdentityError,
        SecretFileError,
        TypesettingError,
    ) as error:
        raise ExportError(str(error)) from error
    except ModuleNotFoundError as error:
        raise ExportError(
            f"this format needs the package {error.name}; install citeswatch with its "
            'extra "sharing": pip install -e .[sharing]'
        ) from error
    except OSError as error:
        raise ExportError(
            f"the export cannot be written to {folder}: {error.strerror or error}; "
            "free some space or give another folder with --output"
        ) from error
