"""Work on the processors of many machines, answered in the order it was given."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import distributed
from distributed.client import FutureCancelledError

from crawler.cores import WorkerDied

PATIENCE = 60
"""Seconds to wait for a first worker, and for an answer while there is none."""
_AHEAD = 4
"""Batches for each worker that are under way or wait, which bounds the memory."""
_ONE_AT_A_TIME = threading.Lock()

_Batch = TypeVar("_Batch")
_Answer = TypeVar("_Answer")


class ClusterError(Exception):
    """The machines cannot be used; the text says what mends it."""


class OtherWorker(Exception):
    """A worker would answer otherwise: another version, or another species list."""


@dataclass(frozen=True)
class Address:
    """Where the scheduler is, and the files with which both sides prove themselves."""

    url: str
    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


@contextmanager
def connected(address: Address) -> Iterator[distributed.Client]:
    """Give a client of the scheduler at *address*, with a worker at least.

    Raises:
        ClusterError: it is not there, has no worker, or would talk in the open.
    """
    security = _security(address)
    try:
        client = distributed.Client(
            address.url,
            security=security,
            timeout=PATIENCE,
            set_as_default=False,
        )
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise ClusterError(
            f"no scheduler answers at {address.url} ({error}); start one with: dask "
            "scheduler"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ClusterError(
                f"the scheduler at {address.url} has no worker; start some with: dask "
                f"worker {address.url} --nthreads 1"
            ) from error
        yield client


def in_order_on(
    client: distributed.Client,
    work: Callable[[_Batch], _Answer],
    batches: Iterable[_Batch],
    *,
    stamp: Callable[[_Batch], str],
    expected: str,
) -> Generator[tuple[_Batch, _Answer]]:
    """Give each batch with its answer, in order, whichever worker found it.

    *work* and *stamp* are functions of a module. A worker whose *stamp* is not the
    *expected* one does no work. What a worker that died had in hand goes to another.

    Raises:
        OtherWorker: a worker has another version or another species list.
        WorkerDied: several workers died of the same batch, or none is left.
    """
    waiting: deque[tuple[_Batch, Any]] = deque()
    source = iter(batches)
    try:
        while True:
            room = _AHEAD * max(len(client.scheduler_info()["workers"]), 1)
            for batch in islice(source, max(room - len(waiting), 0)):
                given = (work, stamp, expected, batch)
                waiting.append((batch, client.submit(_on_worker, *given, pure=False)))
            if not waiting:
                return
            batch, answer = waiting.popleft()
            yield batch, _result(client, answer)
    finally:
        client.cancel([answer for _, answer in waiting])


def _on_worker(
    work: Callable[[_Batch], _Answer],
    stamp: Callable[[_Batch], str],
    expected: str,
    batch: _Batch,
) -> _Answer:
    """Answer on a worker; the matcher's caches are of one thread."""
    with _ONE_AT_A_TIME:
        if (found := stamp(batch)) != expected:
            raise OtherWorker(
                f"the worker on {socket.gethostname()} has {found}, this machine "
                f"{expected}: give both the same citeswatch and the same species list, "
                "in the same folder, and start the worker again"
            )
        return work(batch)


def _result(client: distributed.Client, answer: Any) -> Any:
    while True:
        try:
            return answer.result(timeout=PATIENCE)
        except TimeoutError as error:
            if not client.nthreads():
                raise WorkerDied("no worker is left") from error
        except distributed.KilledWorker as error:
            raise WorkerDied(
                "several workers ended over the same work (is their memory full?)"
            ) from error
        except (FutureCancelledError, OSError) as error:
            raise WorkerDied(f"the scheduler is gone ({error})") from error


def _security(address: Address) -> distributed.Security | None:
    """Give what the connection is guarded with.

    Whoever reaches a scheduler in the open can run programs on all its workers.
    """
    try:
        parts = urlsplit(address.url)
        host, scheme, port = parts.hostname or "", parts.scheme, parts.port
    except ValueError:
        host, scheme, port = "", "", None
    if scheme not in ("tcp", "tls") or not host or not port:
        raise ClusterError(
            f"{address.url!r} is no address of a scheduler; write for example "
            "tls://10.0.0.5:8786"
        )
    if scheme == "tcp":
        if _is_here(host):
            return None
        raise ClusterError(
            f"{address.url} is another machine, and tcp:// has no lock: anybody on the "
            "network could run programs on your workers. Give tls://, with --tls-ca, "
            "--tls-cert and --tls-key"
        )
    files = (address.authority, address.certificate, address.key)
    if None in files:
        raise ClusterError("tls:// needs --tls-ca, --tls-cert and --tls-key")
    ca, certificate, key = map(str, files)
    return distributed.Security(
        tls_ca_file=ca,
        tls_client_cert=certificate,
        tls_client_key=key,
        require_encryption=True,
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
