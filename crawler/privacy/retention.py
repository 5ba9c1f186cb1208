"""The job that deletes what is due, keeps the trend, and honours legal holds."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.evidence.erasing import erase
from crawler.parquet.manifest import NAME
from crawler.store import Store
from crawler.store.connection import transaction
from crawler.store.errors import explaining
from crawler.store.privacy_queries import (
    due_evidence,
    due_exports,
    due_identities,
    due_texts,
)
from crawler.store.times import utc_text
from crawler.store.write_audit import write_audit
from crawler.store.write_privacy import (
    blank_texts,
    delete_identities,
    empty_log,
    overwrite_deleted,
)
from crawler.unit_settings import PrivacySettings
from crawler.workspace import Workspace

ACTION = "data deleted in time"
BATCH = 500


@dataclass(slots=True)
class Due:
    """What is due, and what a legal hold keeps although its time is up."""

    sellers: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    evidence: list[tuple[str, str]] = field(default_factory=list)
    exports: list[Path] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Count what is due, by kind."""
        return {
            "names of sellers": len(self.sellers),
            "listings' texts": len(self.texts),
            "listings' evidence": len(self.evidence),
            "files of exports": len(self.exports),
            "logs": len(self.logs),
        }


def find_due(workspace: Workspace, store: Store, now: datetime) -> Due:
    """Find what the periods of the settings make due; no period, nothing due."""
    periods: PrivacySettings = workspace.settings.privacy
    conn, due = store.conn, Due()

    def before(days: int | None) -> str:
        return utc_text(now - timedelta(days=days)) if days else ""

    if moment := before(periods.seller_days):
        due.sellers = due_identities(conn, moment)
        due.held["names of sellers"] = len(due_identities(conn, moment, held=True))
    for days, flagged in (
        (periods.text_days, False),
        (periods.flagged_text_days, True),
    ):
        if moment := before(days):
            due.texts += due_texts(conn, moment, flagged=flagged)
            held = len(due_texts(conn, moment, flagged=flagged, held=True))
            due.held["listings' texts"] = due.held.get("listings' texts", 0) + held
    if moment := before(periods.evidence_days):
        due.evidence = due_evidence(conn, moment)
        due.held["listings' evidence"] = len(due_evidence(conn, moment, held=True))
    if moment := before(periods.export_days):
        # Only in the workspace: what stands elsewhere is not ours to delete.
        paths = [Path(path) for path in due_exports(conn, moment)]
        inside = [path for path in paths if path.is_relative_to(workspace.exports)]
        due.exports = [
            path
            for path in inside
            if path.is_file() or _is_parquet(path, workspace.exports)
        ]
    if periods.log_days:
        oldest = (now - timedelta(days=periods.log_days)).timestamp()
        folder = workspace.folder / "logs"
        logs = sorted([*folder.glob("*.log"), *folder.glob("*.pages.txt")])
        due.logs = [path for path in logs if path.stat().st_mtime < oldest]
    return due


def delete_due(
    workspace: Workspace, store: Store, actor: str, now: datetime | None = None
) -> Due:
    """Delete what is due, and write it into the audit record, with what was held.

    Raises:
        StoreError, OSError: something could not be deleted; what was, is noted.
    """
    moment = now or datetime.now(UTC)
    due, at = find_due(workspace, store, moment), utc_text(moment)
    overwrite_deleted(store.conn)
    noting = _Noting(store, actor, at)
    noting.delete("names of sellers", due.sellers, delete_identities)
    noting.delete("listings' texts", due.texts, blank_texts)
    if due.evidence:
        records = erase(workspace.evidence, store, due.evidence, at)
        listings = [f"{market}/{own}" for market, own in due.evidence]
        told = {"kind": "evidence", "listings": listings, "records": records}
        noting.note(ACTION, "evidence", told)
    files = [*due.exports, *due.logs]
    for path in files:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    if files:
        names = [str(path.relative_to(workspace.folder)) for path in files]
        noting.note(ACTION, "files", {"kind": "files", "files": names})
    if held := {kind: count for kind, count in due.held.items() if count}:
        noting.note("data kept by hold", "", held)
    empty_log(store.conn)
    return due


def _is_parquet(path: Path, exports: Path) -> bool:
    """Whether a folder is one that `citeswatch parquet write` made in *exports*."""
    return path.resolve().parent == exports.resolve() and (path / NAME).is_file()


class _Noting:
    """Deletes and notes: each batch with its row in the audit record, or not at all."""

    def __init__(self, store: Store, actor: str, at: str) -> None:
        self.store, self.actor, self.at = store, actor, at

    def delete(self, kind: str, ids: list[int], delete: Callable[..., None]) -> None:
        """Delete rows in batches."""
        for begin in range(0, len(ids), BATCH):
            batch = ids[begin : begin + BATCH]
            with explaining(self.store.path), transaction(self.store.conn):
                delete(self.store.conn, batch)
                self._audit(ACTION, kind, {"kind": kind, "ids": batch})

    def note(self, action: str, subject: str, told: Mapping[str, object]) -> None:
        """Write what was done into the audit record."""
        with explaining(self.store.path), transaction(self.store.conn):
            self._audit(action, subject, told)

    def _audit(self, action: str, subject: str, told: Mapping[str, object]) -> None:
        write_audit(self.store.conn, self.actor, action, subject, told, at=self.at)
