"""One demo, run once for every test here."""

import sqlite3

import pytest

from tests.demo.demo_command import WEEKS, run_demo, state_of, world_of


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "demo"


@pytest.fixture(scope="session")
def said(folder):
    done = run_demo("--workspace", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def world(said, folder):
    state = state_of(folder)
    assert len(state["days"]) == state["done"] == WEEKS
    return world_of(folder)


@pytest.fixture(scope="session")
def database(said, folder):
    conn = sqlite3.connect(f"file:{folder / 'citeswatch.db'}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    yield conn
    conn.close()


@pytest.fixture(scope="session")
def stored(database):
    rows = database.execute("SELECT * FROM listings").fetchall()
    return {(row["marketplace"], row["listing_id"]): row for row in rows}
