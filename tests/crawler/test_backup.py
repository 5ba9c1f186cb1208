"""A backup is of one moment, also while a crawl runs, and makes a workspace again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site, answer
from tests.crawler.crawl.running import ROOT, offer, results, write_market

TUSK = "African elephant ivory tusk"


class SlowSite(Site):
    """Flagged offers at once, then one that waits until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.release = threading.Event()
        paths = [f"/item/{n}" for n in range(8)]
        self.add("/results", results(*paths, "/slow"))
        for number, path in enumerate(paths):
            self.add(path, offer(f"{TUSK} {number}"))
        self.pages["/slow"] = self._wait

    def _wait(self, request: BaseHTTPRequestHandler) -> None:
        self.reached.set()
        self.release.wait(60)
        answer(offer(f"{TUSK}, the slow one"))(request)


class Story:
    """A backup made while a crawl waits in the middle, and what came of both."""

    def __init__(self, folder: Path) -> None:
        self.workspace = make_workspace(folder / "unit", contact="me@example.org")
        (self.workspace.folder / "secrets.toml").write_text('shop = "canary-key"\n')
        (self.workspace.folder / "citeswatch.env").write_text("X=canary-key\n")
        site = SlowSite()
        write_market(self.workspace, "slow", site.home)
        words = ["crawl", "--workspace", str(self.workspace.folder)]
        crawl = subprocess.Popen(
            [sys.executable, "-m", "crawler", *words],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert site.reached.wait(60)
        _wait_until_stored(self.workspace)
        self.made = run("backup", str(folder / "safe"), "--workspace", str(self.folder))
        self.was_running = crawl.poll() is None
        site.release.set()
        assert crawl.wait(60) == 0
        site.close()
        (self.backup,) = (folder / "safe").iterdir()

    @property
    def folder(self) -> Path:
        return self.workspace.folder


def _wait_until_stored(workspace: Workspace) -> None:
    """Wait for a batch of listings and the evidence of them."""
    pause = threading.Event()
    for _ in range(600):
        stored = rows(workspace.folder, "SELECT COUNT(*) FROM sightings")
        kept = rows(
            workspace.folder, "SELECT COUNT(*) FROM evidence WHERE kind = 'details'"
        )
        if stored[0][0] >= 8 and kept[0][0] >= 8:
            return
        pause.wait(0.1)
    raise AssertionError("the crawl stored nothing")


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "citeswatch.db") as conn:
        found = conn.execute(query).fetchall()
    conn.close()
    return found


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    yield Story(tmp_path_factory.mktemp("backup"))


def test_a_backup_is_made_while_a_crawl_runs(story: Story) -> None:
    assert story.made.exit_code == 0, story.made.output
    assert story.was_running
    assert "verified" in story.made.output


def test_keys_are_left_out_and_that_is_told(story: Story) -> None:
    assert "Not in it: " in story.made.output
    for name in ("seller.key", "secrets.toml", "citeswatch.env"):
        assert name in story.made.output
        assert not list(story.backup.rglob(name))
    files = [path for path in story.backup.rglob("*") if path.is_file()]
    assert not [path for path in files if b"canary-key" in path.read_bytes()]


def test_a_workspace_is_made_of_it_and_can_be_crawled_again(
    story: Story, tmp_path: Path
) -> None:
    done = run("restore", str(story.backup), str(tmp_path / "new"))
    assert done.exit_code == 0, done.output
    assert "Put these keys back from your safe: " in done.output
    assert "seller.key" in done.output
    new = tmp_path / "new"
    assert rows(new, "SELECT outcome FROM crawls") == [("interrupted",)]
    assert rows(new, "SELECT COUNT(*) FROM listings") == [(8,)]
    assert rows(story.folder, "SELECT COUNT(*) FROM listings") == [(9,)]
    verified = run("evidence", "verify", "--workspace", str(new))
    assert verified.exit_code == 0, verified.output
    checked = run("status", "--check", "--workspace", str(new))
    assert checked.exit_code == 0, checked.output


def test_the_evidence_goes_on_where_the_backup_ended(
    story: Story, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    run("restore", str(story.backup), str(new))
    site = Site()
    site.add("/results", results("/item/9"))
    site.add("/item/9", offer(f"{TUSK} nine"))
    write_market(make_workspace(new), "later", site.home)
    words = [sys.executable, "-m", "crawler", "crawl", "later", "--workspace", str(new)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=60)
    site.close()
    assert rows(new, "SELECT COUNT(*) FROM evidence WHERE marketplace = 'later'") != [
        (0,)
    ]
    assert run("evidence", "verify", "--workspace", str(new)).exit_code == 0


@pytest.mark.parametrize("harm", ["change", "remove", "add", "list"])
def test_a_backup_that_was_changed_is_refused(
    story: Story, tmp_path: Path, harm: str
) -> None:
    import shutil

    backup = tmp_path / "harmed"
    shutil.copytree(story.backup, backup)
    database = backup / "workspace" / "citeswatch.db"
    if harm == "change":
        content = bytearray(database.read_bytes())
        content[-1] ^= 1
        database.write_bytes(content)
    elif harm == "remove":
        database.unlink()
    elif harm == "add":
        (backup / "workspace" / "marketplaces" / "evil.toml").write_text("x")
    else:
        (backup / "backup.json").write_text("{}")
    done = run("restore", str(backup), str(tmp_path / "new"))
    assert done.exit_code == 1
    assert "not as it was made" in done.output or "no backup" in done.output
    assert not (tmp_path / "new").exists()


def test_nothing_is_written_over(story: Story, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("x")
    done = run("restore", str(story.backup), str(tmp_path / "mine"))
    assert done.exit_code == 1
    assert "is not empty" in done.output
    inside = str(story.folder / "backups")
    done = run("backup", inside, "--workspace", str(story.folder))
    assert "inside its workspace is none" in done.output


def test_damaged_evidence_is_not_backed_up_as_whole(
    story: Story, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    run("restore", str(story.backup), str(new))
    path = min((new / "evidence").glob("*.warc.gz"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = run("backup", str(tmp_path / "safe"), "--workspace", str(new))
    assert done.exit_code == 1
    assert "the evidence is not whole" in done.output
    assert list((tmp_path / "safe").iterdir()) == []
