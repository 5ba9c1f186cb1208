"""Time stamps of a real authority are had, kept, and verified on reading."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crawler.cli import main
from crawler.workspace import Workspace
from tests.crawler.crawl.running import run
from tests.crawler.evidence.authority import TimeStampAuthority

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl is the authority"
)


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[TimeStampAuthority]:
    running = TimeStampAuthority(tmp_path / "authority")
    yield running
    running.close()


@pytest.fixture
def trusting(copy: Workspace, authority: TimeStampAuthority) -> Workspace:
    trust(copy, authority.url, authority.roots)
    return copy


def trust(workspace: Workspace, url: str, roots: Path) -> None:
    path = workspace.folder / "citeswatch.toml"
    path.write_text(
        f'[evidence]\ntimestamp_authority = "{url}"\ntimestamp_roots = "{roots}"\n',
        encoding="utf-8",
    )


def evidence(workspace: Workspace, word: str) -> Result:
    return CliRunner().invoke(
        main, ["evidence", word, "--workspace", str(workspace.folder)]
    )


def test_the_chain_is_stamped_once(trusting: Workspace) -> None:
    done = evidence(trusting, "stamp")
    assert done.exit_code == 0, done.output
    assert "and all before it: 20" in done.output
    assert "nothing new" in evidence(trusting, "stamp").output
    assert "1 time stamp: no faults" in evidence(trusting, "verify").output


def test_a_crawl_has_the_chain_stamped_by_itself(
    trusting: Workspace, authority: TimeStampAuthority
) -> None:
    assert run(trusting).code == 0
    with sqlite3.connect(trusting.database) as conn:
        [(head, last)] = conn.execute(
            """SELECT s.head_sha256, (SELECT sha256 FROM evidence ORDER BY id DESC)
               FROM evidence_stamps s"""
        ).fetchall()
    conn.close()
    assert head == last


@pytest.mark.slow
def test_a_crawl_stands_when_the_authority_does_not_answer(
    trusting: Workspace, authority: TimeStampAuthority
) -> None:
    authority.broken = True
    outcome = run(trusting)
    assert outcome.code == 0
    assert "no time stamp: it is no time stamp" in outcome.log + outcome.errors


def test_another_authority_is_not_trusted(
    trusting: Workspace, authority: TimeStampAuthority, tmp_path: Path
) -> None:
    assert evidence(trusting, "stamp").exit_code == 0
    other = TimeStampAuthority(tmp_path / "other")
    other.close()
    trust(trusting, authority.url, other.roots)
    done = evidence(trusting, "verify")
    assert done.exit_code == 1
    assert "cannot be trusted" in done.output


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE evidence_stamps SET token = x'3003020100'", "it is no time stamp"),
        (
            "UPDATE evidence_stamps SET stamped_at = '2020-01-01T00:00:00Z'",
            "another time",
        ),
        ("UPDATE evidence_stamps SET evidence = 2", "of another chain"),
    ],
)
def test_a_changed_stamp_is_found(
    trusting: Workspace, statement: str, says: str
) -> None:
    assert evidence(trusting, "stamp").exit_code == 0
    with sqlite3.connect(trusting.database) as conn:
        conn.execute(statement)
    conn.close()
    done = evidence(trusting, "verify")
    assert done.exit_code == 1
    assert says in done.output


def test_an_authority_out_of_order_is_told(
    trusting: Workspace, authority: TimeStampAuthority
) -> None:
    authority.broken = True
    done = evidence(trusting, "stamp")
    assert done.exit_code == 1
    assert "it is no time stamp" in done.output


def test_without_an_authority_the_mend_is_told(copy: Workspace) -> None:
    done = evidence(copy, "stamp")
    assert done.exit_code == 1
    assert "timestamp_authority and timestamp_roots" in done.output


def test_roots_that_are_no_certificates_are_told(copy: Workspace) -> None:
    trust(copy, "http://127.0.0.1:9/", copy.folder / "citeswatch.toml")
    assert "cannot be read as PEM certificates" in evidence(copy, "stamp").output
