from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from crawler.statistics.observations import Observations

Build = Callable[..., Observations]


@pytest.fixture
def build() -> Build:
    """Build observations from rows of (marketplace, week, effort, offers seen)."""

    def make(
        rows: list[tuple[str, int, float, list[str]]],
        levels: dict[tuple[str, int], str] | None = None,
        steps: dict[str, int] | None = None,
    ) -> Observations:
        cells = pd.DataFrame(
            [
                (m, w, effort, (levels or {}).get((m, w), ""))
                for m, w, effort, _ in rows
            ],
            columns=["marketplace", "week", "effort", "level"],
        )
        seen = pd.DataFrame(
            [(offer, m, w) for m, w, _, offers in rows for offer in offers],
            columns=["offer", "marketplace", "week"],
        )
        return Observations(cells, seen, steps or {})

    return make


def fresh(market: str, week: int, count: int) -> list[str]:
    """Name offers that are seen once and never again."""
    return [f"{market}-{week}-{n}" for n in range(count)]
