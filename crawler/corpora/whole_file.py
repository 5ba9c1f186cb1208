"""A large file, written bit by bit: it goes on where it was cut off, and appears whole."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

_EVERY = 5.0
"""Seconds of work that a power cut may cost."""


class OutputError(Exception):
    """The file cannot be written, or what is there is of other work."""


class WholeFile:
    """The file *path*, made of a draft and of a journal that says how far it is.

    *asked* tells what the work is: a draft of other work is not gone on with. `done` is
    how many records are in the draft, `kept` what the journal keeps beside.
    """

    def __init__(self, path: Path, asked: dict[str, Any], kept: dict[str, Any]) -> None:
        self._path, self._asked, self.kept = path, asked, kept
        self._draft = path.with_name(f".{path.name}.partial")
        self._journal = path.with_name(f".{path.name}.journal")
        self.done = 0
        self._noted = time.monotonic()
        if path.exists():
            raise OutputError(f"{path} is there already; name a new file")
        self._lock = FileLock(path.with_name(f".{path.name}.lock"))
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise OutputError(f"another process is writing {path}") from error
        try:
            size = self._resume()
            self._file = self._draft.open("ab")
            self._file.truncate(size)
        except BaseException:
            self._lock.release()
            raise

    def add(self, data: bytes, records: int) -> None:
        """Write the answers to the next *records*."""
        self._file.write(data)
        self.done += records
        if time.monotonic() - self._noted >= _EVERY:
            self.note()

    def note(self) -> None:
        """Have all that was written safely on the disk, and say so in the journal."""
        self._file.flush()
        os.fsync(self._file.fileno())
        told = {
            "asked": self._asked,
            "kept": self.kept,
            "records": self.done,
            "bytes": self._file.tell(),
        }
        fresh = self._journal.with_suffix(".new")
        fresh.write_text(json.dumps(told), encoding="utf-8")
        fresh.replace(self._journal)
        self._noted = time.monotonic()

    def end(self) -> None:
        """Give the file its name."""
        self.note()
        self._file.close()
        self._draft.replace(self._path)
        self._journal.unlink()

    def close(self) -> None:
        """Keep what there is for the next time."""
        if not self._file.closed:
            self.note()
            self._file.close()
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def _resume(self) -> int:
        """Read how far the work was, and give the bytes that are whole."""
        if not self._journal.exists():
            return 0
        try:
            told = json.loads(self._journal.read_text(encoding="utf-8"))
            same = told["asked"] == self._asked
            self.kept, records, size = told["kept"], told["records"], told["bytes"]
            whole = self._draft.stat().st_size >= size
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise OutputError(
                f"{self._journal} cannot be read; {self._mend}"
            ) from error
        if not same or not whole:
            raise OutputError(
                f"{self._draft} was begun with another input, other options or another "
                f"citeswatch; finish it with these, or {self._mend}"
            )
        self.done = int(records)
        return int(size)

    @property
    def whole(self) -> str:
        """What is to be done when the work ended early."""
        return f"the answers to the first {self.done} records are kept: run it again"

    @property
    def _mend(self) -> str:
        return f"delete {self._draft} and {self._journal} to begin anew"
