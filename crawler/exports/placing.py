"""Files that appear under their names only when all of them are complete."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Placing:
    """Files written aside, to be put in their places together."""

    def __init__(self, aside: Path) -> None:
        self._aside = aside
        self._drafts: list[Path] = []
        self._done: list[Path] = []

    def draft(self, path: Path) -> Path:
        """Give the place aside at which the file for *path* is to be written."""
        self._drafts.append(path)
        return self._aside / path.name

    def sums(self) -> dict[Path, str]:
        """Give each file's SHA-256, after it is safely on the disk."""
        found = {}
        for path in self._drafts:
            with (self._aside / path.name).open("rb") as file:
                os.fsync(file.fileno())
                found[path] = hashlib.file_digest(file, "sha256").hexdigest()
        return found

    def place(self) -> None:
        """Put every file in its place."""
        for path in self._drafts:
            (self._aside / path.name).replace(path)
            self._done.append(path)

    def undo(self) -> None:
        """Take away what was put in place."""
        for path in self._done:
            path.unlink(missing_ok=True)


@contextmanager
def written_aside(folder: Path) -> Iterator[Placing]:
    """Let files be written aside in *folder*; `place` then puts them in their places.

    If the block fails, nothing of them stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as aside:
        placing = Placing(Path(aside))
        try:
            yield placing
        except BaseException:
            placing.undo()
            raise
