"""A scheduler behind TLS: who has a certificate of the unit works, nobody else does."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.bulk import machines as bulk
from crawler.bulk.machines import Address, ClusterError, connected, in_order_on
from tests.crawler.bulk.dask_machines import Machines


def certificates(folder: Path) -> dict[str, Path]:
    """Make the files as docs/scale.md tells."""
    folder.mkdir()
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -subj /CN=ca -keyout ca.key -out ca.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=hub -keyout hub.key -out hub.csr",
        "x509 -req -in hub.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out hub.pem",
    ):
        subprocess.run(
            ["openssl", *command.split()], cwd=folder, check=True, capture_output=True
        )
    return {name: folder / name for name in ("ca.pem", "hub.pem", "hub.key")}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return certificates(tmp_path / "ours")


@pytest.fixture
def locked(tmp_path: Path, files: dict[str, Path]) -> Iterator[Machines]:
    ca, certificate, key = map(str, files.values())
    guarded = ("--tls-ca-file", ca, "--tls-cert", certificate, "--tls-key", key)
    made = Machines(tmp_path / "dask", *guarded, "--protocol", "tls")
    yield made
    made.end()


def double(number: int) -> int:
    return 2 * number


def same(number: int) -> str:
    return f"kind {number % 1}"


@pytest.mark.cluster
def test_who_has_a_certificate_of_the_unit_is_answered_in_order(
    locked: Machines, files: dict[str, Path]
) -> None:
    locked.worker(PYTHONPATH=str(Path(__file__).parents[3]))
    with connected(Address(locked.address, *files.values())) as client:
        answers = in_order_on(client, double, range(9), stamp=same, expected="kind 0")
        assert list(answers) == [(n, 2 * n) for n in range(9)]


@pytest.mark.cluster
def test_who_has_one_of_another_is_not(
    locked: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PATIENCE", 2)
    theirs = certificates(tmp_path / "theirs")
    with (
        pytest.raises(ClusterError, match="no scheduler answers"),
        connected(Address(locked.address, *theirs.values())),
    ):
        raise AssertionError("connected")
