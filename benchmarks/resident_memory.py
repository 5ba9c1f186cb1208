"""Resident memory of a process over time, and whether it stays flat."""

from __future__ import annotations

import itertools
import os
import statistics
import threading
import time
from pathlib import Path
from typing import Any

SAMPLES_APART = 0.5
SLOTS = 60
"""Means that are kept of all samples."""


class Memory(threading.Thread):
    """Samples the resident memory of a process and of its children, in MB."""

    def __init__(self, process: int | None = None) -> None:
        super().__init__(daemon=True)
        self.process = process or os.getpid()
        self.own: list[float] = []
        self.children: list[float] = []
        self.began = time.monotonic()
        self._done = threading.Event()

    def run(self) -> None:
        """Sample until told to stop."""
        while not self._done.wait(SAMPLES_APART):
            self.own.append(_resident(str(self.process)))
            self.children.append(sum(map(_resident, _children(self.process))))

    def figures(self) -> dict[str, Any]:
        """Stop, and sum up the samples."""
        self._done.set()
        own, children = means(self.own), means(self.children)
        return {
            "memory_peak_mb": round(max(self.own), 1),
            "memory_growth_second_half": growth(own),
            "memory_spread_second_half": spread(own),
            "memory_mb": own,
            "matching_growth_second_half": growth(children),
            "matching_memory_mb": children,
            "memory_seconds": round(time.monotonic() - self.began, 1),
        }


def means(samples: list[float]) -> list[float]:
    """Give the means of the samples in slots of equal length, oldest first."""
    slots = min(SLOTS, len(samples))
    cuts = [round(slot * len(samples) / slots) for slot in range(slots + 1)]
    return [
        round(statistics.mean(samples[first:last]), 1)
        for first, last in itertools.pairwise(cuts)
    ]


def growth(series: list[float]) -> float:
    """Give by which share the end of *series* lies above the start of its second half.

    Both are means of a tenth of the series; 0.05 is five per cent more.
    """
    half = series[len(series) // 2 :]
    tenth = max(1, len(series) // 10)
    first, last = statistics.mean(half[:tenth]), statistics.mean(half[-tenth:])
    return round(last / first - 1, 4) if first else 0.0


def spread(series: list[float]) -> float:
    """Give by which share the highest of the second half lies above its lowest."""
    half = series[len(series) // 2 :]
    return round(max(half) / min(half) - 1, 4) if min(half) else 0.0


def _resident(process: str) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0  # it has just ended
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _children(process: int) -> list[str]:
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [child for one in lists for child in one.read_text().split()]
