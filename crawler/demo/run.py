"""Lives through the demo's weeks: shows each, and crawls it as a user would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from crawler.demo.catalogue import sites
from crawler.demo.process import DemoProcess
from crawler.demo.state import DemoError, DemoState, write_marketplaces, write_state
from crawler.demo.world import World
from crawler.workspace import Workspace

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_TO_FINISH = 30.0  # a crawl that was asked to stop stores what it has
LOOPBACK = "127.0.0.1"
OVERHEAD = 1.06  # requests for one offer: its page, and its share of the lists

CrawlRow = dict[str, Any]
"""One line of `citeswatch crawl --json`."""
Tell = Callable[[str, int], None]
"""Takes what is being done now, and the requests answered so far."""


@contextmanager
def marketplaces_of(
    workspace: Workspace, state: DemoState, week: int
) -> Iterator[DemoProcess]:
    """Serve the marketplaces in *week*, with the workspace's files pointing there."""
    server = DemoProcess(
        state.calendar,
        week=week,
        seed=state.seed,
        small=state.small,
        logs=workspace.folder / "logs",
    )
    with server as running:
        write_marketplaces(workspace, running.addresses)
        yield running


def crawl_weeks(
    workspace: Workspace, state: DemoState, server: DemoProcess, tell: Tell
) -> tuple[DemoState, list[CrawlRow]]:
    """Crawl every week that is planned and not done; give the last one's rows.

    Raises:
        DemoError: a crawl did not end well.
    """
    rows: list[CrawlRow] = []
    for week in range(state.done, state.planned):
        day = state.calendar.day(week)
        server.show(week, day)
        words = f"Week {week + 1} of {state.planned} ({day:%d %b}): crawling"
        rows = _crawl(workspace, server, day, partial(tell, words))
        state = replace(state, done=week + 1)
        write_state(workspace, state)
    return state, rows


def expected_requests(state: DemoState) -> int:
    """Estimate the requests that the weeks to come will take."""
    world = World(state.calendar, seed=state.seed, small=state.small)
    names = [name for name in sites() if name != "demo_storefront"]  # three requests
    offers = sum(
        len(world.offers(name, week))
        for week in range(state.done, state.planned)
        for name in names
    )
    return round(offers * OVERHEAD)


def _crawl(
    workspace: Workspace, server: DemoProcess, day: date, tell: Callable[[int], None]
) -> list[CrawlRow]:
    """Run `citeswatch crawl` once; a process can run Scrapy's event loop only once."""
    now = datetime.now(UTC)
    as_of = now - timedelta(days=(now.date() - day).days)
    command = [sys.executable, "-m", "crawler", "crawl", "--json"]
    command += ["--workspace", str(workspace.folder), "--as-of", as_of.isoformat()]
    said = workspace.folder / "logs" / "demo-crawl.txt"
    with said.open("w+", encoding="utf-8") as complaints:
        child = subprocess.Popen(  # noqa: S603 (our own command)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            encoding="utf-8",
            env=_without_proxy_to_this_machine(),
            # Ctrl-C comes here first, and is passed on once: twice means "at once".
            start_new_session=True,
        )
        try:
            out = _wait(child, lambda: tell(server.served()))
        except BaseException:
            _stop(child)
            raise
        complaints.seek(0)
        if child.returncode != 0:
            raise DemoError(
                f"the crawl of {day} did not end well: {complaints.read().strip()} "
                f"(logs: {said.parent})"
            )
    return [json.loads(line) for line in out.splitlines()]


def _without_proxy_to_this_machine() -> dict[str, str]:
    """Give the environment in which a unit's web proxy is not asked for loopback."""
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    return {**os.environ, "no_proxy": ",".join(filter(None, (known, LOOPBACK)))}


def _wait(child: subprocess.Popen[str], look: Callable[[], None]) -> str:
    assert child.stdout is not None  # noqa: S101
    # The rows come at the end and fit the pipe, so nothing has to be read before.
    while child.poll() is None:
        look()
        time.sleep(SECONDS_BETWEEN_LOOKS)
    look()
    return child.stdout.read()


def _stop(child: subprocess.Popen[str]) -> None:
    """Let the crawl end cleanly, and at once when it does not."""
    child.terminate()
    try:
        child.wait(SECONDS_TO_FINISH)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()
