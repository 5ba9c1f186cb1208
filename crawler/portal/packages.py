"""Signed packages of cases, made in the background.

One at a time: typesetting a hundred offers takes a processor for a while, and the
reviewers are there too.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from crawler.portal.databases import Databases
from crawler.store.export_queries import ExportFilters
from crawler.store.times import utc_text
from crawler.store.write_audit import write_audit
from crawler.store.write_cases import case_subject
from crawler.workspace import Workspace

log = logging.getLogger(__name__)


@dataclass
class Packages:
    """Makes the packages that are asked for, and knows which are not ready yet."""

    workspace: Workspace
    databases: Databases
    _making: set[int] = field(default_factory=set)
    _faults: dict[int, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _worker: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, "package")
    )

    def begin(self, case: int, reference: str, login: str) -> None:
        """Have the package of a case made; one that is being made is enough."""
        with self._lock:
            if case in self._making:
                return
            self._making.add(case)
            self._faults.pop(case, None)
        self._worker.submit(self._make, case, reference, login)

    def is_being_made(self, case: int) -> bool:
        """Whether the package of a case is asked for and not ready."""
        with self._lock:
            return case in self._making

    def fault(self, case: int) -> str:
        """Say why the last package of a case could not be made, "" if it was."""
        with self._lock:
            return self._faults.get(case, "")

    def close(self) -> None:
        """End after the package that is being made; what waits is forgotten."""
        self._worker.shutdown(cancel_futures=True)

    def _make(self, case: int, reference: str, login: str) -> None:
        fault = ""
        try:
            self._write(case, reference, login)
        except Exception as error:
            # A worker has nobody who hears it: the page says it, the log says more.
            fault = str(error) or repr(error)
            log.exception("the package of case %s could not be made", case)
        with self._lock:
            self._making.discard(case)
            if fault:
                self._faults[case] = fault

    def _write(self, case: int, reference: str, login: str) -> None:
        # Its libraries take a second to import, and few portals make a package.
        from crawler.exports.make import make_export

        filters = ExportFilters(case=reference)
        made = make_export(self.workspace, filters, formats=("bag",))
        (file,) = made.files
        detail = {
            "format": "bag",
            "listings": file.rows,
            "package": Path(file.path).name,
            "sha256": file.sha256,
            "missing": len(made.faults),
        }
        with self.databases.writing() as conn:
            at = utc_text(datetime.now(UTC))
            write_audit(
                conn, login, "case package made", case_subject(case), detail, at=at
            )
