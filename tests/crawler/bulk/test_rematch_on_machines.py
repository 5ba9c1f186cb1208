"""Stored listings matched again on workers: as on one core, whoever dies."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler import rematching
from crawler.bulk.machines import Address, OtherWorker, connected, in_order_on
from crawler.cli import main
from crawler.matching.matcher import Matcher
from crawler.rematching import Batch
from crawler.species.species_list import packaged_folder
from crawler.store import Store
from crawler.workspace import Workspace, make_workspace
from tests.crawler.bulk.dask_machines import Machines
from tests.crawler.store.samples import BIRDS, make_listing

TITLES = (
    "Psittacus erithacus, tame and talking",
    "Garden table, oak",
    "Python regius skull",
    "象牙 印鑑",
    "Old bag, tiger print",
)
SECOND = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def unit(folder: Path, listings: int) -> Workspace:
    workspace = make_workspace(folder)
    when = datetime(2026, 4, 1, 8, tzinfo=UTC)
    with Store.open(workspace.database) as store:
        crawl_id = store.begin_crawl(BIRDS, started_at=when)
        found = [
            make_listing(f"n{n}", title=f"{TITLES[n % len(TITLES)]} {n}")
            for n in range(listings)
        ]
        for one in found:
            one.seen_at, one.marketplace = when, BIRDS.name
        store.write_batch(crawl_id, found)
        store.finish_crawl(crawl_id, "finished", finished_at=when)
    return workspace


def run(workspace: Workspace, *args: str) -> Result:
    command = ["rematch", "--workspace", str(workspace.folder), "--json", *args]
    return CliRunner().invoke(main, command)


def everything(workspace: Workspace) -> list[str]:
    """Give the whole database, the times of the run and its audit row's chain apart."""
    with Store.open(workspace.database, read_only=True) as store:
        lines = [line for line in store.conn.iterdump() if '"audit"' not in line]
    return [SECOND.sub("then", line) for line in lines]


@pytest.mark.cluster
def test_a_killed_worker_changes_nothing_of_the_result(
    tmp_path: Path, machines: Machines, matcher: Matcher
) -> None:
    alone = unit(tmp_path / "alone", 6000)
    together = make_workspace(tmp_path / "together")
    shutil.copy(alone.database, together.database)
    doomed, _ = machines.worker(), machines.worker()
    code = "from crawler.cli import main; main()"
    place = ("--workspace", str(together.folder), "--cluster", machines.address)
    with subprocess.Popen(
        [sys.executable, "-c", code, "rematch", "--json", *place],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        while _done(together) < 256 and process.poll() is None:
            time.sleep(0.01)
        assert _done(together) < 6000, "it was done before a worker could be killed"
        doomed.kill()
        told, said = process.communicate()
    assert process.returncode == 0, said.decode()
    assert told.decode() == run(alone, "--jobs", "1").stdout
    assert everything(together) == everything(alone)


def _done(workspace: Workspace) -> int:
    with Store.open(workspace.database, read_only=True) as store:
        found = store.conn.execute("SELECT MAX(last_listing) FROM rematches").fetchone()
    return found[0] or 0


@pytest.mark.cluster
def test_a_worker_with_another_list_or_version_does_no_work(
    machines: Machines, matcher: Matcher
) -> None:
    machines.worker()
    batch = Batch(packaged_folder(), [])
    with connected(Address(machines.address)) as client:
        answers = in_order_on(
            client,
            rematching.assess_here,
            [batch],
            stamp=rematching.stamp,
            expected=rematching.stamp(batch).replace(matcher.fingerprint, "other"),
        )
        with pytest.raises(
            OtherWorker, match=f"has .* with matcher {matcher.fingerprint}"
        ):
            list(answers)


def test_a_machine_without_the_folder_takes_the_list_that_came_with_citeswatch(
    tmp_path: Path, matcher: Matcher
) -> None:
    assert matcher.fingerprint in rematching.stamp(Batch(tmp_path / "not here", []))


WRONG = {
    "another machine in the open": (["--cluster", "tcp://10.0.0.5:8786"], 1, "tcp:// has no lock"),
    "no address": (["--cluster", "10.0.0.5"], 1, "is no address of a scheduler"),
    "tls without its files": (["--cluster", "tls://127.0.0.1:1"], 1, "tls:// needs --tls-ca"),
    "both": (["--cluster", "tcp://127.0.0.1:1", "--jobs", "2"], 2, "leave it or --cluster"),
    "tls alone": (["--tls-ca", __file__], 2, "need --cluster"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_safe_or_no_sense_is_refused(tmp_path: Path, wrong: str) -> None:
    arguments, code, says = WRONG[wrong]
    done = run(unit(tmp_path / "unit", 1), *arguments)
    assert done.exit_code == code, done.output
    assert says in " ".join(done.output.split())


def test_a_scheduler_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.bulk.machines.PATIENCE", 0.3)
    done = run(unit(tmp_path / "unit", 1), "--cluster", "tcp://127.0.0.1:9")
    assert done.exit_code == 1
    assert "no scheduler answers at tcp://127.0.0.1:9" in done.output
