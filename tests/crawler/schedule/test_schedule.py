"""Schedules of a workspace: run by a timer, or by a process of ours."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.schedule.runs import run_schedule
from crawler.store import Store, schedule_runs
from crawler.store.times import utc_text
from crawler.workspace import Workspace, WorkspaceError, make_workspace, open_workspace
from tests.crawler.crawl.loopback import Site, answer
from tests.crawler.crawl.running import ROOT, citeswatch, offer, results, write_market

NIGHTLY = '[[schedule]]\nname = "nightly"\ncron = "0 2 * * *"\n'
EVERY_MINUTE = '[[schedule]]\nname = "often"\ncron = "* * * * *"\n'


def workspace_with(folder: Path, text: str) -> Workspace:
    workspace = make_workspace(folder)
    settings = folder / "citeswatch.toml"
    settings.write_text(settings.read_text() + text)
    Store.open(workspace.database).close()
    return open_workspace(folder)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.add("/results", results("/item/1"))
    site.add("/item/1", offer("Old clock"))
    yield site
    site.close()


def _after_two_seconds(request: BaseHTTPRequestHandler) -> None:
    time.sleep(2)
    answer(offer("Slow clock"))(request)


def rows(workspace: Workspace) -> list[tuple[Any, ...]]:
    with Store.open(workspace.database, read_only=True) as store:
        return store.conn.execute(
            "SELECT schedule, due_at, outcome FROM schedule_runs ORDER BY id"
        ).fetchall()


def known_since(workspace: Workspace, name: str, days: float) -> None:
    """Let the record begin so many days ago."""
    with Store.open(workspace.database) as store:
        since = datetime.now(UTC) - timedelta(days=days)
        schedule_runs.register(store.conn, name, utc_text(since))


def run(workspace: Workspace, *words: str) -> Result:
    command = ["schedule", *words, "--workspace", str(workspace.folder)]
    return CliRunner().invoke(main, command)


def test_a_timer_runs_one_schedule_and_the_record_keeps_it(
    tmp_path: Path, site: Site
) -> None:
    workspace = workspace_with(tmp_path, NIGHTLY)
    write_market(workspace, "clocks", site.home)
    done = citeswatch("schedule", "run", "nightly", "--workspace", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert [(name, outcome) for name, _, outcome in rows(workspace)] == [
        *(("nightly", "registered"), ("nightly", "done"))
    ]
    assert site.asked["/item/1"] == 1
    site.pages.clear()
    done = citeswatch("schedule", "run", "nightly", "--workspace", str(tmp_path))
    assert done.returncode == 1
    assert rows(workspace)[-1][2] == "failed"


def test_runs_that_were_missed_are_noted_and_caught_up_once(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path, NIGHTLY)
    known_since(workspace, "nightly", 3.5)
    commands: list[list[str]] = []
    runner: Callable[[list[str]], int] = lambda words: commands.append(words) or 0  # noqa: E731
    entry = workspace.settings.schedule[0]
    assert run_schedule(workspace, entry, runner) == "done"
    outcomes = [outcome for _, _, outcome in rows(workspace)]
    assert outcomes[0] == "registered"
    assert outcomes[-1] == "done"
    assert outcomes[1:-1] == ["missed"] * (len(outcomes) - 2)
    assert len(outcomes) - 2 in (2, 3)
    assert len(commands) == 1
    assert run_schedule(workspace, entry, runner) == "done"
    assert len(rows(workspace)) == len(outcomes) + 1, "nothing is missed twice"


def test_a_run_under_way_refuses_the_next(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path, NIGHTLY)
    entry = workspace.settings.schedule[0]
    inner: list[str] = []

    def meanwhile(_: list[str]) -> int:
        inner.append(run_schedule(workspace, entry, lambda _: 0))
        return 0

    assert run_schedule(workspace, entry, meanwhile) == "done"
    assert inner == ["overlapping"]
    assert sorted(outcome for _, _, outcome in rows(workspace)) == [
        *("done", "overlapping", "registered")
    ]


def test_a_run_whose_process_died_is_closed_by_the_next(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path, NIGHTLY)
    with Store.open(workspace.database) as store:
        schedule_runs.begin_run(store.conn, "nightly", *["2026-11-01T02:00:00Z"] * 2)
    run_schedule(workspace, workspace.settings.schedule[0], lambda _: 0)
    assert rows(workspace)[0][2] == "interrupted"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGTERM is POSIX")
def test_the_process_catches_up_runs_and_stops_cleanly(
    tmp_path: Path, site: Site
) -> None:
    workspace = workspace_with(tmp_path, NIGHTLY)
    write_market(workspace, "clocks", site.home)
    known_since(workspace, "nightly", 2)
    words = ["schedule", "run", "--workspace", str(tmp_path)]
    process = subprocess.Popen(
        [sys.executable, "-m", "crawler", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and rows(workspace)[-1][2] != "done":
        time.sleep(0.1)
    second = citeswatch(*words)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "nightly: a run was missed; it is caught up now" in said
    assert rows(workspace)[-1][2] == "done"
    assert second.returncode == 1
    assert "another process runs the schedules" in second.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="SIGTERM is POSIX")
def test_a_crawl_under_way_is_ended_cleanly_with_the_process(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path, NIGHTLY)
    slow = Site()
    slow.add("/results", results("/item/1"))
    slow.pages["/item/1"] = _after_two_seconds
    write_market(workspace, "slow", slow.home)
    known_since(workspace, "nightly", 2)
    words = ["schedule", "run", "--workspace", str(tmp_path)]
    process = subprocess.Popen([sys.executable, "-m", "crawler", *words], cwd=ROOT)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not slow.asked["/item/1"]:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    slow.close()
    assert rows(workspace)[-1][2] == "interrupted"
    with Store.open(workspace.database, read_only=True) as store:
        crawls = store.conn.execute("SELECT outcome, reason FROM crawls").fetchall()
    assert crawls == [("interrupted", "shutdown")]


def test_the_list_says_when_each_is_due_in_its_own_zone(tmp_path: Path) -> None:
    text = NIGHTLY + 'timezone = "Africa/Nairobi"\nmarketplaces = ["clocks"]\n'
    workspace = workspace_with(tmp_path, text)
    said = run(workspace, "list").stdout
    assert "nightly: 0 2 * * * (Africa/Nairobi): clocks" in said
    assert said.count("T02:00:00+03:00") == 3
    told = json.loads(run(workspace, "list", "--json", "--count", "1").stdout)
    assert (told["name"], len(told["due"])) == ("nightly", 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[schedule]]\nname = "a"\ncron = "0 2 * * *"\n[[schedule]]\nname = "b"\n'
            'cron = "0 25 * * *"\n',
            "schedule.1.cron: hour: '25' is no number from 0 to 23",
        ),
        (NIGHTLY + NIGHTLY, "two schedules are named 'nightly'; rename one"),
        (NIGHTLY + 'timezone = "Nairobi"\n', "'Nairobi' is no IANA time zone"),
        ('[alarms]\nwebhook = "http://example.org"\n', "is no https:// address"),
        ('[alarms.email]\nto = []\nsender = "a@b"\nhost = "c"\n', "alarms.email.to"),
    ],
)
def test_settings_that_cannot_be_used_are_told(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(WorkspaceError) as caught:
        workspace_with(tmp_path, text)
    assert said in str(caught.value)
    assert str(tmp_path / "citeswatch.toml:") in str(caught.value)


def test_the_line_of_the_second_schedule_is_named(tmp_path: Path) -> None:
    text = NIGHTLY + '[[schedule]]\nname = "b"\ncron = "0 25 * * *"\n'
    with pytest.raises(WorkspaceError) as caught:
        workspace_with(tmp_path, text)
    lines = (tmp_path / "citeswatch.toml").read_text().splitlines()
    line = lines.index('cron = "0 25 * * *"') + 1
    assert f"citeswatch.toml:{line}: schedule.1.cron" in str(caught.value)


def test_wrong_use_is_told(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path / "with", NIGHTLY)
    ran = run(workspace, "run", "weekly")
    assert (ran.exit_code, "there are: nightly" in ran.output) == (2, True)
    bare = make_workspace(tmp_path / "without")
    ran = run(bare, "list")
    assert (ran.exit_code, "has no [[schedule]]" in ran.output) == (2, True)
    example = ran.output.partition("for example:")[2]
    file = bare.folder / "citeswatch.toml"
    file.write_text(file.read_text() + example)
    assert [one.name for one in open_workspace(bare.folder).settings.schedule] == [
        "nightly"
    ]


def test_a_user_whom_the_machine_does_not_have_is_told(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path / "unit", NIGHTLY)
    ran = run(workspace, "systemd", "--user", "no-such-user")
    assert (ran.exit_code, "has no user 'no-such-user'" in ran.output) == (0, True)
    assert "has no user" not in run(workspace, "systemd", "--user", "root").output


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing"
)
def test_the_units_are_clean_for_systemd(tmp_path: Path) -> None:
    text = NIGHTLY + 'timezone = "America/Sao_Paulo"\n' + EVERY_MINUTE
    workspace = workspace_with(tmp_path / "unit", text)
    ran = run(workspace, "systemd", "--user", "root")
    assert ran.exit_code == 0, ran.output
    units = sorted((workspace.folder / "systemd").iterdir())
    assert [unit.name for unit in units] == [
        f"citeswatch-{name}.{kind}"
        for name in ("nightly", "often")
        for kind in ("service", "timer")
    ]
    assert str(units[1]) not in ran.output
    assert "systemctl enable --now citeswatch-nightly.timer" in ran.output
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing"
)
def test_a_cluster_has_units_for_its_writer_and_for_any_number_of_workers(
    tmp_path: Path,
) -> None:
    text = '[cluster]\nredis = "redis://127.0.0.1:6379/0"\n'
    workspace = workspace_with(tmp_path / "unit", text)
    ran = run(workspace, "systemd", "--user", "root")
    assert ran.exit_code == 0, ran.output
    units = sorted((workspace.folder / "systemd").iterdir())
    names = ["citeswatch-worker@.service", "citeswatch-writer.service"]
    assert [unit.name for unit in units] == names
    assert "enable --now citeswatch-worker@1" in ran.output
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_path_that_systemd_would_read_otherwise_is_refused(tmp_path: Path) -> None:
    workspace = workspace_with(tmp_path / "my unit", NIGHTLY)
    ran = run(workspace, "systemd")
    assert ran.exit_code == 1
    assert "move the workspace to a plain path such as /srv/unit" in ran.output
