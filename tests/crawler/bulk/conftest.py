from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.matching.matcher import Matcher
from tests.crawler.bulk.dask_machines import Machines


@pytest.fixture(scope="session")
def matcher() -> Matcher:
    """The packaged list, compiled once and kept in the user's cache."""
    return Matcher.load()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    made = Machines(tmp_path)
    yield made
    made.end()
