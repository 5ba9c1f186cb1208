"""A crawl killed with `kill -9` at any moment loses nothing that it had stored.

The crawl is `citeswatch crawl` of the demo marketplaces, with smaller batches so
that more moments fall near a transaction. It takes minutes: one crawl that is killed
is among the quick tests in tests/crawler/crawl/test_resuming.py. The moments are
random; the seed is printed, and CITESWATCH_KILL_SEED gives it again.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.demo.calendar import Calendar
from crawler.demo.process import DemoProcess
from crawler.demo.state import write_marketplaces
from crawler.store import Store
from crawler.store.consistency import find_faults
from crawler.workspace import Workspace, make_workspace

ROOT = Path(__file__).parents[1]
WEEKS = (date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16))
CRAWL = """
import sys
import crawler.settings
crawler.settings.CITESWATCH_BATCH_LISTINGS = 7
crawler.settings.CITESWATCH_BATCH_SECONDS = 0.2
crawler.settings.CITESWATCH_EFFORT_SECONDS = 0.1
from crawler.cli import main
main(["crawl", *sys.argv[1:]])
"""


class Crawls:
    """Crawls of one workspace, some of them killed."""

    def __init__(
        self, workspace: Workspace, server: DemoProcess, names: tuple[str, ...]
    ) -> None:
        self.workspace = workspace
        self.server = server
        self.names = names
        self.now = datetime(1, 1, 1, tzinfo=UTC)

    def show(self, week: int) -> None:
        self.server.show(week, WEEKS[week])
        self.now = datetime(*WEEKS[week].timetuple()[:3], hour=9, tzinfo=UTC)

    def start(self) -> "subprocess.Popen[bytes]":
        self.now += timedelta(minutes=1)
        place = ["--workspace", str(self.workspace.folder)]
        dated = ["--as-of", self.now.isoformat()]
        return subprocess.Popen(
            [sys.executable, "-c", CRAWL, *self.names, *place, *dated],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
        )

    def run(self) -> int:
        """Crawl to the end; give the number of pages that it asked for."""
        before = self.server.served()
        process = self.start()
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()
        return self.server.served() - before

    def kill_after(self, pages: int, seconds: float) -> bool:
        """Kill a crawl *seconds* after its page number *pages*; say whether it hit."""
        before = self.server.served()
        process = self.start()
        pause = threading.Event()
        for _ in range(6000):
            if process.poll() is not None or self.server.served() - before >= pages:
                break
            pause.wait(0.01)
        pause.wait(seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
        return process.returncode == -signal.SIGKILL

    def look(self) -> dict[str, set[Any]]:
        """Give what is stored and must stay; the database must be sound."""
        with Store.open(self.workspace.database) as store:
            assert find_faults(store.conn) == []
            running = "SELECT COUNT(*) FROM crawls WHERE outcome = 'running'"
            assert store.conn.execute(running).fetchone() == (0,)
            return {
                name: set(store.conn.execute(sql).fetchall())
                for name, sql in STAYS.items()
            }

    def result(self) -> dict[str, list[Any]]:
        """Give what a crawl comes to, however many were killed before it."""
        with Store.open(self.workspace.database, read_only=True) as store:
            return {
                name: store.conn.execute(sql).fetchall() for name, sql in RESULT.items()
            }


STAYS = {
    "listings": "SELECT id, marketplace, listing_id, first_seen_at FROM listings",
    "texts": """SELECT id, listing, crawl, seen_at, title, description, price_text
                FROM listing_versions""",
    "sightings": "SELECT listing, crawl, seen_at, version FROM sightings",
    "crawls": "SELECT id, marketplace, started_at FROM crawls",
    "sellers": "SELECT id, marketplace, pseudonym FROM sellers",
}
RESULT = {
    "listings": """
        SELECT l.marketplace, l.listing_id, l.title, l.description, l.price_text,
            l.price_amount, l.ends_at, l.state, l.offer, l.priority, l.appendix,
            l.taxon, l.match_count, s.pseudonym, r.listing_id IS NOT NULL
        FROM listings l LEFT JOIN sellers s ON s.id = l.seller_id
        LEFT JOIN listings r ON r.id = l.relisted_from ORDER BY 1, 2""",
    "texts": """
        SELECT l.marketplace, l.listing_id, v.title, v.price_text, v.content_sha256
        FROM listing_versions v JOIN listings l ON l.id = v.listing
        ORDER BY 1, 2, v.id""",
    "matches": """
        SELECT l.marketplace, l.listing_id, m.taxon, m.start, m."end", m.reason
        FROM matches m JOIN listings l ON l.id = m.listing ORDER BY 1, 2, m.id""",
    "last crawls": """
        SELECT c.marketplace, c.outcome, e.complete, e.listings_seen, e.pages_fetched
        FROM crawls c JOIN effort e ON e.crawl_id = c.id WHERE c.id IN
            (SELECT MAX(id) FROM crawls GROUP BY marketplace) ORDER BY 1""",
}


def kill_and_compare(
    folder: Path, names: tuple[str, ...], kills: int, weeks: int
) -> None:
    seed = int(os.environ.get("CITESWATCH_KILL_SEED") or random.randrange(10**6))
    sys.stdout.write(f"CITESWATCH_KILL_SEED={seed}\n")
    dice = random.Random(seed)
    with DemoProcess(Calendar.of(WEEKS), small=True, ports="0") as server:
        spaces = [make_workspace(folder / name) for name in ("whole", "killed")]
        for space in spaces:
            write_marketplaces(space, server.addresses)
        whole, killed = (Crawls(space, server, names) for space in spaces)
        hits = 0
        for week in range(weeks):
            for crawls in (whole, killed):
                crawls.show(week)
            pages = whole.run()
            # The same key, so that sellers have the same pseudonyms.
            shutil.copy(*(space.folder / "seller.key" for space in spaces))
            for _ in range(kills // weeks):
                before = killed.look() if killed.workspace.database.exists() else {}
                moment = dice.randint(1, pages), dice.uniform(0, 0.3)
                sys.stdout.write(f"week {week}: page {moment[0]} + {moment[1]:.3f} s\n")
                hits += killed.kill_after(*moment)
                after = killed.look()
                for name, rows in before.items():
                    assert rows <= after[name], f"{name} were lost"
            killed.run()
            assert killed.look()["listings"]
            expected = whole.result()
            for name, rows in killed.result().items():
                assert rows == expected[name], f"{name} differ"
        assert hits, "every crawl had ended before it was killed"
        with Store.open(killed.workspace.database, read_only=True) as store:
            cut = store.conn.execute(
                """SELECT COUNT(*), SUM(listings_seen) FROM crawls
                   JOIN effort ON crawl_id = id WHERE outcome = 'interrupted'"""
            ).fetchone()
        sys.stdout.write(f"{cut[0]} crawls cut off, {cut[1]} sightings in them\n")
        assert cut[0] > 0


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    kill_and_compare(tmp_path, (), kills=20, weeks=2)
