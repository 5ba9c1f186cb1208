from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn

from crawler.portal.app import make_app
from crawler.portal.desk.picker import prepare_picker
from crawler.portal.desk.users import ROLES, add_user
from crawler.portal.guard import LOOPBACK, Door
from crawler.portal.serve import open_desk, open_portal
from crawler.privacy.identities import identity_key, seal
from crawler.species.species_list import packaged_folder
from crawler.workspace import Workspace, make_workspace, open_workspace
from tests.crawler.portal.client import PASSWORD, Client, signed_in
from tests.crawler.sample_store import (
    MONDAY,
    crawl,
    listing,
    make_season,
    open_store,
)

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


def add_people(workspace: Workspace) -> None:
    """Let one person of each role sign in, and a second analyst."""
    at = "2026-11-01T00:00:00Z"
    people = [*((role, role) for role in ROLES), ("second", "analyst")]
    with open_desk(workspace).writing() as conn:
        for login, role in people:
            add_user(conn, login, role, PASSWORD, by="test", at=at)


def with_seller(workspace: Workspace, pseudonym: str, name: str) -> None:
    """Keep the name of a seller, as a crawl does where the unit says so."""
    start = MONDAY + timedelta(weeks=4)
    with open_store(workspace.database) as store:
        tusk = listing("bazaar", "s1", start, taxon="Ara macao", seller=pseudonym)
        crawl(store, "bazaar", start, [tusk])
        ((seller,),) = store.conn.execute(
            "SELECT id FROM sellers WHERE pseudonym = ?", (pseudonym,)
        ).fetchall()
        sealed = seal(identity_key(workspace.folder), name, "bazaar", pseudonym)
        columns = [
            row[1] for row in store.conn.execute("PRAGMA table_info(seller_identities)")
        ]
        known = {"seller": seller, "sealed": sealed}
        values = [known.get(column, "2026-11-01T00:00:00Z") for column in columns]
        marks = ", ".join("?" * len(columns))
        store.conn.execute(f"INSERT INTO seller_identities VALUES ({marks})", values)


@pytest.fixture(scope="session")
def season(tmp_path_factory: pytest.TempPathFactory, _pattern: Path) -> Workspace:
    """A workspace with eight weeks of four marketplaces, and its users."""
    workspace = make_workspace(tmp_path_factory.mktemp("season"))
    make_season(workspace.database)
    shutil.copy(_pattern / "portal.db", workspace.folder)
    return workspace


@pytest.fixture(scope="session")
def portal(season: Workspace) -> Iterator[str]:
    """The address of a portal over the season."""
    with running_portal(season.folder) as address:
        yield address


@pytest.fixture(scope="session")
def serve() -> Serve:
    return running_portal


@pytest.fixture(scope="session")
def viewer(portal: str) -> Iterator[Client]:
    """A signed-in viewer of the season; it changes nothing."""
    with signed_in(portal, "viewer") as client:
        yield client


@pytest.fixture(scope="session")
def _pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = make_workspace(tmp_path_factory.mktemp("pattern"))
    make_season(workspace.database, weeks=2)
    add_people(workspace)
    prepare_picker(open_desk(workspace), packaged_folder())
    return workspace.folder


@pytest.fixture
def unit(tmp_path: Path, _pattern: Path) -> Workspace:
    """A small workspace with users, for tests that change what is stored."""
    return open_workspace(shutil.copytree(_pattern, tmp_path / "unit"))


@contextmanager
def portal_in_thread(workspace: Workspace) -> Iterator[str]:
    """Serve the portal from a thread of this process: it is there at once."""
    portal = open_portal(workspace, Door(LOOPBACK))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(make_app(portal), log_level="warning", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
            portal.packages.close()
            portal.databases.close()


@pytest.fixture
def fresh(unit: Workspace) -> Iterator[tuple[Workspace, str]]:
    """A portal of its own over the small workspace."""
    with portal_in_thread(unit) as address:
        yield unit, address
