"""Running `citeswatch demo` as a user does."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from datetime import date

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import sites
from crawler.demo.world import World
from tests.signals import take_ctrl_c

WEEKS = 3
SITES = sorted(sites())
# A unit behind a web proxy still reaches its own machine, and a terminal that knows
# Latin letters only is no reason to fail.
AWKWARD = {"http_proxy": "http://127.0.0.1:9", "PYTHONIOENCODING": "latin-1"}


def command(*words):
    return [sys.executable, "-m", "crawler", "demo", "--small", *map(str, words)]


def run_demo(*words):
    return subprocess.run(
        command(*words),
        check=False,
        capture_output=True,
        encoding="latin-1",
        timeout=200,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **AWKWARD},
    )


def started_demo(*words):
    return subprocess.Popen(
        command(*words),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        preexec_fn=take_ctrl_c,  # noqa: PLW1509
    )


def ends_on_ctrl_c(process):
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    assert "Traceback" not in rest
    assert "Stopped" in rest
    return process.wait(timeout=60) == 130


def is_served(folder, site):
    facts = tomllib.loads((folder / "marketplaces" / f"{site}.toml").read_text())
    port = int(facts["home"].rstrip("/").rpartition(":")[2])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_left(folder, site):
    """Tell that nobody serves the site any more, or nobody soon.

    A demo of another test, run at the same time, may have taken over the port.
    """
    last = time.monotonic() + 120
    while is_served(folder, site) and time.monotonic() < last:
        time.sleep(0.5)
    return not is_served(folder, site)


def state_of(folder):
    return json.loads((folder / "demo.json").read_text())


def world_of(folder):
    state = state_of(folder)
    days = [date.fromisoformat(day) for day in state["days"]]
    return World(Calendar.of(days), seed=state["seed"], small=state["small"])
