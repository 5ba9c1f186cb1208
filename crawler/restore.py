"""A workspace made of a backup."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from crawler.backup import INSIDE, BackupError, check_backup, key_files
from crawler.evidence.verify import Verdict, verify
from crawler.store import Store, StoreError
from crawler.workspace import Workspace, WorkspaceError, open_workspace


@dataclass(frozen=True, slots=True)
class Restored:
    """The new workspace, what of its evidence was verified, and which keys it lacks."""

    workspace: Workspace
    verdict: Verdict
    missing_keys: list[str]


def restore(backup: Path, target: Path) -> Restored:
    """Make the new workspace *target* of the backup in the folder *backup*.

    Crawls that were running at the moment of the backup are closed as interrupted.

    Raises:
        BackupError: the backup is not whole, or *target* is there already.
    """
    told = check_backup(backup)
    target = target.absolute()
    if target.exists() and any(target.iterdir()):
        raise BackupError(f"{target} is not empty; name a new folder")
    try:
        shutil.copytree(backup / INSIDE, target, dirs_exist_ok=True)
        workspace = open_workspace(target)
        with Store.open(workspace.database) as store:
            verdict = verify(workspace.evidence, store)
    except (StoreError, WorkspaceError) as error:
        raise BackupError(f"{target} cannot be used: {error}") from error
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error}") from error
    for key in key_files(target):
        key.chmod(0o600)
    missing = [name for name in told.get("keys", []) if not (target / name).exists()]
    return Restored(workspace, verdict, missing)
