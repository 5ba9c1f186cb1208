"""A copy of a workspace, made while crawls run.

The copy is of one moment: the database by SQLite's online backup, then of the evidence
just what that database knows. It gets its name only after all of it was verified.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from crawler import __version__
from crawler.evidence.chain import MANIFEST, EvidenceError
from crawler.evidence.verify import verify
from crawler.secrets import SECRETS_FILE
from crawler.store import Store, StoreError
from crawler.store.copy_database import check_database, copy_database
from crawler.store.evidence_queries import head, warc_files
from crawler.store.times import utc_text
from crawler.store.write_evidence import next_byte
from crawler.workspace import Workspace

LIST = "backup.json"
INSIDE = "workspace"
LEFT_OUT = ("logs", "locks", "evidence", "citeswatch.db-crawls")
"""Folders that are not copied as they stand."""
KEYS = ("*.key", SECRETS_FILE, "citeswatch.env")
"""Files of the workspace that open something: kept apart from what they open."""
ATTEMPTS = 3
_PIECE = 1024 * 1024


class BackupError(Exception):
    """A backup cannot be made or used; the text says what mends it."""


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """Where the backup is, and what it holds."""

    folder: Path
    files: int
    bytes: int
    objects: int
    keys_left_out: list[str]


def make_backup(
    workspace: Workspace, target: Path, *, with_keys: bool = False
) -> MadeBackup:
    """Copy *workspace* into a new folder in *target*, and verify the copy.

    Keys are left out unless they are asked for: whoever has the copy would have the
    names that they protect.

    Raises:
        BackupError: it could not be made, or is not whole.
    """
    moment = datetime.now(UTC)
    folder = target.absolute() / f"citeswatch-backup-{moment:%Y%m%dT%H%M%SZ}"
    if folder.exists():
        raise BackupError(f"{folder} is there already; wait a second")
    if folder.is_relative_to(workspace.folder):
        raise BackupError("a backup inside its workspace is none; name another folder")
    draft = folder.with_name(f".{folder.name}.partial")
    with _explained(draft):
        draft.mkdir(parents=True)
        objects = _copy(workspace, draft / INSIDE, with_keys=with_keys)
        sums = {name: _sum(path) for name, path in _files(draft / INSIDE)}
        keys = [path.name for path in key_files(workspace.folder)]
        told = {
            "schema": "citeswatch-backup-1",
            "made_at": utc_text(moment),
            "software_version": __version__,
            "with_keys": with_keys,
            "keys": keys,
            "files": sums,
        }
        (draft / LIST).write_text(json.dumps(told, indent=1), encoding="utf-8")
        draft.replace(folder)
    size = sum(path.stat().st_size for _, path in _files(folder / INSIDE))
    return MadeBackup(folder, len(sums), size, objects, [] if with_keys else keys)


def key_files(folder: Path) -> list[Path]:
    """List the keys of the workspace in *folder*."""
    return sorted(path for pattern in KEYS for path in folder.glob(pattern))


def check_backup(folder: Path) -> dict[str, Any]:
    """See that a backup is as it was made: every file, and no other.

    Raises:
        BackupError: it is not; the text names the files.
    """
    try:
        told: dict[str, Any] = json.loads((folder / LIST).read_text("utf-8"))
        listed: dict[str, str] = told["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder} is no backup of citeswatch ({error})") from error
    there = {name: _sum(path) for name, path in _files(folder / INSIDE)}
    wrong = sorted(
        name
        for name in {*there, *listed}
        if there.get(name) is None or there.get(name) != listed.get(name)
    )
    if wrong:
        raise BackupError(f"{folder} is not as it was made: {', '.join(wrong[:5])}")
    return told


def _copy(workspace: Workspace, target: Path, *, with_keys: bool) -> int:
    target.mkdir()
    for path in sorted(workspace.folder.rglob("*")):
        inner = path.relative_to(workspace.folder)
        unwanted = path.is_symlink() or not path.is_file() or _left_out(inner)
        is_key = any(path.match(pattern) for pattern in KEYS)
        if unwanted or (is_key and not with_keys):
            continue
        (target / inner).parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".db":
            shutil.copy2(path, target / inner)
        elif path != workspace.database:
            copy_database(path, target / inner)
    return _copy_one_moment(workspace, target)


def _copy_one_moment(workspace: Workspace, target: Path) -> int:
    """Copy database and evidence; again if evidence was deleted in between."""
    database = target / workspace.database.name
    for attempt in range(ATTEMPTS):
        database.unlink(missing_ok=True)
        shutil.rmtree(target / "evidence", ignore_errors=True)
        copy_database(workspace.database, database)
        check_database(database, ours=True)
        with Store.open(database, read_only=True) as store:
            _copy_evidence(workspace.evidence, target / "evidence", store)
            verdict = verify(target / "evidence", store)
        if not verdict.faults:
            return verdict.objects
        if attempt == ATTEMPTS - 1:
            raise BackupError(
                f"the evidence is not whole: {verdict.faults[0]}; see: citeswatch "
                "evidence verify"
            )
    raise AssertionError("unreachable")


def _copy_evidence(source: Path, target: Path, store: Store) -> None:
    """Copy of each file as much as the copied database knows; more may have come since."""
    last, _ = head(store.conn)
    if not last:
        return
    target.mkdir()
    with (
        (source / MANIFEST).open("rb") as lines,
        (target / MANIFEST).open("wb") as copy,
    ):
        copy.writelines(islice(lines, last))
    for warc in warc_files(store.conn):
        left = next_byte(store.conn, warc)
        if left or (source / warc).exists():
            _copy_start(source / warc, target / warc, left)
    for stray in source.glob("*.tsr"):
        shutil.copy2(stray, target / stray.name)


def _copy_start(source: Path, target: Path, left: int) -> None:
    with source.open("rb") as original, target.open("wb") as copy:
        while left and (piece := original.read(min(_PIECE, left))):
            copy.write(piece)
            left -= len(piece)


def _left_out(inner: Path) -> bool:
    name = inner.name
    return (
        inner.parts[0] in LEFT_OUT
        or name.endswith(("-wal", "-shm", "-journal", ".lock"))
        or any(part.startswith(".") for part in inner.parts)
    )


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _explained(draft: Path) -> Iterator[None]:
    """Tell what went wrong, and leave nothing half made."""
    try:
        yield
    except (StoreError, EvidenceError) as error:
        raise BackupError(str(error)) from error
    except OSError as error:
        raise BackupError(
            f"the backup cannot be written to {draft.parent}: {error.strerror or error}"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
