"""A crawl as a process: what listens, who is asked, how it ends.

Starting the crawler costs seconds, so each process serves several tests.
"""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import main
from crawler.workspace import Workspace, make_workspace
from tests.crawler.crawl.loopback import Site, answer
from tests.crawler.crawl.running import (
    ROOT,
    Outcome,
    citeswatch,
    offer,
    results,
    run,
    write_market,
)

LISTEN = "0A"


class SlowSite(Site):
    """Some listings at once, and then one that waits until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()
        self.release = threading.Event()
        paths = [f"/item/{n}" for n in range(12)]
        self.add("/results", results(*paths, "/slow"))
        for number, path in enumerate(paths):
            self.add(path, offer(f"Offer {number:02}"))
        self.pages["/slow"] = self._wait

    def _wait(self, request: BaseHTTPRequestHandler) -> None:
        self.reached.set()
        self.release.wait(60)
        answer(offer("The slow one"))(request)


def start(workspace: Workspace) -> subprocess.Popen[str]:
    words = ["crawl", "--json", "--workspace", str(workspace.folder)]
    return subprocess.Popen(
        [sys.executable, "-m", "crawler", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(workspace: Workspace, crawl: subprocess.Popen[str]) -> Outcome:
    said, errors = crawl.communicate(timeout=60)
    done = subprocess.CompletedProcess([], crawl.returncode, said, errors)
    return Outcome(workspace, done)


def listening(pid: int) -> list[str]:
    """Give the local addresses at which process *pid* takes connections."""
    own = set()
    for fd in Path(f"/proc/{pid}/fd").iterdir():
        try:
            own |= set(re.findall(r"socket:\[(\d+)\]", str(fd.readlink())))
        except FileNotFoundError:
            continue  # closed between the listing and the look
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            takes = words[3] == LISTEN or table.startswith("udp")
            if takes and words[9] in own:
                found.append(f"{table} {words[1]}")
    return found


@dataclass
class Story:
    """A crawl that is looked at while it runs, met by another, and stopped."""

    own_sockets: list[str]
    listened: list[str]
    second: Outcome
    stopped: Outcome
    again: Outcome


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    workspace = make_workspace(tmp_path_factory.mktemp("slow"))
    slow = SlowSite()
    write_market(workspace, "slow", slow.home)
    crawl = start(workspace)
    assert slow.reached.wait(60)
    listened, own = listening(crawl.pid), listening(os.getpid())
    second = run(workspace)
    crawl.send_signal(signal.SIGINT)
    slow.release.set()
    stopped = finish(workspace, crawl)
    stored = stopped.titles("slow")
    assert stored, "what was found before the signal is stored"
    yield Story(own, listened, second, stopped, run(workspace))
    slow.close()


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="needs Linux")
def test_nothing_listens_during_a_crawl(story: Story) -> None:
    assert story.own_sockets, "the site itself listens, so the look works"
    assert story.listened == []


def test_a_marketplace_is_not_crawled_twice_at_once(story: Story) -> None:
    assert story.second.code == 1
    assert "another crawl of it is running" in story.second.by_name["slow"]["reason"]


def test_a_crawl_that_is_stopped_keeps_what_it_found(story: Story) -> None:
    assert story.stopped.code == 1
    assert story.stopped.by_name["slow"]["outcome"] == "interrupted"
    assert story.stopped.by_name["slow"]["listings"] >= 12
    assert story.stopped.rows("PRAGMA integrity_check") == [("ok",)]


def test_the_next_crawl_takes_up_and_doubles_nothing(story: Story) -> None:
    assert story.again.code == 0
    titles = story.again.titles("slow")
    assert len(titles) == len(set(titles)) == 13


def test_a_crawl_that_is_told_to_end_ends_cleanly(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    slow = SlowSite()
    write_market(workspace, "slow", slow.home)
    crawl = start(workspace)
    assert slow.reached.wait(60)
    crawl.send_signal(signal.SIGTERM)
    slow.release.set()
    outcome = finish(workspace, crawl)
    slow.close()
    assert outcome.by_name["slow"]["outcome"] == "interrupted"
    assert "Offer 00" in outcome.titles("slow")


AUDITED = """
import sys
hosts, wrote = set(), sys.argv.pop(1)
def look(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        hosts.add(str(args[0]))
    elif event == "socket.connect" and isinstance(args[1], tuple):
        hosts.add(str(args[1][0]))
sys.addaudithook(look)
from crawler.cli import main
try:
    main()
finally:
    from scrapy.downloadermiddlewares import cookies
    public = cookies._is_public_domain("co.uk"), cookies._is_public_domain("a.co.uk")
    open(wrote, "w").write(f"{sorted(hosts)} {public}")
"""


@dataclass
class Weeks:
    """Two crawls of a small site: one dated otherwise, and one by the clock."""

    workspace: Workspace
    asked: str
    first: Outcome
    second: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    place = tmp_path_factory.mktemp("small")
    workspace = make_workspace(place, contact="cites@example.org")
    site = Site()
    site.add("/results", results("/item/1", "/item/2"))
    site.add("/item/1", offer("Ball python female cb24"))
    site.add("/item/2", offer("Old clock"))
    write_market(workspace, "small", site.home)
    folder = str(workspace.folder)
    words = ["crawl", "--json", "--as-of", "2026-11-02", "--workspace", folder]
    seen = workspace.folder / "seen"
    first = subprocess.run(
        [sys.executable, "-c", AUDITED, str(seen), *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    site.add("/results", results("/item/1", "/item/3"))
    del site.pages["/item/2"]
    site.add("/item/1", offer("Ball python female cb24, reduced"))
    site.add("/item/3", offer("New clock"))
    second = citeswatch("crawl", "--workspace", folder)
    yield Weeks(workspace, seen.read_text(), Outcome(workspace, first), second)
    site.close()


def test_nobody_but_the_marketplace_is_asked(weeks: Weeks) -> None:
    """Nor for the public suffix list, which a look-up afterwards needs."""
    assert weeks.asked == "['127.0.0.1'] (True, False)"


def test_a_demo_may_be_dated_otherwise_than_today(weeks: Weeks) -> None:
    assert weeks.first.code == 0
    rows = weeks.first.rows("SELECT clock, substr(started_at, 1, 10) FROM crawls")
    assert rows[0] == ("demo", "2026-11-02")
    assert rows[1][0] == "system"
    query = "SELECT DISTINCT substr(seen_at, 1, 10) FROM sightings WHERE crawl = 1"
    assert weeks.first.rows(query) == [("2026-11-02",)]


def test_a_table_says_what_is_new_changed_and_gone(weeks: Weeks) -> None:
    assert weeks.second.returncode == 0
    assert weeks.second.stderr == ""
    words = "marketplace outcome pages seen new changed gone relisted flagged errors"
    assert words.split() == weeks.second.stdout.split()[:10]
    # pages, listings, new, changed, gone, relisted, flagged, errors
    assert re.search(r"small +finished +3 +2 +1 +1 +1 +0 +0 +0", weeks.second.stdout)


def wrong_use(workspace: Workspace, *words: str) -> str:
    done = CliRunner().invoke(
        main, ["crawl", *words, "--workspace", str(workspace.folder)]
    )
    assert done.exit_code == 2
    return " ".join(done.output.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["smal"], "there is no marketplace 'smal'; did you mean small?"),
        (["--as-of", "yesterday"], "'yesterday' is no date; write it as 2026-11-20"),
        (["--jsn"], "No such option"),
    ],
)
def test_wrong_use_is_told_with_what_is_right(
    weeks: Weeks, words: list[str], said: str
) -> None:
    assert said in wrong_use(weeks.workspace, *words)


def test_a_folder_without_marketplaces_says_how_to_make_one(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    assert "citeswatch marketplace new NAME URL" in wrong_use(workspace)


def test_a_real_marketplace_is_dated_by_the_clock(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    (workspace.marketplaces / "real.toml").write_text(
        'title = "x"\nhome = "https://real.example"\nfamily = "storefront_json"\n'
    )
    said = wrong_use(workspace, "--as-of", "2026-11-02")
    assert "a crawl of a real marketplace (real) is dated by the clock" in said


def test_plain_scrapy_works_in_a_checkout() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "demo_classifieds" in done.stdout.splitlines()


def test_pages_that_failed_stand_in_a_file_of_their_own(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "unit")
    site, down = Site(), Site()
    paths = [f"/item/{n}" for n in range(6)]
    site.add("/results", results(*paths))
    site.add("/item/0", offer("A clock"))
    for path in paths[1:]:
        site.add(path, "<html><body>Nothing here</body></html>")
    down.close()
    write_market(workspace, "alpha", site.home)
    write_market(workspace, "beta", down.home)
    done = citeswatch("crawl", "--workspace", str(workspace.folder))
    site.close()
    [file] = (workspace.folder / "logs").glob("crawl-*.pages.txt")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert f"beta: {down.home}results: takes no connection; is the site up?" in lines
    assert sum(line.startswith(f"alpha: {site.home}item/") for line in lines) == 5
    assert all("no title was found" in one for one in lines if one[:5] == "alpha")
    assert f"Every page that failed, and what to do, is in {file}" in done.stderr
    assert sum(line in done.stderr for line in lines) == 3
    [log] = (workspace.folder / "logs").glob("crawl-*.log")
    assert "Traceback" not in log.read_text(encoding="utf-8")
