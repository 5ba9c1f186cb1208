"""What Redis keeps of a crawl, at its most."""

from __future__ import annotations

import threading
from typing import Any

import redis

SECONDS_APART = 0.5


class PeakOfRedis(threading.Thread):
    """Samples the memory of Redis, and of the keys of a pattern, while a crawl runs."""

    def __init__(self, client: redis.Redis, pattern: str) -> None:
        super().__init__(daemon=True)
        self.client: Any = client
        self.pattern = pattern
        self.whole: list[int] = []
        self.keys: list[int] = []
        self._done = threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        while not self._done.wait(SECONDS_APART):
            self.whole.append(self.client.info("memory")["used_memory"])
            self.keys.append(self._of_keys())

    def figures(self, pages: int) -> dict[str, Any]:
        """Stop, and sum up; *pages* were met at the end."""
        self._done.set()
        self.join()
        return {
            "redis_peak_mb": round(max(self.whole, default=0) / 1e6, 1),
            "redis_after_mb": round(self.client.info("memory")["used_memory"] / 1e6, 1),
            "redis_bytes_a_page": round(max(self.keys, default=0) / pages, 1),
        }

    def _of_keys(self) -> int:
        with self.client.pipeline(transaction=False) as pipe:
            for key in self.client.scan_iter(self.pattern, count=10_000):
                pipe.memory_usage(key)
            return sum(size or 0 for size in pipe.execute())
