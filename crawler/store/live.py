"""Which crawls are alive: each holds a lock that ends with its process.

A crawl that was killed leaves its row at `running`. Its lock file tells it from
a crawl that another process is running right now: the operating system gives
the lock back when a process ends, however it ends.
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout


class LiveCrawls:
    """The locks of running crawls, in a folder beside the database."""

    def __init__(self, database: Path) -> None:
        self.folder = database.with_name(f"{database.name}-crawls")
        self._held: dict[int, FileLock] = {}

    def take(self, crawl_id: int) -> None:
        """Say that this process runs *crawl_id*, until `give_back`."""
        self.folder.mkdir(exist_ok=True)
        lock = FileLock(self._path(crawl_id))
        lock.acquire(blocking=False)
        self._held[crawl_id] = lock

    def give_back(self, crawl_id: int) -> None:
        """Say that *crawl_id* has ended."""
        lock = self._held.pop(crawl_id, None)
        if lock is not None:
            lock.release()
            self._path(crawl_id).unlink(missing_ok=True)

    def is_live(self, crawl_id: int) -> bool:
        """Whether some process, maybe this one, is running *crawl_id*."""
        if crawl_id in self._held:
            return True
        if not self._path(crawl_id).exists():
            return False
        lock = FileLock(self._path(crawl_id))
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return True
        lock.release()
        return False

    def forget(self, crawl_id: int) -> None:
        """Remove the lock file of a crawl that is dead."""
        self._path(crawl_id).unlink(missing_ok=True)

    def release_all(self) -> None:
        """Give every lock back; the crawls that held them count as dead."""
        for lock in self._held.values():
            lock.release()
        self._held.clear()

    def _path(self, crawl_id: int) -> Path:
        return self.folder / f"{crawl_id}.lock"
