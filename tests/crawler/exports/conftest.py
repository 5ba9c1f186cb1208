from __future__ import annotations

from pathlib import Path

import pytest

from crawler.workspace import Workspace, make_workspace
from tests.crawler.sample_store import make_season


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with eight weeks of four marketplaces."""
    workspace = make_workspace(tmp_path_factory.mktemp("season"))
    make_season(workspace.database)
    return workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path / "unit")
