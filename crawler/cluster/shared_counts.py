"""Scrapy's STATS_CLASS of a worker: what was added since it was last asked."""

from __future__ import annotations

from collections import Counter
from typing import Any

from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector


class SharedCounts(MemoryStatsCollector):
    """Counts as ever, and keeps apart what the other workers do not know yet."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._added: Counter[str] = Counter()
        self._highest: dict[str, float] = {}

    def inc_value(
        self, key: str, count: int = 1, start: int = 0, spider: Any = None
    ) -> None:
        """Add to a count."""
        super().inc_value(key, count, start)
        self._added[key] += count

    def max_value(self, key: str, value: Any, spider: Any = None) -> None:
        """Keep the highest value."""
        super().max_value(key, value)
        if isinstance(value, (int, float)):
            self._highest[key] = max(value, self._highest.get(key, value))

    def take(self) -> tuple[dict[str, float], dict[str, float]]:
        """Give what was added, and the highest values, since the last time."""
        added, self._added = dict(self._added), Counter()
        highest, self._highest = self._highest, {}
        return dict(added), highest
