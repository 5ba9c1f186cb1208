"""`citeswatch demo`, as a command: its output, its weeks, its end."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.demo.truth import changes
from tests.demo.demo_command import (
    SITES,
    WEEKS,
    ends_on_ctrl_c,
    is_left,
    run_demo,
    started_demo,
    state_of,
    world_of,
)


def test_the_output_is_plain_and_says_what_a_person_needs(said, folder):
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", said)
    assert "invented" in said
    for words in ("Appendix I", "Appendix II", "Appendix III", "relisted", "gone"):
        assert words in said
    assert "illegal" not in said.lower()
    for line in ("Database:", "Report:", "Portal:", "Offers:"):
        assert re.search(rf"^{line} +\S", said, re.MULTILINE)
    (report,) = re.findall(r"^Report: +(.+)$", said, re.MULTILINE)
    assert Path(report).stat().st_size > 10_000


def test_the_marketplaces_are_no_longer_served(said, folder):
    for site in SITES:
        assert is_left(folder, site)


@pytest.fixture
def copy_of_demo(said, folder, tmp_path):
    return Path(shutil.copytree(folder, tmp_path / "my demo"))


@pytest.mark.slow
def test_the_week_after_is_served_for_a_crawl_of_ones_own(copy_of_demo):
    with started_demo("--serve", "--workspace", copy_of_demo) as process:
        for line in process.stdout:
            if "In another terminal" in line:
                break
        words = shlex.split(line.partition("type: citeswatch ")[2])
        done = subprocess.run(
            [sys.executable, "-m", "crawler", *words, "--json"],
            check=True,
            capture_output=True,
            encoding="utf-8",
            timeout=100,
        )
        assert ends_on_ctrl_c(process)
    assert state_of(copy_of_demo)["done"] == WEEKS + 1
    world = world_of(copy_of_demo)
    for row in map(json.loads, done.stdout.splitlines()):
        expected = changes(world, row["marketplace"], WEEKS)
        for event in ("new", "changed", "gone", "relisted"):
            assert row[event] == expected[event], (row["marketplace"], event)
    assert all(is_left(copy_of_demo, site) for site in SITES)


@pytest.mark.slow
def test_run_again_it_lives_one_more_week(copy_of_demo):
    done = run_demo("--workspace", copy_of_demo)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "one more" in done.stdout
    assert state_of(copy_of_demo)["done"] == WEEKS + 1


def test_a_workspace_of_ones_own_is_refused(tmp_path):
    (tmp_path / "citeswatch.toml").write_text("")
    done = run_demo("--workspace", tmp_path)
    assert done.returncode == 2
    assert "workspace of your own" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["citeswatch.toml"]


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("x")
    done = run_demo("--workspace", tmp_path)
    assert done.returncode == 2
    assert "other files" in done.stderr


def test_ctrl_c_stops_it_and_leaves_no_marketplace_behind(tmp_path):
    folder = tmp_path / "demo"
    with started_demo("--workspace", folder) as process:
        for line in process.stdout:
            if line.startswith("Week 1"):
                break
        time.sleep(1.5)  # into the crawl's start
        assert ends_on_ctrl_c(process)
    assert all(is_left(folder, site) for site in SITES)
