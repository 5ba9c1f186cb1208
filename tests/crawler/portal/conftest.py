from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from crawler.workspace import Workspace, make_workspace
from tests.crawler.sample_store import make_season

Serve = Callable[..., AbstractContextManager[str]]


@contextmanager
def running_portal(folder: Path, *options: str) -> Iterator[str]:
    """Run `citeswatch portal` as its own process and give its address."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-u", "-m", "crawler", "portal"),
            *("--workspace", str(folder), "--port", "0", *options),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"Portal: (http://\S+)", line)
        assert found, f"the portal did not start: {line!r}"
        yield found[1]
    finally:
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        process.stdout.close()
    assert code == 0


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with eight weeks of four marketplaces."""
    workspace = make_workspace(tmp_path_factory.mktemp("season"))
    make_season(workspace.database)
    return workspace


@pytest.fixture(scope="session")
def portal(season: Workspace) -> Iterator[str]:
    """The address of a portal over the season."""
    with running_portal(season.folder) as address:
        yield address


@pytest.fixture(scope="session")
def serve() -> Serve:
    return running_portal
