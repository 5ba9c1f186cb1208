"""Files that appear under their names only when all of them are complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class Placing:
    """Files written aside, to be put in their places together."""

    def __init__(self, aside: Path) -> None:
        self._aside = aside
        self._drafts: list[Path] = []
        self._done: list[Path] = []

    def draft(self, path: Path, content: bytes) -> None:
        """Write *content* aside, safely on the disk."""
        with (self._aside / path.name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self._drafts.append(path)

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
def written_aside(folder: Path, contents: Mapping[Path, bytes]) -> Iterator[Placing]:
    """Write *contents* aside in *folder*; `place` then puts them in their places.

    If the block fails, nothing of them stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as aside:
        placing = Placing(Path(aside))
        for path, content in contents.items():
            placing.draft(path, content)
        try:
            yield placing
        except BaseException:
            placing.undo()
            raise
