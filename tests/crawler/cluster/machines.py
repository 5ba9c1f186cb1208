"""A Redis, workers, a writer and crawls, each a real process on this machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import redis

from crawler.workspace import Workspace, make_workspace, open_workspace

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
HAS_REDIS = shutil.which("redis-server") is not None
WHY_NOT = "redis-server is not installed: apt-get install redis-server"


def until(true: Callable[[], object], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until *true* gives something true, and give it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.05)
    raise AssertionError(f"it did not happen in {seconds:.0f} s: {what}")


def _free_port() -> int:
    with closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class RedisServer:
    """A redis-server with an append-only file, that can be killed and comes again."""

    def __init__(
        self,
        folder: Path,
        *options: str,
        env: dict[str, str] | None = None,
        before: Sequence[str] = (),
    ):
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = _free_port()
        self.options = options
        self.env = env
        self.before = before
        self.password = ""
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> redis.Redis:
        return redis.Redis.from_url(
            self.url, decode_responses=True, password=self.password or None
        )

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(
                    *self.before,
                    "redis-server",
                    "--port",
                    str(self.port),
                    "--bind",
                    "127.0.0.1",
                ),
                *("--dir", str(self.folder), "--appendonly", "yes", "--save", ""),
                *self.options,
            ],
            stdout=subprocess.DEVNULL,
            env={**os.environ, **self.env} if self.env else None,
        )
        until(self._answers, "Redis answers")

    def _answers(self) -> bool:
        try:
            return bool(self.client.ping())
        except redis.exceptions.ResponseError:
            return True  # it wants a password, so it is there
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait()


class Cluster:
    """One unit's machines: a workspace with the database, and one for each worker."""

    def __init__(
        self,
        folder: Path,
        server: RedisServer,
        *,
        evidence: bool = False,
        **settings: object,
    ) -> None:
        self.evidence = evidence
        self.folder = folder
        self.server = server
        self.settings = settings
        self.processes: list[subprocess.Popen[str]] = []
        self.home = self._workspace("home")
        (self.home.folder / "seller.key").write_text("ab" * 32, encoding="ascii")
        (self.home.folder / "seller.key").chmod(0o600)

    def _workspace(self, name: str) -> Workspace:
        workspace = make_workspace(self.folder / name)
        lines = [f"{key} = {json.dumps(value)}" for key, value in self.settings.items()]
        text = f'[cluster]\nredis = "{self.server.url}"\n' + "\n".join(lines) + "\n"
        if not self.evidence:
            text += "[evidence]\ncapture = false\n"
        path = workspace.folder / "citeswatch.toml"
        path.write_text(text, encoding="utf-8")
        return open_workspace(workspace.folder)

    def machine(self, name: str) -> Workspace:
        """Give a worker's workspace: what it needs of the first is copied."""
        workspace = self._workspace(name)
        for path in self.home.marketplaces.iterdir():
            shutil.copy(path, workspace.marketplaces)
        shutil.copy(self.home.folder / "seller.key", workspace.folder)
        return workspace

    def start(
        self,
        *words: str,
        workspace: Workspace | None = None,
        env: Any = None,
        before: Sequence[str] = (),
    ) -> subprocess.Popen[str]:
        """Start a command in a process of its own; its log stands beside.

        Words *before* it run it, such as `strace`.
        """
        place = (workspace or self.home).folder
        log = self.folder / f"{'-'.join(words[:1])}-{len(self.processes)}.log"
        with log.open("w", encoding="utf-8") as said:
            process = subprocess.Popen(
                [
                    *(*before, sys.executable, "-m", "crawler"),
                    *(*words, "--workspace", str(place)),
                ],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env={**os.environ, **(env or {})},
            )
        self.processes.append(process)
        return process

    def worker(self, name: str = "", **more: Any) -> subprocess.Popen[str]:
        name = name or f"machine{len(self.processes)}"
        return self.start("worker", workspace=self.machine(name), **more)

    def writer(self, **more: Any) -> subprocess.Popen[str]:
        return self.start("writer", **more)

    def crawl(self, *words: str) -> subprocess.Popen[str]:
        return self.start("crawl", "--json", *words)

    def told(self, crawl: subprocess.Popen[str]) -> dict[str, dict[str, Any]]:
        """Wait for a crawl; give what it says of each marketplace."""
        said, _ = crawl.communicate(timeout=120)
        lines = [json.loads(line) for line in said.splitlines()]
        return {one["marketplace"]: one for one in lines}

    def status(self) -> dict[str, Any]:
        """Ask for the status, as soon as the writer has made the database."""
        said = until(self._status, "status can be told")
        told: dict[str, Any] = json.loads(said)
        return told

    def _status(self) -> str:
        said, _ = self.start("status", "--json").communicate(timeout=60)
        return str(said)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with closing(sqlite3.connect(self.home.database)) as conn:
            return conn.execute(query, values).fetchall()

    def log(self) -> str:
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"== {path.name}\n{path.read_text()}" for path in logs)

    def end(self) -> None:
        """End every process that was started here."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
            if process.stdout:
                process.stdout.close()
