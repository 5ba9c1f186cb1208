from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.reports.figures import Figures, gather
from crawler.reports.make import MadeReport, make_report
from crawler.reports.period import parse_period
from crawler.store import Store
from crawler.workspace import Workspace, make_workspace
from tests.crawler.sample_store import make_season, open_store

WEEK_ONE = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
"""Monday of ISO week 2026-W45."""
MADE_ON = date(2026, 11, 24)


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with eight weeks of four marketplaces."""
    workspace = make_workspace(tmp_path_factory.mktemp("season"))
    make_season(workspace.database)
    return workspace


@pytest.fixture(scope="session")
def season_report(season: Workspace) -> MadeReport:
    return make_report(season, parse_period("all"), date(2026, 12, 1))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "citeswatch.db") as opened:
        yield opened


@pytest.fixture
def figures_of(store: Store) -> Callable[..., Figures]:
    def read(period: str = "all", made_on: date = MADE_ON) -> Figures:
        return gather(store, parse_period(period), made_on)

    return read


@pytest.fixture
def week() -> Callable[[int], datetime]:
    return lambda number: WEEK_ONE + timedelta(weeks=number - 1)
