"""Runs the demo marketplaces in a process of their own, for as long as needed."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import IO, Self

from crawler.demo.calendar import Calendar
from crawler.demo.world import DEFAULT_SEED

ANSWER_WITHIN = 30.0  # seconds; starting takes one, showing a week a tenth
STOP_WITHIN = 5.0


class DemoServerError(Exception):
    """The demo marketplaces do not answer; the text says what they said last."""


class DemoProcess:
    """The four marketplaces as a child process; use it in a `with`.

    The child ends when its standard input closes, so it does not outlive this
    process even when this process is killed.
    """

    addresses: dict[str, str]
    """Where each marketplace is, for example `http://127.0.0.1:8701`."""

    def __init__(
        self,
        calendar: Calendar,
        *,
        week: int = 0,
        seed: int = DEFAULT_SEED,
        small: bool = False,
        ports: str | None = None,
        logs: Path | None = None,
    ) -> None:
        """Say what to serve; *ports* is as in `python -m crawler.demo --ports`."""
        self._command = [sys.executable, "-m", "crawler.demo", "--remote"]
        self._command += ["--week", str(week), "--seed", str(seed)]
        for day in calendar.days:
            self._command += ["--day", day.isoformat()]
        self._command += ["--small"] if small else []
        self._command += ["--ports", ports] if ports else []
        self._command += ["--logs", str(logs)] if logs else []
        self._answers: Queue[str] = Queue()
        self._complaints: deque[str] = deque(maxlen=20)

    def __enter__(self) -> Self:
        """Start the marketplaces and wait until they answer."""
        # A session of its own: Ctrl-C must reach the crawler alone, which then
        # finishes its pages while the marketplaces still answer.
        self._process = subprocess.Popen(  # noqa: S603 (our own module)
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._listen(self._process.stdout, self._answers.put)
        self._listen(self._process.stderr, self._complaints.append)
        try:
            self.addresses = json.loads(self._answer())["addresses"]
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the marketplaces."""
        self.close()

    @property
    def pid(self) -> int:
        """The process id of the marketplaces."""
        return self._process.pid

    def show(self, week: int, day: date) -> None:
        """Let the marketplaces show *week*, on *day*."""
        self._order("show", str(week), day.isoformat())

    def served(self) -> int:
        """Ask how many requests were answered so far."""
        return int(self._order("count"))

    def wait(self) -> None:
        """Wait until the marketplaces end, which they do only when told to."""
        self._process.wait()

    def close(self) -> None:
        """Stop the marketplaces, by force when they do not go by themselves."""
        assert self._process.stdin is not None  # noqa: S101
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _order(self, *words: str) -> str:
        assert self._process.stdin is not None  # noqa: S101
        try:
            self._process.stdin.write(" ".join(words) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise self._silent() from error
        return self._answer()

    def _answer(self) -> str:
        try:
            line = self._answers.get(timeout=ANSWER_WITHIN)
        except Empty:
            raise self._silent() from None
        if not line:
            raise self._silent()
        return line

    def _silent(self) -> DemoServerError:
        said = " ".join(self._complaints) or "no message"
        return DemoServerError(f"the demo marketplaces do not answer: {said}")

    def _listen(self, stream: IO[str] | None, keep: Callable[[str], None]) -> None:
        assert stream is not None  # noqa: S101

        def read() -> None:
            with suppress(ValueError):  # the stream was closed under the reader
                for line in stream:
                    keep(line.strip())
            keep("")

        threading.Thread(target=read, daemon=True).start()
