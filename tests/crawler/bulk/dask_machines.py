"""A real Dask scheduler and workers, each a process of its own, on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

DASK = str(Path(sys.executable).with_name("dask"))


class Machines:
    """A scheduler with workers; *options* are those of both (TLS)."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._options, self._folder = options, folder
        folder.mkdir(exist_ok=True)
        self._started: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", str(told))
        self.address = self._address(told)

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker without a nanny, so that killing it ends it."""
        args = ("worker", self.address, "--nthreads", "1", "--no-nanny")
        scratch = ("--local-directory", str(self._folder))
        return self._start(*args, *scratch, **environment)

    def end(self) -> None:
        for process in self._started:
            process.kill()
        for process in self._started:
            process.wait()

    def _start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        place = ("--host", "127.0.0.1", "--no-dashboard")
        process = subprocess.Popen(
            [DASK, *arguments, *place, *self._options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        self._started.append(process)
        return process

    def _address(self, told: Path) -> str:
        for _ in range(300):
            try:
                return str(json.loads(told.read_text())["address"])
            except (FileNotFoundError, ValueError):
                time.sleep(0.05)
        raise AssertionError("the scheduler did not start")
