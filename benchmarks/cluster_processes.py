"""A Redis, workers and a writer as processes of this machine, for a measurement."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import redis

SECONDS_TO_START = 60.0


@contextmanager
def a_redis(folder: Path) -> Iterator[redis.Redis]:
    """Run a redis-server as docs/scale.md wants it, on a free port."""
    if shutil.which("redis-server") is None:
        raise SystemExit("redis-server is not installed: apt-get install redis-server")
    folder.mkdir(parents=True)
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    process = subprocess.Popen(
        [
            *("redis-server", "--port", str(port), "--bind", "127.0.0.1"),
            *("--dir", str(folder), "--appendonly", "yes", "--save", ""),
        ],
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(port=port, decode_responses=True)
    try:
        wait_until(lambda: _answers(client), "Redis answers")
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait()


@contextmanager
def running(*commands: str, folder: Path, log: Path) -> Iterator[list[int]]:
    """Run citeswatch commands on the workspace *folder*; give their process ids."""
    with log.open("ab") as said:
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "crawler", command, "--workspace", str(folder)],
                stdout=said,
                stderr=said,
            )
            for command in commands
        ]
    try:
        yield [process.pid for process in processes]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def wait_until(true: Callable[[], object], what: str) -> None:
    """Wait until the function *true* says so; end the measurement if it never does."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not true():
        if time.monotonic() > deadline:
            raise SystemExit(f"it did not happen in {SECONDS_TO_START:.0f} s: {what}")
        time.sleep(0.1)


def processor_seconds(process: int) -> float:
    """Give the processor's time that a process and its children have used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    below = [child for one in tasks for child in one.read_text().split()]
    return own + sum(processor_seconds(int(child)) for child in below)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
