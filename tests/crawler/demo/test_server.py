"""The demo marketplaces answer over HTTP, move on a week, and end when told."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from crawler.demo.calendar import Calendar
from crawler.demo.catalogue import sites
from crawler.demo.process import DemoProcess, DemoServerError
from crawler.demo.world import World

CALENDAR = Calendar.ending(date(2026, 11, 24), 3)


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def demo(logs):
    with DemoProcess(CALENDAR, small=True, ports="0", logs=logs) as process:
        yield process


def _get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def test_each_marketplace_has_an_address_on_loopback(demo):
    assert set(demo.addresses) == set(sites())
    for address in demo.addresses.values():
        assert address.startswith("http://127.0.0.1:")
        assert "User-agent: *" in _get(f"{address}/robots.txt")


def test_it_counts_and_logs_what_it_serves(demo, logs):
    before = demo.served()
    _get(f"{demo.addresses['demo_shop']}/katalog?seite=2")
    assert demo.served() == before + 1
    assert "GET /katalog?seite=2" in (logs / "demo_shop.log").read_text()


def test_it_shows_another_week_when_told(demo):
    world = World(CALENDAR, small=True)
    address = demo.addresses["demo_auction"]
    (gone, *_) = [
        offer
        for offer in world.offers("demo_auction", 0)
        if offer.number not in {one.number for one in world.offers("demo_auction", 2)}
    ]
    demo.show(0, CALENDAR.day(0))
    assert str(gone.number) in _get(f"{address}/lot/{gone.number}")
    demo.show(2, CALENDAR.day(2))
    with pytest.raises(urllib.error.HTTPError, match="404"):
        _get(f"{address}/lot/{gone.number}")


def test_only_get_and_head_are_answered(demo):
    address = demo.addresses["demo_classifieds"]
    request = urllib.request.Request(f"{address}/annonces", data=b"x=1")
    with pytest.raises(urllib.error.HTTPError, match="405"):
        urllib.request.urlopen(request, timeout=10)


def test_a_port_that_is_taken_is_passed_over(demo):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with DemoProcess(CALENDAR, small=True, ports=f"{port},0,0,0") as other:
            found = int(other.addresses["demo_classifieds"].rpartition(":")[2])
            assert port < found < port + 100


def test_it_ends_with_the_process_that_started_it(tmp_path):
    starter = (
        "import sys, os, signal\n"
        "from datetime import date\n"
        "from crawler.demo.calendar import Calendar\n"
        "from crawler.demo.process import DemoProcess\n"
        "demo = DemoProcess(Calendar.ending(date(2026, 11, 24), 1), ports='0')\n"
        "demo.__enter__()\n"
        "print(demo.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", starter],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    pid = int(done.stdout)
    for _ in range(100):
        if not _is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail(f"the marketplaces (process {pid}) outlived their starter")


def _is_running(pid):
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().split()[2] != "Z"


def test_a_server_that_cannot_start_says_why(tmp_path):
    absent = tmp_path / "absent"
    with pytest.raises(DemoServerError, match="absent"):
        DemoProcess(CALENDAR, ports="0", logs=absent).__enter__()


@pytest.mark.parametrize("ports", ["x", "1,2", "70000"])
def test_ports_that_are_none_are_refused(ports):
    done = subprocess.run(
        [sys.executable, "-m", "crawler.demo", "--ports", ports],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2
    assert "port" in done.stderr or "numbers" in done.stderr
